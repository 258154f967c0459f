"""Statements of resource policies that let a service in without any condition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core import iam_evaluator


def allows_service(policy: Mapping[str, Any], service: str, action: str, resource: str) -> bool:
    """Return whether a policy lets a service do something, by a statement that has no condition."""
    unconditional = [one for one in _listed(policy.get("Statement", [])) if _counts(one, service)]
    question = iam_evaluator.EvalContext(
        principal_arn=service,
        principal_type="Service",
        principal_account="",
        action=action,
        resource_arn=resource,
        region=resource.split(":")[3],
    )
    parsed = iam_evaluator.parse_policy_document({"Statement": unconditional})
    return bool(iam_evaluator.evaluate(question, [parsed]).decision == "Allow")


def _counts(statement: Mapping[str, Any], service: str) -> bool:
    principal = statement.get("Principal", {})
    is_named = principal == "*" or (isinstance(principal, dict) and service in _listed(principal.get("Service", [])))
    return is_named and not statement.get("Condition")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]
