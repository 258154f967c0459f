"""A customer's own key: the parameter that asks for it, and the permission to use it.

Policies name the key by its alias, since its id differs in every account and Region.
https://docs.aws.amazon.com/kms/latest/developerguide/alias-authorization.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from troposphere import Equals, If, Not, NoValue, Parameter, Ref, Sub, Template

from common.policies import Statement, allow

KEY_ALIAS = "KeyAlias"
HAS_KEY = "HasKey"

OWN_KEYS = Sub("arn:${AWS::Partition}:kms:*:${AWS::AccountId}:key/*")
"""All keys of the account; the alias tells which."""


def key_alias() -> Parameter:
    """Return the parameter that asks for the key."""
    return Parameter(
        KEY_ALIAS,
        Type="String",
        Description=(
            "Alias of your own key that encrypts, the same in every account, such as alias/security-notifications; "
            "leave it empty to use keys of AWS."
        ),
        AllowedPattern=r"^(alias/(?!aws/)[A-Za-z0-9/_-]{1,250})?$",
        ConstraintDescription="must be an alias of your own key, such as alias/security-notifications, or empty.",
        Default="",
    )


def add_key_condition(template: Template) -> None:
    """Add the condition that tells whether there is such a key."""
    template.add_condition(HAS_KEY, Not(Equals(Ref(KEY_ALIAS), "")))


def if_key(value: object) -> If:
    """Return what stands in the template where there is such a key, and nothing else."""
    return If(HAS_KEY, value, NoValue)


def use_key(sid: str, actions: Iterable[str], keys: object, alias: object, conditions: Mapping[str, Any]) -> Statement:
    """Return a statement that allows the actions on the keys that have the alias.

    Args:
        sid: name of the statement, unique in its policy.
        actions: IAM actions of KMS.
        keys: ARN of keys, in which `*` stands for the id.
        alias: the alias, with `alias/`.
        conditions: what else has to hold.
    """
    return allow(sid, actions, keys, {"ForAnyValue:StringEquals": {"kms:ResourceAliases": alias}, **conditions})


def through(*services: str) -> dict[str, Any]:
    """Return the condition that one of these AWS services asks on the caller's behalf.

    https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html#conditions-kms-via-service
    """
    return {"StringLike": {"kms:ViaService": [Sub(f"{service}.*.${{AWS::URLSuffix}}") for service in services]}}
