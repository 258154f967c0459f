"""Whether EventBridge may publish to a topic; MiniStack does not ask.

"Amazon EventBridge does not support the use of Condition blocks in Amazon SNS topic policies": a statement that has one lets
nothing through, and nobody is told.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
"""

from __future__ import annotations

import json

import ministack.app
from ministack.services import eventbridge, sns

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations
from embedded_aws.server.sns import encryption
from embedded_aws.server.sns.statements import allows_service

_SERVICE = "events.amazonaws.com"


def install() -> None:
    """Ask the topic's policy, and its key's, before an event is published."""
    dispatch = eventbridge._dispatch_to_sns

    def dispatch_allowed(arn: str, payload: str) -> None:
        if deviations.is_on(Deviation.EVENTBRIDGE_UNHEARD):
            return
        if not ministack.app.AUTH or _may_publish(arn):
            dispatch(arn, payload)

    eventbridge._dispatch_to_sns = dispatch_allowed


def _may_publish(topic_arn: str) -> bool:
    topic = sns._topic_by_arn_any_scope(topic_arn)
    if topic is None:
        return False
    policy = json.loads(topic["attributes"].get("Policy") or "{}")
    return allows_service(policy, _SERVICE, "sns:Publish", topic_arn) and encryption.lets_in(topic, _SERVICE)
