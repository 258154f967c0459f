"""Pieces that policies are built from: statements, and the ARNs of this product's resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from troposphere import Ref, Sub

from common.names import BOUNDARY_NAME, PROVISIONED_STACK_PREFIX

Statement = dict[str, Any]
VERSION = "2012-10-17"

_STACKS = f"{PROVISIONED_STACK_PREFIX}${{AWS::AccountId}}-pp-*"
"""The name of a subscription's stack."""


def allow(
    sid: str, actions: Iterable[str], resources: object, conditions: Mapping[str, Any] | None = None
) -> Statement:
    """Return a statement that allows the actions.

    Args:
        sid: name of the statement, unique in its policy.
        actions: IAM actions; written in their alphabetical order.
        resources: ARN, list of ARNs or `*`.
        conditions: the statement's conditions, if any.
    """
    condition = {"Condition": dict(conditions)} if conditions else {}
    return {"Sid": sid, "Effect": "Allow", "Action": sorted(actions), "Resource": resources, **condition}


def allow_service(sid: str, service: str, action: str, resource: object, sources: Sequence[Any]) -> Statement:
    """Return a resource policy's statement that lets an AWS service act for these sources of this account only.

    The sources' ARNs hold the account already. A service that also names the account by itself has to name this one;
    EventBridge's page asks for the ARN alone, so that a request without the account is no reason to lose an email.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html

    Args:
        sid: name of the statement, unique in its policy.
        service: service principal, such as `events.amazonaws.com`.
        action: IAM action.
        resource: ARN of the resource that carries the policy.
        sources: ARNs of what the service acts for.
    """
    conditions = {
        "ArnEquals": {"aws:SourceArn": list(sources)},
        "StringEqualsIfExists": {"aws:SourceAccount": Ref("AWS::AccountId")},
    }
    return {**allow_service_always(sid, service, action, resource), "Condition": conditions}


def allow_service_always(sid: str, service: str, action: str, resource: object) -> Statement:
    """Return a resource policy's statement that lets an AWS service act, whoever it acts for.

    Args:
        sid: name of the statement, unique in its policy.
        service: service principal.
        action: IAM action.
        resource: ARN of the resource that carries the policy.
    """
    return {"Sid": sid, "Effect": "Allow", "Principal": {"Service": service}, "Action": action, "Resource": resource}


def only_over_tls(action: str, resources: object) -> Statement:
    """Return a resource policy's statement that refuses everybody who comes without TLS."""
    return {
        "Sid": "OnlyOverTls",
        "Effect": "Deny",
        "Principal": "*",
        "Action": action,
        "Resource": resources,
        "Condition": {"Bool": {"aws:SecureTransport": False}},
    }


def policy(statements: Iterable[Statement]) -> dict[str, Any]:
    """Return the policy document of the statements."""
    return {"Version": VERSION, "Statement": list(statements)}


def of_subscriptions(service: str, logical_id: str, kind: str = "", rest: str = "") -> Sub:
    """Return the ARN of what CloudFormation names after the stack of any subscription and this logical id, in this account.

    Other teams have Service Catalog products too, whose resources begin with `SC-` as well; none has our logical ids.

    Args:
        service: the service's part of the ARN, such as `sns`.
        logical_id: a logical id of `common.names`.
        kind: what stands before the name, such as `table/`.
        rest: what stands behind the name, such as `/index/agenda`.
    """
    return _in_account(service, f"{kind}{_STACKS}-{logical_id}-*{rest}")


def subscription_stacks() -> Sub:
    """Return the ARN of the stacks of this account's provisioned products; CloudFormation tells them apart by no more."""
    return _in_account("cloudformation", f"stack/{_STACKS}/*")


def _in_account(service: str, name: str) -> Sub:
    return Sub(f"arn:${{AWS::Partition}}:{service}:*:${{AWS::AccountId}}:{name}")


def boundary_arn() -> Sub:
    """Return the ARN of the permissions boundary in the account of the template."""
    return Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:policy/{BOUNDARY_NAME}")
