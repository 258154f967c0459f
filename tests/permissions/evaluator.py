"""Evaluate policies as IAM does, with the embedded AWS's own evaluator (ministack.core.iam_evaluator), called in process.

Its limits: it knows no service control or resource control policies, and it takes the condition keys as the test states them,
so that a key which AWS sets otherwise shows only on AWS. A second simulator, of other authors, judges every case too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ministack.core import iam_evaluator

ACCOUNT = "111122223333"
HUB = "222233334444"
FOREIGN_ACCOUNT = "999999999999"
ORGANIZATION = "o-a1b2c3d4e5"
FOREIGN_ORGANIZATION = "o-zzzzzzzzzz"
REGION = "eu-central-1"
BASE = f"{REGION}:{ACCOUNT}"
STACK = f"SC-{ACCOUNT}-pp-abcdefghijklm"
SUFFIX = "1A2B3C4D5E6F7"
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Some/session"
EVERYTHING: Mapping[str, Any] = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
}
"""What the managed policy AdministratorAccess says."""

BY_CLOUDFORMATION: Mapping[str, Any] = {"aws:CalledVia": ["cloudformation.amazonaws.com"]}


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

    @property
    def service(self) -> str | None:
        """The service principal that calls; None where it is none."""
        return self.principal if self.principal.endswith(".amazonaws.com") else None

    @property
    def resource_account(self) -> str:
        """The account that owns the resource."""
        parts = self.resource.split(":")
        named = parts[4] if len(parts) > 4 else ""  # the fifth part of an ARN
        return str(self.keys.get("aws:ResourceAccount") or named or ACCOUNT)


@dataclass(frozen=True)
class Principal:
    """What decides about a call.

    Attributes:
        policies: of whoever calls.
        boundary: the most that whoever calls may do.
        resource_policy: of what is called; where there are no policies, it alone has to allow.
    """

    policies: tuple[Mapping[str, Any], ...] = ()
    boundary: Mapping[str, Any] | None = None
    resource_policy: Mapping[str, Any] | None = None


def allows(principal: Principal, request: Request) -> bool:
    """Tell whether the call is allowed."""
    if principal.resource_policy is not None and not principal.policies:
        return _resource_allows(request, principal.resource_policy)
    parsed = [iam_evaluator.parse_policy_document(dict(policy)) for policy in principal.policies]
    limits = [[iam_evaluator.parse_policy_document(dict(principal.boundary))]] if principal.boundary else []
    context = _context(request)
    found = iam_evaluator.evaluate(context, parsed, *limits)
    if principal.resource_policy is not None:
        owner = request.resource_account
        found = iam_evaluator.combine_resource_policy(found, context, dict(principal.resource_policy), owner)
    return bool(found.decision == "Allow")


def _resource_allows(request: Request, policy: Mapping[str, Any]) -> bool:
    # A trust policy names no resource: it is the role's own.
    statements = [{"Resource": "*", **statement} for statement in policy["Statement"]]
    found = iam_evaluator.evaluate_resource_policy(
        {"Statement": statements}, _context(request), service=request.service
    )
    return bool(found.decision == "Allow")


def _context(request: Request) -> Any:
    return iam_evaluator.EvalContext(
        principal_arn=request.principal,
        principal_type="AssumedRole",
        principal_account=_account_of(request.principal),
        action=request.action,
        resource_arn=request.resource,
        region=REGION,
        source_ip="198.51.100.1",
        secure_transport=request.tls,
        service_context={key.lower(): value for key, value in request.keys.items()},
    )


def _account_of(principal: str) -> str:
    return principal.split(":")[4] if principal.startswith("arn:") else ACCOUNT


_resolve = iam_evaluator._resolve_condition_key


def _resolve_stated_first(key: str, context: Any) -> Any:
    """Prefer what the test states: the evaluator takes the owner of a bucket for the caller's account."""
    stated = context.service_context.get(key.lower())
    return _resolve(key, context) if stated is None else stated


iam_evaluator._resolve_condition_key = _resolve_stated_first
