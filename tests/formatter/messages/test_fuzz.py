"""No finding, however broken, stops an email or breaks the rules of SNS."""

from __future__ import annotations

import random
from datetime import datetime, timezone
from typing import Any

from hypothesis import HealthCheck, given, settings

from formatter.finding.reader import received_findings
from formatter.memory.records import Kind
from formatter.settings import AdminChoices, Preferences
from harness.findings import told
from harness.message_rules import assert_within_rules
from harness.odd_findings import ODD_VALUES, base_findings, check, documents, mutated

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(admin=AdminChoices(portal="corp", permission_set="View"), time_zone="Asia/Kathmandu")
CASES = 500


def test_mutated_findings() -> None:
    chance = random.Random(20261026)
    bases = base_findings()
    for _ in range(CASES):
        check(mutated(chance.choice(bases), chance), chance.choice(list(Kind)))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_document(document: Any) -> None:
    check(document, Kind.NEW)


def test_events_of_any_shape_become_findings() -> None:
    for odd in ODD_VALUES:
        for event in ({"detail": odd}, {"detail": {"findings": odd}}, {"detail": {"findings": [odd]}, "account": odd}):
            for received in received_findings(event):
                assert_within_rules(told(received.finding, Kind.NEW, PREFERENCES, NOW, received.custom_action))
