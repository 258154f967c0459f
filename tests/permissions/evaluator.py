"""Evaluate generated policies as IAM does.

The evaluator is the embedded AWS's own (ministack.core.iam_evaluator), called in process: Allow and Deny, wildcards, conditions
with set operators and IfExists, boundaries, and resource policies with service principals. Its limits: it knows no service
control or resource control policies, and it takes the condition keys as the test states them, so that a key which AWS sets
otherwise shows only on AWS. The journey with permissions enforced (test_life_with_enforcement) adds the keys that the embedded
AWS itself sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ministack.core import iam_evaluator

ACCOUNT = "111122223333"
FOREIGN_ACCOUNT = "999999999999"
ORGANIZATION = "o-a1b2c3d4e5"
FOREIGN_ORGANIZATION = "o-zzzzzzzzzz"
REGION = "eu-central-1"
BASE = f"{REGION}:{ACCOUNT}"
STACK = f"SC-{ACCOUNT}-pp-abcdefghijklm"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Some/session"
BY_CLOUDFORMATION = {
    "aws:CalledVia": ["cloudformation.amazonaws.com"],
    "aws:CalledViaFirst": "cloudformation.amazonaws.com",
}


@dataclass(frozen=True)
class Request:
    """One call.

    Attributes:
        action: IAM action.
        resource: ARN, or `*` where the action knows no resource.
        keys: condition keys that AWS would set.
        principal: ARN of who calls; for a service, its service principal.
        tls: whether it comes over TLS.
    """

    action: str
    resource: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    principal: str = SESSION
    tls: bool = True


def is_allowed(request: Request, *policies: Mapping[str, Any], boundary: Mapping[str, Any] | None = None) -> bool:
    """Tell whether the caller's policies, within the boundary, allow the call."""
    parsed = [iam_evaluator.parse_policy_document(dict(policy)) for policy in policies]
    limits = [[iam_evaluator.parse_policy_document(dict(boundary))]] if boundary else []
    return bool(iam_evaluator.evaluate(_context(request), parsed, *limits).decision == "Allow")


def resource_allows(request: Request, policy: Mapping[str, Any]) -> bool:
    """Tell whether a resource's own policy, or a role's trust policy, allows the call."""
    # A trust policy names no resource: it is the role's own.
    statements = [{"Resource": "*", **statement} for statement in policy["Statement"]]
    service = request.principal if request.principal.endswith(".amazonaws.com") else None
    found = iam_evaluator.evaluate_resource_policy({"Statement": statements}, _context(request), service=service)
    return bool(found.decision == "Allow")


def _context(request: Request) -> Any:
    return iam_evaluator.EvalContext(
        principal_arn=request.principal,
        principal_type="AssumedRole",
        principal_account=ACCOUNT,
        action=request.action,
        resource_arn=request.resource,
        region=REGION,
        source_ip="198.51.100.1",
        secure_transport=request.tls,
        service_context={key.lower(): value for key, value in request.keys.items()},
    )
