"""Findings that people really import all become an email within the rules."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

from formatter.finding.reader import finding_from, received_findings
from formatter.memory.records import Kind
from formatter.settings import AdminChoices, Preferences
from harness.findings import told
from harness.message_rules import assert_only_our_sections, assert_within_rules

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(admin=AdminChoices(portal="corp", permission_set="View"), time_zone="Europe/Berlin")


def test_all_of_them(public_findings: Path) -> None:
    rendered = 0
    for path in sorted(public_findings.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found = (
                [finding_from(row["finding"])]
                if "finding" in row
                else [r.finding for r in received_findings(row["event"])]
            )
            for finding in found:
                email = told(finding, Kind.NEW, PREFERENCES, NOW)
                assert_within_rules(email)
                assert_only_our_sections(email)
                rendered += 1
    assert rendered > 150
