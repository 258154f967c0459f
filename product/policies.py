"""Pieces that policies are built from: statements, and the ARNs of this product's resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from troposphere import Sub

from product.names import PROVISIONED_STACK_PREFIX

Statement = dict[str, Any]
VERSION = "2012-10-17"


def allow(sid: str, actions: Iterable[str], resources: Any, conditions: Mapping[str, Any] | None = None) -> Statement:
    """Return a statement that allows the actions.

    Args:
        sid: name of the statement, unique in its policy.
        actions: IAM actions; written in their alphabetical order.
        resources: ARN, list of ARNs or `*`.
        conditions: the statement's conditions, if any.
    """
    return _statement("Allow", sid, {"Action": sorted(actions)}, resources, conditions)


def deny(sid: str, actions: Iterable[str], resources: Any, conditions: Mapping[str, Any] | None = None) -> Statement:
    """Return a statement that denies the actions; the arguments are those of `allow`."""
    return _statement("Deny", sid, {"Action": sorted(actions)}, resources, conditions)


def policy(statements: Iterable[Statement]) -> dict[str, Any]:
    """Return the policy document of the statements."""
    return {"Version": VERSION, "Statement": list(statements)}


def of_subscriptions(service: str, kind: str = "", rest: str = "") -> Any:
    """Return the ARN of everything that CloudFormation names after the stack of a subscription, in this account.

    Args:
        service: the service's part of the ARN, such as `sns`.
        kind: what stands before the name, such as `table/`.
        rest: what stands behind the name, such as `/index/pending`.
    """
    name = f"{kind}{PROVISIONED_STACK_PREFIX}*{rest}"
    return Sub(f"arn:${{AWS::Partition}}:{service}:*:${{AWS::AccountId}}:{name}")


def _statement(
    effect: str, sid: str, actions: Statement, resources: Any, conditions: Mapping[str, Any] | None
) -> Statement:
    condition = {"Condition": dict(conditions)} if conditions else {}
    return {"Sid": sid, "Effect": effect, **actions, "Resource": resources, **condition}
