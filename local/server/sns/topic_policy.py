"""Whether EventBridge may publish to a topic; MiniStack does not ask.

"Amazon EventBridge does not support the use of Condition blocks in Amazon SNS topic policies": a statement that has one lets
nothing through, and nobody is told.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import ministack.app
from ministack.core import iam_evaluator
from ministack.services import eventbridge, sns

_SERVICE = "events.amazonaws.com"


def install() -> None:
    """Ask the topic's policy before an event is published."""
    dispatch = eventbridge._dispatch_to_sns

    def dispatch_allowed(arn: str, payload: str) -> None:
        if not ministack.app.AUTH or may_publish(arn):
            dispatch(arn, payload)

    eventbridge._dispatch_to_sns = dispatch_allowed


def may_publish(topic_arn: str) -> bool:
    """Return whether the policy of a topic lets EventBridge publish, without any condition."""
    topic = sns._topic_by_arn_any_scope(topic_arn)
    policy = json.loads(topic["attributes"].get("Policy") or "{}") if topic else {}
    statements = policy.get("Statement", [])
    unconditional = [one for one in _listed(statements) if _names_service(one) and not one.get("Condition")]
    question = iam_evaluator.EvalContext(
        principal_arn=_SERVICE,
        principal_type="Service",
        principal_account="",
        action="sns:Publish",
        resource_arn=topic_arn,
        region=topic_arn.split(":")[3],
    )
    parsed = iam_evaluator.parse_policy_document({"Statement": unconditional})
    return bool(iam_evaluator.evaluate(question, [parsed]).decision == "Allow")


def _names_service(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal", {})
    return principal == "*" or (isinstance(principal, dict) and _SERVICE in _listed(principal.get("Service", [])))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
