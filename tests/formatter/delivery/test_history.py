"""Over any history: every opening, raising and reopening is told once, nothing is told twice."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from formatter.finding.severity import Severity
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

    @rule(own_id=IDS, status=st.sampled_from(["SUPPRESSED", "NOTIFIED"]))
    def is_muted(self, own_id: str, status: str) -> None:
        self._receive(finding(own_id, Workflow={"Status": status}))

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


TestHistory = History.TestCase
TestHistory.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
