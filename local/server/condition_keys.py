"""Condition keys that MiniStack's evaluator does not know, or knows otherwise than IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack.core import iam_evaluator
from ministack.services import s3

from local.server import identity
from local.server.organizations.membership import organization_id, organization_path

_BUCKET = "arn:aws:s3:::"


def install() -> None:
    """Answer for organizations, for roles and for the owners of buckets."""
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key: str, context: Any) -> Any:
        own = _KEYS.get(key.lower())
        return own(context) if own else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_key


def _principal_arn(context: Any) -> str:
    """Return the ARN of the role where MiniStack has the session's; for a session, IAM compares the role's."""
    return identity.entity_arn(context.principal_arn)


def _owner(context: Any) -> str:
    """Return the account that owns the resource in question."""
    arn = context.resource_arn
    if arn.startswith(_BUCKET):
        bucket = arn.removeprefix(_BUCKET).partition("/")[0]
        return str(s3._bucket_owner_account(bucket) or context.principal_account)
    return str(iam_evaluator._account_from_arn(arn) or context.principal_account)


_KEYS: dict[str, Callable[[Any], Any]] = {
    "aws:principalarn": _principal_arn,
    "aws:principalorgid": lambda context: organization_id(context.principal_account),
    "aws:principalorgpaths": lambda context: organization_path(context.principal_account),
    "aws:resourceorgid": lambda context: organization_id(_owner(context)),
    "aws:resourceaccount": _owner,
    "s3:resourceaccount": _owner,
}
