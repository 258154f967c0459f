"""Condition keys that MiniStack's evaluator does not know, or knows otherwise than IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ministack.core import iam_actions, iam_evaluator
from ministack.services import s3

from embedded_aws.server import identity
from embedded_aws.server.organizations.membership import organization_id, organization_path

_BUCKET = "arn:aws:s3:::"


def install() -> None:
    """Answer for organizations, for roles and for the owners of buckets, and carry what S3 takes from a conditional write."""
    _carry_conditional_writes()
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key: str, context: Any) -> Any:
        own = _KEYS.get(key.lower())
        return own(context) if own else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_key


def _carry_conditional_writes() -> None:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html."""
    context_of = iam_actions.s3_service_context

    def with_header(action: str, query: Any, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        known: dict[str, Any] = context_of(action, query, path, headers)
        given = headers.get("if-none-match") if action == "s3:PutObject" else None
        return {**known, "s3:if-none-match": given} if given else known

    iam_actions.s3_service_context = with_header


def _principal_arn(context: Any) -> str:
    """Return the ARN of the role where MiniStack has the session's; for a session, IAM compares the role's."""
    return identity.entity_arn(context.principal_arn)


def _owner(context: Any) -> str:
    """Return the account that owns the resource in question."""
    arn = context.resource_arn
    if arn.startswith(_BUCKET):
        bucket = arn.removeprefix(_BUCKET).partition("/")[0]
        stated = context.service_context.get("aws:resourceaccount")
        return str(s3._bucket_owner_account(bucket) or stated or context.principal_account)
    return str(iam_evaluator._account_from_arn(arn) or context.principal_account)


_KEYS: dict[str, Callable[[Any], Any]] = {
    "aws:principalarn": _principal_arn,
    "aws:principalorgid": lambda context: organization_id(context.principal_account),
    "aws:principalorgpaths": lambda context: organization_path(context.principal_account),
    "aws:resourceorgid": lambda context: organization_id(_owner(context)),
    "aws:resourceaccount": _owner,
    "s3:resourceaccount": _owner,
}
