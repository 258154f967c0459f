"""Identity Center's CloudFormation resource types.

https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/AWS_SSO.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.services.cloudformation import provisioners

from embedded_aws.server.cloudformation.drift import reads
from embedded_aws.server.identity_center import administration, roles, store
from embedded_aws.server.identity_center.store import PermissionSet
from embedded_aws.server.service import ApiError

Properties = Mapping[str, Any]
Made = tuple[str, dict[str, str]]

_PERMISSION_SET = "AWS::SSO::PermissionSet"
_ASSIGNMENT = "AWS::SSO::Assignment"


def install() -> None:
    """Register the types."""
    provisioners._RESOURCE_HANDLERS[_PERMISSION_SET] = {
        "create": _create_permission_set,
        "update": _update_permission_set,
        "delete": _delete_permission_set,
    }
    provisioners._RESOURCE_HANDLERS[_ASSIGNMENT] = {"create": _assign, "delete": _unassign}
    provisioners._REPLACING_PROPERTIES[_PERMISSION_SET] = ("Name", "InstanceArn")
    provisioners._REPLACING_PROPERTIES[_ASSIGNMENT] = (
        "InstanceArn",
        "PermissionSetArn",
        "PrincipalId",
        "PrincipalType",
        "TargetId",
        "TargetType",
    )
    reads(
        _PERMISSION_SET,
        _read_permission_set,
        *("Description", "SessionDuration", "RelayStateType", "InlinePolicy", "ManagedPolicies"),
        *("CustomerManagedPolicyReferences", "PermissionsBoundary"),
    )


def _create_permission_set(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
    made = administration.create_permission_set(_as_parameters(properties))
    return _with_policies(made, properties)


def _update_permission_set(id_: str, _before: Properties, properties: Properties, _stack_name: str) -> Made:
    found = store.find_permission_set(properties["InstanceArn"], _arn(id_))
    administration.change(found, _as_parameters(properties))
    return _with_policies(found, properties)


def _with_policies(permission_set: PermissionSet, properties: Properties) -> Made:
    policy = properties.get("InlinePolicy") or ""
    permission_set.inline_policy = policy if isinstance(policy, str) else json.dumps(policy)
    permission_set.managed_policies = {arn: arn.rpartition("/")[2] for arn in properties.get("ManagedPolicies") or []}
    permission_set.customer_policies = list(properties.get("CustomerManagedPolicyReferences") or [])
    permission_set.boundary = dict(properties.get("PermissionsBoundary") or {})
    roles.renew(permission_set)
    id_ = f"{properties['InstanceArn']}|{permission_set.arn}"
    return id_, {"PermissionSetArn": permission_set.arn}


def _delete_permission_set(id_: str, properties: Properties) -> None:
    instance = store.find_instance(properties["InstanceArn"])
    found = store.find_permission_set(instance.arn, _arn(id_))
    administration.delete_permission_set(instance, found)


def _read_permission_set(id_: str, properties: Properties) -> Properties | None:
    try:
        found = store.find_permission_set(properties["InstanceArn"], _arn(id_))
    except ApiError:
        return None
    return {
        "Description": found.description,
        "SessionDuration": found.session_duration,
        "RelayStateType": found.relay_state,
        "ManagedPolicies": list(found.managed_policies),
        "CustomerManagedPolicyReferences": found.customer_policies,
        **({"PermissionsBoundary": found.boundary} if found.boundary else {}),
        **({"InlinePolicy": json.loads(found.inline_policy)} if found.inline_policy else {}),
    }


def _as_parameters(properties: Properties) -> dict[str, Any]:
    # CloudFormation alone calls the relay state RelayStateType.
    renamed = {"RelayState": properties["RelayStateType"]} if properties.get("RelayStateType") else {}
    return {**properties, **renamed}


def _arn(id_: str) -> str:
    return id_.rpartition("|")[2]


def _assign(_logical_id: str, properties: Properties, _stack_name: str) -> Made:
    found = store.find_permission_set(properties["InstanceArn"], properties["PermissionSetArn"])
    administration.assign(found, properties["TargetId"], properties["PrincipalId"])
    return "|".join(str(value) for value in properties.values()), {}


def _unassign(_id: str, properties: Properties) -> None:
    found = store.find_permission_set(properties["InstanceArn"], properties["PermissionSetArn"])
    administration.unassign(found, properties["TargetId"], properties["PrincipalId"])
