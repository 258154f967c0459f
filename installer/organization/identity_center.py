"""The organization's instance of IAM Identity Center."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def organization_instance(client: Any, management_account_id: str) -> Mapping[str, Any] | None:
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
