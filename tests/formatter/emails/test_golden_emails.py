"""Every event of tests/events, with the email it becomes beside it."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path

import pytest

from formatter.decision import decide_without_memory
from formatter.emails.compose import compose
from formatter.emails.digest import DigestEntry, compose_digest
from formatter.emails.message import Email, Kind
from formatter.emails.notices import compose_address_notice
from formatter.finding.reader import Received, received_findings
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from tests.golden import AssertGolden

EVENTS = Path(__file__).parents[2] / "events"
GOLDEN = Path(__file__).parent / "golden"
NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(
    minimum_severity=Severity.LOW,
    time_zone="Europe/Berlin",
    portal="my-company",
    permission_set="ViewFindings",
    stack_name="SC-111122223333-pp-abcdefghijklm",
)


def received(path: Path) -> tuple[Received, ...]:
    return received_findings(json.loads(path.read_text(encoding="utf-8")))


def shown(email: Email) -> str:
    attributes = "".join(f"{name}: {value}\n" for name, value in email.attributes.items())
    return f"Subject: {email.subject}\n\n{email.body}\n\n-- attributes\n{attributes}"


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.json")), ids=lambda path: path.stem)
def test_email(path: Path, assert_golden: AssertGolden) -> None:
    emails = []
    for one in received(path):
        decision = decide_without_memory(one.finding, PREFERENCES, one.custom_action)
        kind = decision.kind or Kind.RESOLVED
        emails.append(shown(compose(one.finding, kind, PREFERENCES, NOW, one.custom_action)))
    assert_golden(GOLDEN / f"{path.stem}.txt", "\n\n".join(emails))


@pytest.mark.parametrize(
    "kind", [Kind.RAISED, Kind.REOPENED, Kind.RESOLVED, Kind.REMINDER], ids=lambda kind: kind.value
)
def test_every_reason_for_an_email(kind: Kind, assert_golden: AssertGolden) -> None:
    (one,) = received(EVENTS / "control_failed.json")
    assert_golden(GOLDEN / f"kind_{kind.value.lower()}.txt", shown(compose(one.finding, kind, PREFERENCES, NOW)))


def test_digest(assert_golden: AssertGolden) -> None:
    kinds = (Kind.NEW, Kind.RAISED, Kind.RESOLVED)
    findings = [one.finding for path in sorted(EVENTS.glob("*.json")) for one in received(path)]
    entries = [DigestEntry(finding, kinds[position % 3]) for position, finding in enumerate(findings)]
    (email,) = compose_digest(entries, PREFERENCES, NOW, "These findings came since your last digest.")
    assert_golden(GOLDEN / "digest.txt", shown(email))


def test_address_notice(assert_golden: AssertGolden) -> None:
    email = compose_address_notice(["new@example.com"], ["left@example.com", "gone@example.com"], PREFERENCES, NOW)
    assert_golden(GOLDEN / "notice_addresses.txt", shown(email))
