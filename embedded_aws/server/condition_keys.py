"""Condition keys that MiniStack's evaluator does not know, or knows otherwise than IAM.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote

from ministack.core import iam_actions, iam_evaluator
from ministack.services import s3

from embedded_aws.server import identity
from embedded_aws.server.organizations.membership import organization_id, organization_path

_BUCKET = "arn:aws:s3:::"
_TAGGING = tuple(f"s3:{verb}Object{version}Tagging" for verb in ("Put", "Delete") for version in ("", "Version"))


def install() -> None:
    """Answer for organizations, for roles and for the owners of buckets, and carry what S3 takes from a write."""
    _carry_what_s3_knows()
    _carry_keys_of_items()
    resolve = iam_evaluator._resolve_condition_key

    def resolve_key(key: str, context: object) -> object:
        own = _KEYS.get(key.lower())
        return own(context) if own else resolve(key, context)

    iam_evaluator._resolve_condition_key = resolve_key


def _carry_what_s3_knows() -> None:
    """Carry `If-None-Match` and the tags of a write, and the tags that an object has when they are changed.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
    """
    context_of = iam_actions.s3_service_context

    def with_own(action: str, query: object, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        known: dict[str, Any] = context_of(action, query, path, headers)
        if action == "s3:PutObject":
            return {**known, **_of_write(headers)}
        return {**known, **_existing_tags(path, query)} if action in _TAGGING else known

    iam_actions.s3_service_context = with_own


def _carry_keys_of_items() -> None:
    """Carry the partition key of an item that is read or written, in a table without a sort key.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
    """
    context_of = iam_actions.dynamodb_service_context

    def with_own(body: bytes) -> dict[str, Any]:
        known: dict[str, Any] = context_of(body)
        given = json.loads(body or b"{}")
        key = given.get("Key") if isinstance(given, dict) else None
        if not isinstance(key, dict) or len(key) != 1:
            return known
        ((value,),) = (tuple(one.values()) for one in key.values())
        return {**known, "dynamodb:LeadingKeys": [value]}

    iam_actions.dynamodb_service_context = with_own


def _of_write(headers: Mapping[str, str]) -> dict[str, Any]:
    given = headers.get("if-none-match")
    tags = parse_qsl(headers.get("x-amz-tagging", ""), keep_blank_values=True)
    return {
        **({"s3:if-none-match": given} if given else {}),
        **{f"s3:RequestObjectTag/{name}": value for name, value in tags},
    }


def _existing_tags(path: str, query: object) -> dict[str, Any]:
    bucket, _, key = path.lstrip("/").partition("/")
    tags = s3.object_tags_for_condition(bucket, unquote(key), query or {})
    return {f"s3:ExistingObjectTag/{name}": value for name, value in tags.items()}


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
