"""Evaluate generated policies as IAM does.

The evaluator is the embedded AWS's own (ministack.core.iam_evaluator): Allow, Deny, wildcards, conditions with set operators,
and boundaries. Its limits: it knows no service control policies, and condition keys are what the request below states, so
that a key which AWS would set differently shows only on AWS.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ministack.core.iam_evaluator import EvalContext, evaluate, parse_policy_document

ACCOUNT = "111122223333"
ORGANIZATION = "o-a1b2c3d4e5"
STACK = f"SC-{ACCOUNT}-pp-abcdefghijklm"
BY_CLOUDFORMATION = {
    "aws:calledvia": ["cloudformation.amazonaws.com"],
    "aws:calledviafirst": "cloudformation.amazonaws.com",
}
KNOWN: dict[str, Any] = {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": "eu-central-1",
    "OrganizationId": ORGANIZATION,
    "ProductIds": [f"arn:aws:catalog:eu-central-1:{ACCOUNT}:product/prod-ours"],
}


@dataclass(frozen=True)
class Request:
    """One call, with the condition keys that AWS would set for it."""

    action: str
    resource: str
    keys: Mapping[str, Any] = field(default_factory=dict)


def resolved(node: Any) -> Any:
    """Return a policy with its Ref, Fn::Sub and Fn::If put in."""
    if isinstance(node, list):
        return [found for item in node if (found := resolved(item)) is not None]
    if not isinstance(node, dict):
        return node
    if len(node) == 1:
        ((name, argument),) = node.items()
        if name == "Ref":
            return None if argument == "AWS::NoValue" else KNOWN[argument]
        if name == "Fn::Sub":
            return re.sub(r"\$\{([^}]+)\}", lambda match: str(KNOWN[match[1]]), argument)
        if name == "Fn::If":
            return resolved(argument[1])
    return {key: resolved(value) for key, value in node.items()}


def is_allowed(request: Request, *policies: Mapping[str, Any], boundary: Mapping[str, Any] | None = None) -> bool:
    """Tell whether the policies, within the boundary, allow the call."""
    context = EvalContext(
        principal_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/Some/session",
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=request.action,
        resource_arn=request.resource,
        region="eu-central-1",
        source_ip="198.51.100.1",
        secure_transport=True,
        service_context={key.lower(): value for key, value in request.keys.items()},
    )
    parsed = [parse_policy_document(dict(policy)) for policy in policies]
    limits = [[parse_policy_document(dict(boundary))]] if boundary else []
    return bool(evaluate(context, parsed, *limits).decision == "Allow")
