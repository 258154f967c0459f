"""A subscription that the page watches: what its rules take, and what its formatter did with each finding."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from formatter.filters import Filters
from formatter.finding.reader import received_findings
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from local.journey.formatter_log import FormatterLog, Line
from local.journey.owner import Subscription
from local.journey.rules import SubscriptionRules
from product.subscription.form.names import MINIMUM_SEVERITY


@dataclass(frozen=True)
class Sight:
    """What a subscription made of one event with one finding.

    Attributes:
        finding_id: the finding.
        position: which of the finding's events that the rules took this is, counted from 0; None if they did not take it.
        reason: why they did not take it.
    """

    finding_id: str
    position: int | None
    reason: str = ""


class Watched:
    """A subscription with its name, the owner's answers, and a reader of its log."""

    def __init__(
        self, session: boto3.Session, subscription: Subscription, name: str, answers: Mapping[str, str]
    ) -> None:
        self.subscription = subscription
        self.name = name
        self._session = session
        self._log = FormatterLog(session, subscription)
        self._taken: Counter[str] = Counter()
        self._lines: defaultdict[str, list[Line]] = defaultdict(list)
        self.change(answers)

    def change(self, answers: Mapping[str, str]) -> None:
        """Take over other answers, and the rules that they made."""
        self.answers = answers
        minimum = Severity.named(answers.get(MINIMUM_SEVERITY, ""), Severity.HIGH)
        self.rules = SubscriptionRules(
            self._session, self.subscription, Preferences(filters=Filters(minimum_severity=minimum))
        )

    def see(self, event: Mapping[str, Any]) -> Sight:
        """Note an event with one finding before it is sent."""
        (received,) = received_findings(event)
        finding_id = received.finding.id
        if not self.rules.take(event):
            return Sight(finding_id, None, self.rules.why_not(received, event["detail-type"]))
        return self.expect(finding_id)

    def expect(self, finding_id: str) -> Sight:
        """Note an event that the rules take."""
        self._taken[finding_id] += 1
        return Sight(finding_id, self._taken[finding_id] - 1)

    def read(self) -> None:
        """Take over what the formatter logged since."""
        for line in self._log.new_lines():
            self._lines[line["finding_id"]].append(line)

    def outcome(self, sight: Sight) -> Line | None:
        """Return what the formatter did with an event that was seen; None while it is at work."""
        lines = self._lines[sight.finding_id]
        if sight.position is None or sight.position >= len(lines):
            return None
        return lines[sight.position]

    def message_of(self, line: Line) -> str:
        """Return the id of the message that tells what the formatter received with that line; empty while none does."""
        return str(line["message_id"]) or self._log.told_later(line)
