"""Policies that somebody put on the permission set by hand, and of which its template names none.

CloudFormation compares only properties that a template sets, and a template cannot set a boundary to none. So they are looked
at and taken off by Identity Center's own calls.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-drift.html
https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetcustom.html
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.stack_events import NO_REASON
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_sso_admin import SSOAdminClient
    from types_boto3_sso_admin.type_defs import (
        CustomerManagedPolicyReferenceTypeDef,
        DescribePermissionSetRequestTypeDef,
    )

_SECONDS_BETWEEN_LOOKS = 0.5
_LONGEST_SECONDS = 600
_NOT_FOUND = "ResourceNotFoundException"


@dataclass(frozen=True)
class ForeignPolicies:
    """What somebody put on a permission set.

    Attributes:
        has_boundary: whether there is a permissions boundary.
        references: policies of the customer's that each account has under the same name.
    """

    has_boundary: bool = False
    references: tuple[CustomerManagedPolicyReferenceTypeDef, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything."""
        return bool(self.properties)

    @property
    def properties(self) -> tuple[str, ...]:
        """What CloudFormation calls them."""
        boundary = ("PermissionsBoundary",) if self.has_boundary else ()
        return (*boundary, "CustomerManagedPolicyReferences") if self.references else boundary


def foreign_policies(sso: SSOAdminClient, permission_set: DescribePermissionSetRequestTypeDef) -> ForeignPolicies:
    """Look for them; none where somebody deleted the permission set."""
    try:
        pages = sso.get_paginator("list_customer_managed_policy_references_in_permission_set").paginate(
            **permission_set
        )
        references = tuple(one for page in pages for one in page["CustomerManagedPolicyReferences"])
    except ClientError as error:
        if error.response["Error"]["Code"] != _NOT_FOUND:
            raise
        return ForeignPolicies()
    return ForeignPolicies(_has_boundary(sso, permission_set), references)


def take_off(
    sso: SSOAdminClient,
    permission_set: DescribePermissionSetRequestTypeDef,
    found: ForeignPolicies,
    sleep: Callable[[float], None],
) -> None:
    """Take them off, and bring that to every account in which somebody holds the permission set.

    Raises:
        UserError: it could not be brought to some.
    """
    if not found:
        return
    if found.has_boundary:
        sso.delete_permissions_boundary_from_permission_set(**permission_set)
    for one in found.references:
        sso.detach_customer_managed_policy_reference_from_permission_set(
            **permission_set, CustomerManagedPolicyReference=one
        )
    begun = sso.provision_permission_set(**permission_set, TargetType="ALL_PROVISIONED_ACCOUNTS")
    status = begun["PermissionSetProvisioningStatus"]
    for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
        if status["Status"] != "IN_PROGRESS":
            break
        sleep(_SECONDS_BETWEEN_LOOKS)
        status = sso.describe_permission_set_provisioning_status(
            InstanceArn=permission_set["InstanceArn"], ProvisionPermissionSetRequestId=status["RequestId"]
        )["PermissionSetProvisioningStatus"]
    if status["Status"] != "SUCCEEDED":
        reason = status.get("FailureReason", NO_REASON)
        raise UserError(f"The permission set is mended, but not all accounts have it so: {reason}")


def _has_boundary(sso: SSOAdminClient, permission_set: DescribePermissionSetRequestTypeDef) -> bool:
    try:
        return bool(sso.get_permissions_boundary_for_permission_set(**permission_set).get("PermissionsBoundary"))
    except ClientError as error:
        if error.response["Error"]["Code"] != _NOT_FOUND:
            raise
        return False
