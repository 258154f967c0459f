"""Deploy a stack set to accounts, change its stacks, and take them away.

StackSets reaches accounts with roles of its own that may do everything, and never touches the management account.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from embedded_aws.server import identity
from embedded_aws.server.cloudformation import api
from embedded_aws.server.organizations.membership import accounts_under, exists, parents_of
from embedded_aws.server.service import ApiError
from embedded_aws.server.stack_sets.store import Instance, Operation, StackSet


def targets_of(stack_set: StackSet, units: Iterable[str], accounts: Iterable[str], account_filter: str) -> list[str]:
    """Return the accounts that deployment targets name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeploymentTargets.html
    """
    named = set(accounts)
    for unit in units:
        if not exists(stack_set.management, unit):
            raise ApiError("ValidationError", f"Organizational unit {unit} does not exist in this organization")
    under = {account for unit in units for account in accounts_under(stack_set.management, unit)}
    chosen = {
        "NONE": under,
        "INTERSECTION": under & named,
        "DIFFERENCE": under - named,
        "UNION": under | named,
    }[account_filter]
    return sorted(chosen - {stack_set.management})


def deploy(stack_set: StackSet, accounts: Iterable[str], regions: Iterable[str]) -> Operation:
    """Make or renew the stacks in accounts and Regions."""
    operation = _begin(stack_set, "CREATE")
    for account_id in accounts:
        for region in regions:
            _deploy_one(stack_set, operation, account_id, region)
    return operation


def renew(stack_set: StackSet) -> Operation:
    """Bring the current template and parameters to all instances."""
    operation = _begin(stack_set, "UPDATE")
    for account_id, region in tuple(stack_set.instances):
        _deploy_one(stack_set, operation, account_id, region)
    return operation


def withdraw(stack_set: StackSet, accounts: Iterable[str], regions: Iterable[str], *, retain: bool) -> Operation:
    """Delete the stacks in accounts and Regions, or only forget them."""
    operation = _begin(stack_set, "DELETE")
    wanted_regions = tuple(regions)
    for account_id in accounts:
        for region in wanted_regions:
            instance = stack_set.instances.get((account_id, region))
            if instance is not None:
                _withdraw_one(stack_set, operation, instance, retain=retain)
    return operation


def _withdraw_one(stack_set: StackSet, operation: Operation, instance: Instance, *, retain: bool) -> None:
    if retain:
        # What has become of its stack does not matter to the operation any more.
        del stack_set.instances[instance.account_id, instance.region]
        return
    instance.operation_id = operation.id
    operation.instances.append(instance)
    instance.is_leaving = True
    _call(instance, "DeleteStack", {"StackName": instance.stack_name})


def _begin(stack_set: StackSet, action: str) -> Operation:
    running = [known.id for known in stack_set.operations.values() if known.status == "RUNNING"]
    if running:
        message = f"Another Operation on StackSet {stack_set.name} is in progress: {running[0]}"
        raise ApiError("OperationInProgressException", message, 409)
    operation = Operation(str(uuid.uuid4()), action, [])
    stack_set.operations[operation.id] = operation
    return operation


def _deploy_one(stack_set: StackSet, operation: Operation, account_id: str, region: str) -> None:
    known = stack_set.instances.get((account_id, region))
    if known is not None and known.is_inoperable:
        return
    # A stack that could not be made is made anew; one that could not be changed is changed again.
    if known is not None and known.was_made:
        _update(stack_set, operation, known)
        return
    unit = parents_of(stack_set.management, account_id)[0]
    stack_name = f"StackSet-{stack_set.name}-{uuid.uuid4()}"
    instance = Instance(account_id, region, unit, stack_name, operation.id)
    stack_set.instances[account_id, region] = instance
    operation.instances.append(instance)
    _call(instance, "CreateStack", _parameters(stack_set, instance))


def _update(stack_set: StackSet, operation: Operation, instance: Instance) -> None:
    instance.operation_id = operation.id
    instance.is_leaving = False
    operation.instances.append(instance)
    _call(instance, "UpdateStack", _parameters(stack_set, instance))


def _parameters(stack_set: StackSet, instance: Instance) -> Mapping[str, object]:
    template = stack_set.template
    return {
        "StackName": instance.stack_name,
        "TemplateBody": template.body,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in template.parameters.items()],
        "Tags": [{"Key": key, "Value": value} for key, value in template.tags.items()],
        "Capabilities": template.capabilities,
    }


def _call(instance: Instance, action: str, parameters: Mapping[str, Any]) -> None:
    instance.refused = ""
    try:
        api.call(identity.root(instance.account_id), instance.region, action, parameters)
    except ApiError as error:
        if "No updates are to be performed" not in str(error):
            instance.refused = str(error)
