"""AWS::CloudFormation::StackSet.

Its handlers wait for the operations that they begin, so they run on threads of their own.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-cloudformation-stackset.html
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from ministack.services.cloudformation import provisioners, stacks

from embedded_aws.server.cloudformation.drift import reads
from embedded_aws.server.service import ApiError
from embedded_aws.server.stack_sets import actions, operations, store
from embedded_aws.server.stack_sets.store import Operation, StackSet

TYPE = "AWS::CloudFormation::StackSet"
_POLL_SECONDS = 0.02

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, str]]


def install() -> None:
    """Register the type."""
    provisioners._RESOURCE_HANDLERS[TYPE] = {"create": _create, "update": _update, "delete": _delete}
    provisioners._REPLACING_PROPERTIES[TYPE] = ("StackSetName", "PermissionModel", "CallAs")
    reads(TYPE, _read, "Description", "Parameters", "AutoDeployment", "TemplateBody")
    runs_on_thread = stacks._runs_on_worker_thread
    stacks._runs_on_worker_thread = lambda type_: type_ == TYPE or runs_on_thread(type_)


def _create(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
    stack_set = actions.create_stack_set(dict(properties))
    for group in properties.get("StackInstancesGroup") or []:
        _wait(actions.create_instances(stack_set, group), _preferences(properties))
    return stack_set.id, {"StackSetId": stack_set.id}


def _update(id_: str, before: Properties, properties: Properties, _stack_name: str) -> Made:
    """Take away from units, renew the accounts that stay, then bring to units.

    Where nothing but the units differs, the accounts that stay are left alone: AWS's handler calls UpdateStackSet only for
    other changes, and creates instances only in units that are new.
    https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-cloudformation, aws-cloudformation-stackset:
    UpdateHandler, util/Comparator, util/InstancesAnalyzer
    """
    stack_set, preferences = _find(id_, properties), _preferences(properties)
    for group in _groups_outside(before, properties):
        _wait(actions.delete_instances(stack_set, group), preferences)
    if _of_the_set(before) != _of_the_set(properties):
        _wait(actions.update_stack_set({**properties, "StackSetName": id_}), preferences)
    for group in _groups_outside(properties, before):
        _wait(actions.create_instances(stack_set, group), preferences)
    return id_, {"StackSetId": id_}


def _read(id_: str, properties: Properties) -> Properties | None:
    try:
        found = _find(id_, properties)
    except ApiError:
        return None
    known = found.template.parameters.items()
    return {
        "Description": found.description,
        "Parameters": [{"ParameterKey": key, "ParameterValue": value} for key, value in known],
        "AutoDeployment": found.auto_deployment,
        "TemplateBody": found.template.body,
    }


def _of_the_set(properties: Properties) -> Properties:
    """Return what every instance is made of, and how the set behaves."""
    about_instances = ("StackInstancesGroup", "OperationPreferences")
    return {name: value for name, value in properties.items() if name not in about_instances}


def _groups_outside(properties: Properties, others: Properties) -> list[Properties]:
    """Return the groups of instances, with those units only that the others do not name."""
    known = {unit for group in others.get("StackInstancesGroup") or [] for unit in _units(group)}
    return [
        {**group, "DeploymentTargets": {"OrganizationalUnitIds": left}}
        for group in properties.get("StackInstancesGroup") or []
        if (left := [unit for unit in _units(group) if unit not in known])
    ]


def _units(group: Properties) -> list[str]:
    return list(group["DeploymentTargets"]["OrganizationalUnitIds"])


def _delete(id_: str, properties: Properties) -> None:
    stack_set = _find(id_, properties)
    accounts = {account for account, _ in stack_set.instances}
    regions = {region for _, region in stack_set.instances}
    _wait(operations.withdraw(stack_set, accounts, regions, retain=False), _preferences(properties))
    # What could not be deleted stays, inoperable, and keeps the set.
    store.remove(stack_set)


def _preferences(properties: Properties) -> Mapping[str, object]:
    return properties.get("OperationPreferences") or {}


def _find(id_: str, properties: Properties) -> StackSet:
    return store.find(id_, properties.get("CallAs") or "SELF")


def _wait(operation: Operation, preferences: Mapping[str, Any]) -> None:
    """Wait for an operation; as many instances may fail as the preferences tolerate.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackSetOperationPreferences.html
    """
    while operation.status == "RUNNING":
        time.sleep(_POLL_SECONDS)
    failed = [f"{one.account_id} {one.region}: {one.reason}" for one in operation.instances if one.state == "FAILED"]
    tolerated = len(operation.instances) * int(preferences.get("FailureTolerancePercentage", 0)) // 100
    if len(failed) > tolerated:
        raise ValueError(f"Stack set operation [{operation.id}] was unexpectedly stopped or failed. {failed[0]}")
