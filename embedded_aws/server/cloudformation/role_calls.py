"""The calls that CloudFormation makes for AWS::IAM::Role."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ministack.core.responses import get_account_id

from embedded_aws.server.cloudformation.resource import Call, Resource

_READ = ("iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies")
_DELETE = (*_READ, "iam:DeleteRole")
_UPDATE = ("iam:UpdateRole", "iam:UpdateRoleDescription")


def role_calls(resource: Resource) -> Iterator[Call]:
    """Yield the calls for a role, with the boundary and policies that they name as condition keys."""
    path = resource.properties.get("Path") or "/"
    arn = f"arn:aws:iam::{get_account_id()}:role{path}{resource.name('RoleName', 64)}"
    boundary = _boundary(resource.before or resource.properties)
    if resource.operation == "delete":
        yield from (Call(action, arn) for action in _DELETE)
        yield from _policy_calls(resource, arn, boundary, "iam:DeleteRolePolicy", "iam:DetachRolePolicy")
        return
    if resource.operation == "create":
        yield Call("iam:CreateRole", arn, {**boundary, **resource.tag_keys()})
    else:
        yield from _update_calls(resource, arn)
    yield from _policy_calls(resource, arn, boundary, "iam:PutRolePolicy", "iam:AttachRolePolicy")
    yield from (Call(action, arn) for action in _READ)
    if resource.properties.get("Policies"):
        yield Call("iam:GetRolePolicy", arn)


def _update_calls(resource: Resource, arn: str) -> Iterator[Call]:
    """Yield the calls for a role that changes, whatever of it does.

    The registry lists what the handler may call, not for what; a role that grants less fails here as it might on AWS.
    """
    before, after = _boundary(resource.before), _boundary(resource.properties)
    yield Call("iam:UpdateAssumeRolePolicy", arn, before)
    yield from (Call(action, arn) for action in _UPDATE)
    if resource.changes("Tags"):
        yield Call("iam:TagRole", arn, resource.tag_keys())
    if after:
        yield Call("iam:PutRolePermissionsBoundary", arn, after)
    elif before:
        yield Call("iam:DeleteRolePermissionsBoundary", arn)


def _policy_calls(resource: Resource, arn: str, boundary: dict[str, str], inline: str, attached: str) -> Iterable[Call]:
    deleting = resource.operation == "delete"
    if resource.properties.get("Policies"):
        yield Call(inline, arn, boundary)
    if deleting or resource.changes("ManagedPolicyArns"):
        for policy in resource.properties.get("ManagedPolicyArns") or []:
            yield Call(attached, arn, {**boundary, "iam:PolicyARN": policy})


def _boundary(properties: Any) -> dict[str, str]:
    arn = properties.get("PermissionsBoundary")
    return {"iam:PermissionsBoundary": arn} if arn else {}
