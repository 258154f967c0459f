"""A customer's key with the alias and the policy that docs/permissions.md asks for."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from embedded_aws.process import EmbeddedAws

ALIAS = "alias/security-notifications"
_OF_LOGS = ("Encrypt*", "Decrypt*", "ReEncrypt*", "GenerateDataKey*", "Describe*")


def make_key(aws: EmbeddedAws, account_id: str, organization: str, region: str, without: Collection[str] = ()) -> str:
    """Make the key, and return its id.

    Args:
        aws: where.
        account_id: whose key it is.
        organization: the organization whose launch roles may read what it encrypts.
        region: where it is.
        without: names of statements to leave out.
    """
    statements = [one for one in _statements(account_id, organization, region) if one["Sid"] not in without]
    kms = aws.session(account_id, region).client("kms")
    policy = {"Version": "2012-10-17", "Statement": statements}
    key: str = kms.create_key(Policy=json.dumps(policy))["KeyMetadata"]["KeyId"]
    kms.create_alias(AliasName=ALIAS, TargetKeyId=key)
    return key


def _statements(account_id: str, organization: str, region: str) -> list[dict[str, Any]]:
    own_groups = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": f"arn:aws:logs:{region}:{account_id}:log-group:*"}}
    launch_roles = {
        "StringEquals": {"aws:PrincipalOrgID": organization, "kms:ViaService": f"s3.{region}.amazonaws.com"}
    }
    return [
        _allow("Account", {"AWS": f"arn:aws:iam::{account_id}:root"}, ["*"]),
        _allow("Alarms", {"Service": "cloudwatch.amazonaws.com"}, ["Decrypt", "GenerateDataKey*"]),
        _allow("Events", {"Service": "events.amazonaws.com"}, ["Decrypt", "GenerateDataKey*"]),
        _allow("Logs", {"Service": f"logs.{region}.amazonaws.com"}, _OF_LOGS, own_groups),
        _allow("LaunchRoles", {"AWS": "*"}, ["Decrypt"], launch_roles),
    ]


def _allow(
    sid: str, principal: dict[str, str], actions: Collection[str], condition: dict[str, Any] | None = None
) -> dict[str, Any]:
    named = [f"kms:{action}" for action in actions]
    statement = {"Sid": sid, "Effect": "Allow", "Principal": principal, "Action": named, "Resource": "*"}
    return {**statement, **({"Condition": condition} if condition else {})}
