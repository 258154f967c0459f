"""The actions of the StackSets API; long because it has many, each of them a few lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from ministack.core.responses import get_account_id

from embedded_aws.server.cloudformation import execution, objects
from embedded_aws.server.organizations.membership import management_of
from embedded_aws.server.organizations.trust import trust_of
from embedded_aws.server.service import ApiError
from embedded_aws.server.stack_sets import operations, store
from embedded_aws.server.stack_sets.requests import Action
from embedded_aws.server.stack_sets.store import Instance, Operation, StackSet, Template

Parameters = dict[str, Any]


def create_stack_set(parameters: Parameters) -> StackSet:
    """Make a stack set from the parameters of CreateStackSet."""
    template = Template(
        body=_body(parameters),
        parameters=_values(parameters, "Parameters", "ParameterKey", "ParameterValue"),
        tags=_values(parameters, "Tags", "Key", "Value"),
        capabilities=tuple(parameters.get("Capabilities") or ()),
    )
    description = parameters.get("Description", "")
    deployment = {name: _is_true(value) for name, value in (parameters.get("AutoDeployment") or {}).items()}
    return store.add(parameters["StackSetName"], _call_as(parameters), description, template, deployment)


def update_stack_set(parameters: Parameters) -> Operation:
    """Change a stack set and all its instances."""
    stack_set = _stack_set(parameters)
    if not _is_true(parameters.get("UsePreviousTemplate", "")):
        stack_set.change(body=_body(parameters))
    if parameters.get("Parameters"):
        given = _values(parameters, "Parameters", "ParameterKey", "ParameterValue")
        stack_set.change(parameters={**stack_set.template.parameters, **given})
    if parameters.get("Capabilities"):
        stack_set.change(capabilities=tuple(parameters["Capabilities"]))
    if "Tags" in parameters:
        stack_set.change(tags=_values(parameters, "Tags", "Key", "Value"))
    if parameters.get("AutoDeployment"):
        stack_set.auto_deployment = {name: _is_true(value) for name, value in parameters["AutoDeployment"].items()}
    stack_set.description = parameters.get("Description", stack_set.description)
    return operations.renew(stack_set)


def create_instances(stack_set: StackSet, parameters: Mapping[str, Any]) -> Operation:
    """Deploy to the accounts that deployment targets name, and note the targets for accounts to come."""
    targets = parameters.get("DeploymentTargets") or {}
    units, accounts = targets.get("OrganizationalUnitIds") or [], targets.get("Accounts") or []
    if not units:
        raise ApiError("ValidationError", "OrganizationalUnitIds are required in DeploymentTargets")
    chosen = operations.targets_of(stack_set, units, accounts, targets.get("AccountFilterType") or "NONE")
    for unit in units:
        regions = (*stack_set.targets.get(unit, ()), *parameters["Regions"])
        stack_set.targets[unit] = tuple(dict.fromkeys(regions))
    return operations.deploy(stack_set, chosen, parameters["Regions"])


def delete_instances(stack_set: StackSet, parameters: Mapping[str, Any]) -> Operation:
    """Withdraw from the accounts that deployment targets name."""
    targets = parameters.get("DeploymentTargets") or {}
    units, accounts = targets.get("OrganizationalUnitIds") or [], targets.get("Accounts") or []
    chosen = operations.targets_of(stack_set, units, accounts, targets.get("AccountFilterType") or "NONE")
    regions = set(parameters["Regions"])
    for unit in units:
        left = tuple(region for region in stack_set.targets.get(unit, ()) if region not in regions)
        stack_set.targets[unit] = left
    retain = _is_true(parameters.get("RetainStacks", ""))
    return operations.withdraw(stack_set, chosen, parameters["Regions"], retain=retain)


def _create_stack_set(parameters: Parameters) -> Mapping[str, object]:
    if parameters.get("PermissionModel") != "SERVICE_MANAGED":
        raise ApiError("ValidationError", "The embedded AWS knows stack sets with service-managed permissions only.")
    return {"StackSetId": create_stack_set(parameters).id}


def _describe_stack_set(parameters: Parameters) -> Mapping[str, object]:
    found = _stack_set(parameters)
    template = found.template
    known = [{"ParameterKey": key, "ParameterValue": value} for key, value in template.parameters.items()]
    return {
        "StackSet": {
            **_summary(found),
            "StackSetARN": found.arn,
            "TemplateBody": template.body,
            "Parameters": known,
            "Capabilities": list(template.capabilities),
            "Tags": [{"Key": key, "Value": value} for key, value in template.tags.items()],
            "OrganizationalUnitIds": [unit for unit, regions in found.targets.items() if regions],
            "Regions": sorted({region for _, region in found.instances}),
        }
    }


def _summary(stack_set: StackSet) -> Mapping[str, object]:
    return {
        "StackSetName": stack_set.name,
        "StackSetId": stack_set.id,
        "Description": stack_set.description,
        "Status": "ACTIVE",
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": stack_set.auto_deployment,
    }


def _delete_stack_set(parameters: Parameters) -> Mapping[str, object]:
    store.remove(_stack_set(parameters))
    return {}


def _list_stack_sets(parameters: Parameters) -> Mapping[str, object]:
    found = [] if parameters.get("Status") == "DELETED" else store.own(_call_as(parameters))
    return {"Summaries": [_summary(stack_set) for stack_set in found]}


def _list_instances(parameters: Parameters) -> Mapping[str, object]:
    found = _stack_set(parameters)
    account, region = parameters.get("StackInstanceAccount"), parameters.get("StackInstanceRegion")
    shown = [
        instance
        for instance in found.instances.values()
        if account in (None, instance.account_id) and region in (None, instance.region)
    ]
    return {"Summaries": [_instance_summary(found, instance) for instance in _filtered(shown, parameters)]}


def _filtered(instances: Iterable[Instance], parameters: Parameters) -> list[Instance]:
    wanted = [one["Values"] for one in parameters.get("Filters", []) if one["Name"] == "DETAILED_STATUS"]
    return [instance for instance in instances if all(_detail(instance) in values.split(",") for values in wanted)]


def _detail(instance: Instance) -> str:
    return "INOPERABLE" if instance.is_inoperable else instance.state


def _status(instance: Instance) -> str:
    if instance.is_inoperable:
        return "INOPERABLE"
    return "CURRENT" if instance.state == "SUCCEEDED" else "OUTDATED"


def _describe_instance(parameters: Parameters) -> Mapping[str, object]:
    found = _stack_set(parameters)
    instance = found.instances.get((parameters["StackInstanceAccount"], parameters["StackInstanceRegion"]))
    if instance is None:
        raise ApiError("StackInstanceNotFoundException", "StackInstance not found", 404)
    return {"StackInstance": _instance_summary(found, instance)}


def _instance_summary(stack_set: StackSet, instance: Instance) -> Mapping[str, object]:
    return {
        "StackSetId": stack_set.id,
        "Account": instance.account_id,
        "Region": instance.region,
        "StackId": instance.stack_id,
        "Status": _status(instance),
        "StatusReason": instance.reason,
        "StackInstanceStatus": {"DetailedStatus": _detail(instance)},
        "OrganizationalUnitId": instance.unit,
        "LastOperationId": instance.operation_id,
    }


def _operation(parameters: Parameters) -> Operation:
    found = _stack_set(parameters).operations.get(parameters["OperationId"])
    if found is None:
        raise ApiError("OperationNotFoundException", f"Operation {parameters['OperationId']} not found", 404)
    return found


def _describe_operation(parameters: Parameters) -> Mapping[str, object]:
    return {
        "StackSetOperation": {**_operation_summary(_operation(parameters)), "StackSetId": _stack_set(parameters).id}
    }


def _list_operations(parameters: Parameters) -> Mapping[str, object]:
    known = _stack_set(parameters).operations.values()
    return {"Summaries": [_operation_summary(operation) for operation in reversed(list(known))]}


def _operation_summary(operation: Operation) -> Mapping[str, object]:
    failed = sum(instance.state == "FAILED" for instance in operation.instances)
    return {
        "OperationId": operation.id,
        "Action": operation.action,
        "Status": operation.status,
        "CreationTimestamp": operation.created,
        "StatusDetails": {"FailedStackInstancesCount": failed},
    }


def _list_results(parameters: Parameters) -> Mapping[str, object]:
    results = [
        {
            "Account": instance.account_id,
            "Region": instance.region,
            "Status": instance.state,
            "StatusReason": instance.reason,
            "OrganizationalUnitId": instance.unit,
        }
        for instance in _operation(parameters).instances
    ]
    return {"Summaries": results}


def _activate_access(_parameters: Parameters) -> Mapping[str, object]:
    trust_of(_management()).services.setdefault(store.SERVICE, 0.0)
    return {}


def _deactivate_access(_parameters: Parameters) -> Mapping[str, object]:
    trust_of(_management()).services.pop(store.SERVICE, None)
    return {}


def _describe_access(parameters: Parameters) -> Mapping[str, object]:
    enabled = store.SERVICE in trust_of(store.administrator(_call_as(parameters))).services
    return {"Status": "ENABLED" if enabled else "DISABLED"}


def _management() -> str:
    account_id = get_account_id()
    if management_of(account_id) != account_id:
        raise ApiError("InvalidOperationException", "You must be the management account of an organization.")
    return str(account_id)


def _stack_set(parameters: Parameters) -> StackSet:
    return store.find(parameters["StackSetName"], _call_as(parameters))


def _call_as(parameters: Mapping[str, Any]) -> str:
    return parameters.get("CallAs") or "SELF"


def _body(parameters: Mapping[str, Any]) -> str:
    body = parameters.get("TemplateBody") or objects.read_url(execution.acting(), parameters["TemplateURL"]).decode()
    return body if isinstance(body, str) else json.dumps(body)


def _values(parameters: Mapping[str, Any], name: str, key: str, value: str) -> dict[str, str]:
    return {one[key]: str(one[value]) for one in parameters.get(name) or []}


def _is_true(value: object) -> bool:
    return str(value).lower() == "true"


def _begun(operation: Operation) -> Mapping[str, str]:
    return {"OperationId": operation.id}


ACTIONS: dict[str, Action] = {
    "CreateStackSet": _create_stack_set,
    "UpdateStackSet": lambda parameters: _begun(update_stack_set(parameters)),
    "DeleteStackSet": _delete_stack_set,
    "DescribeStackSet": _describe_stack_set,
    "ListStackSets": _list_stack_sets,
    "CreateStackInstances": lambda parameters: _begun(create_instances(_stack_set(parameters), parameters)),
    "UpdateStackInstances": lambda parameters: _begun(create_instances(_stack_set(parameters), parameters)),
    "DeleteStackInstances": lambda parameters: _begun(delete_instances(_stack_set(parameters), parameters)),
    "ListStackInstances": _list_instances,
    "DescribeStackInstance": _describe_instance,
    "DescribeStackSetOperation": _describe_operation,
    "ListStackSetOperations": _list_operations,
    "ListStackSetOperationResults": _list_results,
    "ActivateOrganizationsAccess": _activate_access,
    "DeactivateOrganizationsAccess": _deactivate_access,
    "DescribeOrganizationsAccess": _describe_access,
}
