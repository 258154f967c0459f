"""No finding, however broken, stops an email or breaks the rules of SNS."""

from __future__ import annotations

import random
from datetime import datetime, timezone

from formatter.emails.compose import compose
from formatter.emails.digest import DigestEntry, compose_digest
from formatter.emails.message import Kind
from formatter.finding.reader import finding_from, received_findings
from formatter.finding.summary import summary
from formatter.settings import Preferences
from tests.formatter.mutations import ODD_VALUES, base_findings, mutated
from tests.formatter.rules import assert_only_our_sections, assert_within_rules

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(portal="corp", permission_set="View", time_zone="Asia/Kathmandu")
CASES = 1_500


def test_mutated_findings() -> None:
    chance = random.Random(20261026)
    bases = base_findings()
    for _ in range(CASES):
        finding = finding_from(mutated(chance.choice(bases), chance))
        email = compose(finding, chance.choice(list(Kind)), PREFERENCES, NOW)
        assert_within_rules(email)
        assert_only_our_sections(email)
        short = finding_from(summary(finding))
        assert (short.severity, short.account_id[:160]) == (finding.severity, finding.account_id[:160])
        for digest in compose_digest([DigestEntry(short, Kind.NEW)], PREFERENCES, NOW, "Because."):
            assert_within_rules(digest)


def test_events_of_any_shape_become_findings() -> None:
    for odd in ODD_VALUES:
        for event in ({"detail": odd}, {"detail": {"findings": odd}}, {"detail": {"findings": [odd]}, "account": odd}):
            for received in received_findings(event):
                assert_within_rules(compose(received.finding, Kind.NEW, PREFERENCES, NOW, received.custom_action))
