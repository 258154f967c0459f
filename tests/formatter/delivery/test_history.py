"""Over any history: every opening, raising and reopening is told once, nothing is told twice."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.settings import Delivery, Preferences
from tests.formatter.delivery.test_deliver import Subscription
from tests.formatter.fakes import finding, passed

IDS = st.sampled_from(["a", "b", "c"])
SEVERITIES = st.sampled_from([Severity.LOW, Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL])
MINIMUM = Severity.MEDIUM


class History(RuleBasedStateMachine):
    """An account's findings come and go; a simple model says what deserves an email."""

    def __init__(self) -> None:
        super().__init__()
        self.subscription = Subscription()
        self.expected: Counter[str] = Counter()
        self.open: dict[str, Severity] = {}
        self.known: set[str] = set()

    @rule(own_id=IDS, severity=SEVERITIES)
    def is_open(self, own_id: str, severity: Severity) -> None:
        told = self.open.get(own_id)
        if told is None and severity >= MINIMUM:
            self.expected["REOPENED" if own_id in self.known else "NEW"] += 1
            self.known.add(own_id)
            self.open[own_id] = severity
        elif told is not None and severity > told:
            self.expected["RAISED"] += 1
            self.open[own_id] = severity
        self._receive(finding(own_id, Severity={"Label": severity.name}))

    @rule(own_id=IDS)
    def passes(self, own_id: str) -> None:
        if self.open.pop(own_id, None) is not None:
            self.expected["RESOLVED"] += 1
        self._receive(passed(own_id))

    @rule(own_id=IDS)
    def is_notified(self, own_id: str) -> None:
        self._receive(finding(own_id, Workflow={"Status": "NOTIFIED"}))

    @rule(own_id=IDS)
    def is_suppressed(self, own_id: str) -> None:
        self.open.pop(own_id, None)
        self._receive(finding(own_id, Workflow={"Status": "SUPPRESSED"}))

    @rule()
    def is_swept(self) -> None:
        self.subscription.sweep()

    def _receive(self, found: Any) -> None:
        # Far enough apart for the brake to stay open: what it does is tested by itself.
        self.subscription.clock.forward(minutes=1)
        self.subscription.receive(found)

    @invariant()
    def told_is_what_was_expected(self) -> None:
        assert Counter(email.attributes["kind"] for email in self.subscription.mail.emails) == self.expected


class Storm(RuleBasedStateMachine):
    """Findings come as fast as they like while SNS comes and goes; each is named in one email, in the end."""

    deliveries = st.sampled_from(list(Delivery))

    @initialize(delivery=deliveries)
    def choose(self, delivery: Delivery) -> None:
        self.subscription = Subscription(
            Preferences(filters=Filters(minimum_severity=MINIMUM), delivery=delivery, digest_hour=9)
        )
        self.arrived: set[str] = set()

    @rule(number=st.integers(1, 40), severity=st.sampled_from([Severity.HIGH, Severity.CRITICAL]))
    def arrive(self, number: int, severity: Severity) -> None:
        for _ in range(number):
            own_id = f"f-{len(self.arrived)}"
            self.arrived.add(own_id)
            self.subscription.receive(finding(own_id, Severity={"Label": severity.name}))

    @rule()
    def repeat(self) -> None:
        for own_id in self.arrived:
            self.subscription.receive(finding(own_id, Severity={"Label": "MEDIUM"}))

    @rule(is_down=st.booleans())
    def sns_comes_and_goes(self, is_down: bool) -> None:
        self.subscription.faults.sns_down = is_down

    @rule(minutes=st.sampled_from([1, 5, 60, 600]))
    def time_passes(self, minutes: int) -> None:
        self.subscription.sweep(minutes)

    def teardown(self) -> None:
        self.subscription.faults.sns_down = False
        for _ in range(25):
            self.subscription.sweep(60)
        emails = self.subscription.mail.emails
        named = Counter(name for email in emails for name in set(re.findall(r"Title of (f-\d+)\.", email.body)))
        assert named == dict.fromkeys(self.arrived, 1)


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestStorm = Storm.TestCase
TestStorm.settings = settings(max_examples=40, stateful_step_count=20, deadline=None)
