"""The organization's instance of IAM Identity Center."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types_boto3_sso_admin import SSOAdminClient
    from types_boto3_sso_admin.type_defs import InstanceMetadataTypeDef


def organization_instance(client: SSOAdminClient, management_account_id: str) -> InstanceMetadataTypeDef | None:
    """Return the organization's instance of Identity Center, as `ListInstances` tells of it; None where it is not to be seen.

    An account may have an instance of its own beside it, which has no permission sets and refuses to list any.
    https://docs.aws.amazon.com/singlesignon/latest/userguide/account-instances-identity-center.html

    Args:
        client: boto3 client of sso-admin.
        management_account_id: the organization's management account, which owns it.
    """
    pages = client.get_paginator("list_instances").paginate()
    instances = (one for page in pages for one in page["Instances"])
    return next((one for one in instances if one["OwnerAccountId"] == management_account_id), None)
