"""Condition keys that MiniStack's evaluator does not know, or knows for one account only.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_evaluator
from ministack.services import s3

from local.server.organizations.membership import organization_id, organization_path

_BUCKET = "arn:aws:s3:::"


def install() -> None:
    """Answer for organizations and for the owners of buckets."""
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key: str, context: Any) -> Any:
        known = key.lower()
        if known == "aws:principalorgid":
            return organization_id(context.principal_account)
        if known == "aws:principalorgpaths":
            return organization_path(context.principal_account)
        if known == "aws:resourceorgid":
            return organization_id(_owner(context))
        if known in ("aws:resourceaccount", "s3:resourceaccount"):
            return _owner(context)
        return resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_key


def _owner(context: Any) -> str:
    """Return the account that owns the resource in question."""
    arn = context.resource_arn
    if arn.startswith(_BUCKET):
        bucket = arn.removeprefix(_BUCKET).partition("/")[0]
        return str(s3._bucket_owner_account(bucket) or context.principal_account)
    return str(iam_evaluator._account_from_arn(arn) or context.principal_account)
