"""What the rules of a subscription take, asked of EventBridge itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

import boto3

from formatter.decision.decide import Circumstances, decide
from formatter.finding.reader import Received
from formatter.memory.records import Problem
from formatter.settings import Preferences
from local.journey.owner import Subscription

FILTERED = "the filters of the subscription leave it out"
_NO_TIME = "2026-01-01T00:00:00Z"
"""EventBridge wants every event to have a time; no rule of the product looks at it."""


class SubscriptionRules:
    """The rules of a subscription.

    Args:
        session: boto3 session of the subscription's account and Region.
        subscription: the subscription.
        preferences: the owner's choices, for the reason where no rule takes an event.
    """

    def __init__(self, session: boto3.Session, subscription: Subscription, preferences: Preferences) -> None:
        self._events = session.client("events")
        self._subscription = subscription
        self._preferences = preferences
        rules = self._events.list_rules(NamePrefix=subscription.stack_name)["Rules"]
        self.patterns: dict[str, str] = {
            rule["Name"]: rule["EventPattern"] for rule in rules if rule.get("EventPattern")
        }
        """Event pattern by name of the rule, as it is deployed."""

    def take(self, event: Mapping[str, Any]) -> bool:
        """Return whether a rule takes an event."""
        envelope = {
            "id": "event",
            "source": "aws.securityhub",
            "time": _NO_TIME,
            "region": "us-east-1",
            "resources": [],
        }
        account = {"account": self._subscription.account_id}
        content = {"detail-type": event["detail-type"], "detail": event["detail"]}
        text = json.dumps(envelope | account | content)
        patterns = self.patterns.values()
        return any(self._events.test_event_pattern(EventPattern=one, Event=text)["Result"] for one in patterns)

    def why_not(self, received: Received, detail_type: str) -> str:
        """Return why they take no event with this finding."""
        if not any(f'"{detail_type}"' in pattern for pattern in self.patterns.values()):
            return f"the subscription takes no '{detail_type}' events"
        at = Circumstances(self._preferences, None, datetime.now(timezone.utc))
        silence = decide(Problem(received.finding.id), None, received, at).silence
        return silence.value if silence else FILTERED
