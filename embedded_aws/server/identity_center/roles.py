"""The roles that stand for permission sets in accounts.

https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from ministack.core.responses import get_region, request_scope
from ministack.services import iam

from embedded_aws.server.identity_center.store import PermissionSet

PATH = "/aws-reserved/sso.amazonaws.com/"
_INLINE_POLICY = "AwsSSOInlinePolicy"
_SECONDS = {"H": 3600, "M": 60, "S": 1}


def provision(permission_set: PermissionSet, account_id: str) -> None:
    """Make or renew the role of a permission set in an account."""
    name = permission_set.role_name
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": f"arn:aws:iam::{account_id}:saml-provider/AWSSSO_DO_NOT_DELETE"},
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"],
    }
    query = {
        "RoleName": [name],
        "Path": [PATH],
        "AssumeRolePolicyDocument": [json.dumps({"Version": "2012-10-17", "Statement": [trust]})],
        "MaxSessionDuration": [str(session_seconds(permission_set))],
    }
    with request_scope(account_id, get_region()):
        if name not in iam._roles:
            iam._create_role(query)
        role = iam._roles[name]
        role["InlinePolicies"] = {_INLINE_POLICY: permission_set.inline_policy} if permission_set.inline_policy else {}
        own = (_arn(account_id, one) for one in permission_set.customer_policies)
        role["AttachedPolicies"] = [*permission_set.managed_policies, *own]
        role["PermissionsBoundary"] = _boundary(permission_set, account_id)


def _boundary(permission_set: PermissionSet, account_id: str) -> str | None:
    boundary = permission_set.boundary
    if not boundary:
        return None
    return boundary.get("ManagedPolicyArn") or _arn(account_id, boundary["CustomerManagedPolicyReference"])


def _arn(account_id: str, reference: Mapping[str, str]) -> str:
    return f"arn:aws:iam::{account_id}:policy{reference.get('Path', '/')}{reference['Name']}"


def remove(permission_set: PermissionSet, account_id: str) -> None:
    """Remove that role."""
    with request_scope(account_id, get_region()):
        iam._roles.pop(permission_set.role_name, None)


def renew(permission_set: PermissionSet) -> None:
    """Bring a changed permission set to every account that it is assigned in."""
    for account_id in {account_id for account_id, _ in permission_set.assignments}:
        provision(permission_set, account_id)


def session_seconds(permission_set: PermissionSet) -> int:
    """Return how long a session lasts, from its ISO 8601 duration."""
    parts = re.findall(r"(\d+)([HMS])", permission_set.session_duration)
    return sum(int(number) * _SECONDS[unit] for number, unit in parts)
