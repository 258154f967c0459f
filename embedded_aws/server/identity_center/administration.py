"""The administrator's API, sso-admin.

https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

from embedded_aws.server.identity_center import roles, store
from embedded_aws.server.identity_center.store import Instance, PermissionSet
from embedded_aws.server.service import ApiError, Parameters


def create_permission_set(parameters: Parameters) -> PermissionSet:
    """Make a permission set."""
    instance = store.find_instance(parameters["InstanceArn"])
    if any(known.name == parameters["Name"] for known in instance.permission_sets.values()):
        raise ApiError("ConflictException", f"PermissionSet with name {parameters['Name']} already exists.")
    made = PermissionSet(store.new_permission_set_arn(instance), parameters["Name"])
    instance.permission_sets[made.arn] = made
    change(made, parameters)
    return made


def change(permission_set: PermissionSet, parameters: Mapping[str, Any]) -> None:
    """Take over description, duration and relay state, where they are named."""
    permission_set.description = parameters.get("Description", permission_set.description)
    permission_set.session_duration = parameters.get("SessionDuration", permission_set.session_duration)
    permission_set.relay_state = parameters.get("RelayState", permission_set.relay_state)
    for tag in parameters.get("Tags") or []:
        permission_set.tags[tag["Key"]] = tag["Value"]


def delete_permission_set(instance: Instance, permission_set: PermissionSet) -> None:
    """Remove a permission set that is assigned nowhere."""
    if permission_set.assignments:
        raise ApiError("ConflictException", f"PermissionSet {permission_set.name} is still assigned.")
    del instance.permission_sets[permission_set.arn]


def assign(permission_set: PermissionSet, account_id: str, principal_id: str) -> None:
    """Give a user or group the permission set in an account."""
    permission_set.assignments.add((account_id, principal_id))
    roles.provision(permission_set, account_id)


def unassign(permission_set: PermissionSet, account_id: str, principal_id: str) -> None:
    """Take it away; the role goes with the last who had it."""
    permission_set.assignments.discard((account_id, principal_id))
    if account_id not in {account for account, _ in permission_set.assignments}:
        roles.remove(permission_set, account_id)


def _found(parameters: Parameters) -> PermissionSet:
    return store.find_permission_set(parameters["InstanceArn"], parameters["PermissionSetArn"])


def _list_instances(_parameters: Parameters) -> Mapping[str, object]:
    found = (store.account_instance(), store.visible_instance())
    return {"Instances": [_instance_detail(one) for one in found if one]}


def _create_instance(_parameters: Parameters) -> Mapping[str, object]:
    return {"InstanceArn": store.create_account_instance().arn}


def _instance_detail(instance: Instance) -> Mapping[str, object]:
    return {
        "InstanceArn": instance.arn,
        "IdentityStoreId": instance.identity_store_id,
        "OwnerAccountId": instance.management,
        "Status": "ACTIVE",
        "PrimaryRegion": store.HOME_REGION,
    }


def _detail(permission_set: PermissionSet) -> Mapping[str, object]:
    return {
        "Name": permission_set.name,
        "PermissionSetArn": permission_set.arn,
        "Description": permission_set.description,
        "SessionDuration": permission_set.session_duration,
        "RelayState": permission_set.relay_state,
    }


def _create(parameters: Parameters) -> Mapping[str, object]:
    return {"PermissionSet": _detail(create_permission_set(parameters))}


def _describe(parameters: Parameters) -> Mapping[str, object]:
    return {"PermissionSet": _detail(_found(parameters))}


def _update(parameters: Parameters) -> Mapping[str, object]:
    change(_found(parameters), parameters)
    return {}


def _delete(parameters: Parameters) -> Mapping[str, object]:
    delete_permission_set(store.find_instance(parameters["InstanceArn"]), _found(parameters))
    return {}


def _list(parameters: Parameters) -> Mapping[str, object]:
    return {"PermissionSets": list(store.find_instance(parameters["InstanceArn"]).permission_sets)}


def _put_policy(parameters: Parameters) -> Mapping[str, object]:
    _found(parameters).inline_policy = parameters["InlinePolicy"]
    return {}


def _get_policy(parameters: Parameters) -> Mapping[str, object]:
    return {"InlinePolicy": _found(parameters).inline_policy}


def _attach_customer_policy(parameters: Parameters) -> Mapping[str, object]:
    _found(parameters).customer_policies.append(parameters["CustomerManagedPolicyReference"])
    return {}


def _detach_customer_policy(parameters: Parameters) -> Mapping[str, object]:
    _found(parameters).customer_policies.remove(parameters["CustomerManagedPolicyReference"])
    return {}


def _list_customer_policies(parameters: Parameters) -> Mapping[str, object]:
    return {"CustomerManagedPolicyReferences": _found(parameters).customer_policies}


def _put_boundary(parameters: Parameters) -> Mapping[str, object]:
    _found(parameters).boundary = parameters["PermissionsBoundary"]
    return {}


def _get_boundary(parameters: Parameters) -> Mapping[str, object]:
    boundary = _found(parameters).boundary
    if not boundary:
        raise ApiError("ResourceNotFoundException", "PermissionsBoundary not found.")
    return {"PermissionsBoundary": boundary}


def _delete_boundary(parameters: Parameters) -> Mapping[str, object]:
    _found(parameters).boundary = {}
    return {}


def _provision(parameters: Parameters) -> Mapping[str, object]:
    roles.renew(_found(parameters))
    return {"PermissionSetProvisioningStatus": _status()}


def _assign(parameters: Parameters) -> Mapping[str, object]:
    assign(_found(parameters), parameters["TargetId"], parameters["PrincipalId"])
    return {"AccountAssignmentCreationStatus": {**_status(), **_assignment(parameters)}}


def _unassign(parameters: Parameters) -> Mapping[str, object]:
    unassign(_found(parameters), parameters["TargetId"], parameters["PrincipalId"])
    return {"AccountAssignmentDeletionStatus": {**_status(), **_assignment(parameters)}}


def _assignment(parameters: Parameters) -> Mapping[str, str]:
    names = ("TargetId", "TargetType", "PermissionSetArn", "PrincipalType", "PrincipalId")
    return {name: parameters[name] for name in names}


def _status() -> Mapping[str, object]:
    return {"Status": "SUCCEEDED", "RequestId": str(uuid.uuid4()), "CreatedDate": time.time()}


def _list_assignments(parameters: Parameters) -> Mapping[str, object]:
    found = _found(parameters)
    holders = [holder for account, holder in found.assignments if account == parameters["AccountId"]]
    return {
        "AccountAssignments": [
            {
                "AccountId": parameters["AccountId"],
                "PermissionSetArn": found.arn,
                "PrincipalType": "USER",
                "PrincipalId": holder,
            }
            for holder in holders
        ]
    }


def _list_accounts(parameters: Parameters) -> Mapping[str, object]:
    return {"AccountIds": sorted({account for account, _ in _found(parameters).assignments})}


OPERATIONS = {
    "CreateInstance": _create_instance,
    "ListInstances": _list_instances,
    "CreatePermissionSet": _create,
    "DescribePermissionSet": _describe,
    "UpdatePermissionSet": _update,
    "DeletePermissionSet": _delete,
    "ListPermissionSets": _list,
    "PutInlinePolicyToPermissionSet": _put_policy,
    "GetInlinePolicyForPermissionSet": _get_policy,
    "AttachCustomerManagedPolicyReferenceToPermissionSet": _attach_customer_policy,
    "DetachCustomerManagedPolicyReferenceFromPermissionSet": _detach_customer_policy,
    "ListCustomerManagedPolicyReferencesInPermissionSet": _list_customer_policies,
    "PutPermissionsBoundaryToPermissionSet": _put_boundary,
    "GetPermissionsBoundaryForPermissionSet": _get_boundary,
    "DeletePermissionsBoundaryFromPermissionSet": _delete_boundary,
    "ProvisionPermissionSet": _provision,
    "CreateAccountAssignment": _assign,
    "DeleteAccountAssignment": _unassign,
    "ListAccountAssignments": _list_assignments,
    "ListAccountsForProvisionedPermissionSet": _list_accounts,
}
