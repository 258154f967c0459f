"""Every event of tests/events, with the email it becomes beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from formatter.decision.old import decide
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.memory.old_memory import NOTHING_REMEMBERED
from formatter.memory.records import Kind
from formatter.messages.digest import compose_digest
from formatter.messages.message import Message
from formatter.messages.notices import compose_address_notice
from formatter.settings import AdminChoices, Preferences
from tests.formatter.messages.findings import EVENTS, NOW, entry_of, from_event, received, told
from tests.formatter.rules import assert_only_our_sections, assert_within_rules
from tests.golden import AssertGolden

GOLDEN = Path(__file__).parent / "golden"
PREFERENCES = Preferences(
    filters=Filters(minimum_severity=Severity.LOW),
    time_zone="Europe/Berlin",
    admin=AdminChoices(portal="my-company", permission_set="ViewFindings"),
    stack_name="SC-111122223333-pp-abcdefghijklm",
)


def shown(email: Message) -> str:
    attributes = "".join(f"{name}: {value}\n" for name, value in email.attributes.items())
    return f"Subject: {email.subject}\n\n{email.body}\n\n-- attributes\n{attributes}"


NAMES = sorted(path.stem for path in EVENTS.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_email(name: str, assert_golden: AssertGolden) -> None:
    emails = []
    for one in received(name):
        decision = decide(NOTHING_REMEMBERED, one.finding, PREFERENCES, one.custom_action)
        kind = decision.kind or Kind.RESOLVED
        email = told(one.finding, kind, PREFERENCES, NOW, one.custom_action)
        assert_within_rules(email)
        assert_only_our_sections(email)
        emails.append(shown(email))
    assert_golden(GOLDEN / f"{name}.txt", "\n\n".join(emails))


def test_every_email_has_its_event() -> None:
    others = {"digest", "notice_addresses"} | {f"kind_{kind.value.lower()}" for kind in KINDS}
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(NAMES) | others


KINDS = {
    Kind.RAISED: "control_failed",
    Kind.REOPENED: "control_failed",
    Kind.RESOLVED: "control_passed",
    Kind.REMINDER: "guardduty_ssh_brute_force",
}


@pytest.mark.parametrize(("kind", "name"), KINDS.items(), ids=str)
def test_every_reason_for_an_email(kind: Kind, name: str, assert_golden: AssertGolden) -> None:
    email = told(from_event(name).told_as(Severity.HIGH), kind, PREFERENCES, NOW)
    assert_golden(GOLDEN / f"kind_{kind.value.lower()}.txt", shown(email))


def test_digest(assert_golden: AssertGolden) -> None:
    kinds = (Kind.NEW, Kind.RAISED, Kind.RESOLVED)
    findings = [one.finding for name in NAMES for one in received(name)]
    entries = [entry_of(finding, kinds[position % 3]) for position, finding in enumerate(findings)]
    (digest,) = compose_digest(entries, "These findings came since your last digest.", None, PREFERENCES, NOW)
    assert_within_rules(digest.message)
    assert_golden(GOLDEN / "digest.txt", shown(digest.message))


def test_address_notice(assert_golden: AssertGolden) -> None:
    email = compose_address_notice(["new@example.com"], ["left@example.com", "gone@example.com"], PREFERENCES, NOW)
    assert_golden(GOLDEN / "notice_addresses.txt", shown(email))
