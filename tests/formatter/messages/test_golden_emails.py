"""Every event of tests/events, with the email it becomes beside it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from formatter.decision.decide import Circumstances, decide
from formatter.decision.response import Nag
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.memory.records import Ending, EscalationLevel, Kind, Problem, TakenOn
from formatter.messages.digest import Digest, Entry, Totals, compose_digest
from formatter.messages.message import Message
from formatter.messages.notices import compose_address_notice
from formatter.messages.reminder import compose_nags
from formatter.messages.weekly import Week, compose_weekly
from formatter.messages.welcome import compose_welcome
from formatter.settings import AdminChoices, Preferences
from harness.findings import EVENTS, NOW, entry_of, from_event, received, told
from harness.message_rules import assert_only_our_sections, assert_within_rules
from tests.golden import AssertGolden

GOLDEN = Path(__file__).parent / "golden"
PREFERENCES = Preferences(
    filters=Filters(minimum_severity=Severity.LOW),
    time_zone="Europe/Berlin",
    workload="Web shop",
    email_addresses=("team@example.com", "joe@example.com"),
    lead_addresses=("lead@example.com",),
    admin=AdminChoices(
        portal="my-company",
        permission_set="ViewFindings",
        contact="Cloud security, +49 30 1234, #security",
        runbooks={"S3.9": "https://wiki.example.com/runbooks/s3-9"},
    ),
    stack_name="SC-111122223333-pp-abcdefghijklm",
)


def shown(email: Message) -> str:
    attributes = "".join(f"{name}: {value}\n" for name, value in email.attributes.items())
    chat = json.dumps(email.chat, indent=2, ensure_ascii=False)
    return f"Subject: {email.subject}\n\n{email.body}\n\n-- attributes\n{attributes}\n-- chat\n{chat}\n"


NAMES = sorted(path.stem for path in EVENTS.glob("*.json"))


@pytest.mark.parametrize("name", NAMES)
def test_email(name: str, assert_golden: AssertGolden) -> None:
    emails = []
    for one in received(name):
        decision = decide(Problem(one.finding.id), None, one, Circumstances(PREFERENCES, None, NOW))
        kind = decision.kind or Kind.RESOLVED
        email = told(one.finding, kind, PREFERENCES, NOW, one.custom_action)
        assert_within_rules(email)
        assert_only_our_sections(email)
        emails.append(shown(email))
    assert_golden(GOLDEN / f"{name}.txt", "\n\n".join(emails))


def test_every_email_has_its_event() -> None:
    others = (
        {f"kind_{kind.value.lower().replace(' ', '_')}" for kind in KINDS}
        | set(SEVERAL)
        | {"notice_addresses", "weekly"}
    )
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(NAMES) | others


DAYS = timedelta(days=1)
OPENED = {"told_at": NOW - 10 * DAYS, "open_since": NOW - 44 * DAYS}
KINDS: Mapping[Kind, tuple[str, Mapping[str, Any]]] = {
    Kind.RAISED: ("control_failed", OPENED | {"raised_from": Severity.MEDIUM}),
    Kind.REOPENED: ("control_failed", {"reopened": 2, "open_since": NOW - 1 * DAYS}),
    Kind.RESOLVED: ("control_passed", OPENED | {"ending": Ending(NOW, is_proven=True, reason="The check passes now.")}),
    Kind.NO_LONGER_REPORTED: (
        "guardduty_archived",
        OPENED | {"ending": Ending(NOW, is_proven=False, reason="GuardDuty reports it no longer.")},
    ),
    Kind.REMINDER: ("guardduty_ssh_brute_force", OPENED | {"taken_on": TakenOn(NOW - 9 * DAYS, "Joe")}),
    Kind.ESCALATED: ("guardduty_ssh_brute_force", OPENED | {"escalated": frozenset({EscalationLevel.NOT_TAKEN_ON})}),
}


@pytest.mark.parametrize(("kind", "case"), KINDS.items(), ids=str)
def test_every_reason_for_an_email(
    kind: Kind, case: tuple[str, Mapping[str, Any]], assert_golden: AssertGolden
) -> None:
    name, history = case
    message = told(from_event(name), kind, PREFERENCES, NOW, severity=Severity.HIGH, **history)
    assert_within_rules(message)
    assert_only_our_sections(message)
    assert_golden(GOLDEN / f"kind_{kind.value.lower().replace(' ', '_')}.txt", shown(message))


def entries() -> list[Entry]:
    kinds = (Kind.NEW, Kind.RAISED, Kind.RESOLVED)
    findings = [one.finding for name in NAMES for one in received(name)]
    return [entry_of(finding, kinds[position % 3], **OPENED) for position, finding in enumerate(findings)]


def problems() -> list[Problem]:
    return [entry.problem for entry in entries()[::3]]


def nagged(*nags: Nag) -> tuple[Digest, ...]:
    """Return one message of all of them, a third each where there are three nags."""
    told = [
        (problem, nags[position % len(nags)])
        for position, problem in enumerate({one.key: one for one in problems()}.values())
    ]
    return compose_nags(told, PREFERENCES, NOW)


TOTALS = Totals(
    NOW - DAYS / 3,
    {Severity.CRITICAL: 2, Severity.HIGH: 11},
    overdue=3,
    taken_on=4,
    new=5,
    closed=6,
    oldest=NOW - 90 * DAYS,
)
SEVERAL: Mapping[str, Callable[[], tuple[Digest, ...]]] = {
    "digest": lambda: compose_digest(entries(), "These came since your last digest.", TOTALS, PREFERENCES, NOW),
    "reminder": lambda: nagged(Kind.REMINDER),
    "escalation": lambda: nagged(EscalationLevel.NOT_TAKEN_ON),
    "escalation_of_one": lambda: compose_nags([(problems()[0], EscalationLevel.OVERDUE)], PREFERENCES, NOW),
    "all_of_a_run": lambda: nagged(Kind.REMINDER, EscalationLevel.OVERDUE, EscalationLevel.NOT_TAKEN_ON),
    "welcome": lambda: compose_welcome(problems(), PREFERENCES, NOW, ["team@example.com"]),
    "welcome_without_inventory": lambda: compose_welcome([], PREFERENCES, NOW),
}


@pytest.mark.parametrize(("name", "composed"), SEVERAL.items(), ids=SEVERAL)
def test_what_tells_of_several(
    name: str, composed: Callable[[], tuple[Digest, ...]], assert_golden: AssertGolden
) -> None:
    (digest,) = composed()
    messages = [one for one in (digest.message, digest.message.for_leads) if one]
    for one in messages:
        assert_within_rules(one)
    assert_golden(GOLDEN / f"{name}.txt", "\n\n".join(map(shown, messages)))


def test_weekly_report(assert_golden: AssertGolden) -> None:
    slowest = tuple(problems()[:5])
    week = Week(
        NOW,
        {Severity.CRITICAL: 2, Severity.HIGH: 11},
        {Severity.HIGH: 4},
        {Severity.HIGH: 3, Severity.MEDIUM: 1},
        overdue=3,
        taken_on=4,
        oldest=slowest[0],
        slowest=slowest,
        half_closed_days=6.4,
    )
    message = compose_weekly(week, PREFERENCES, NOW)
    assert_within_rules(message)
    assert_golden(GOLDEN / "weekly.txt", shown(message))


def test_address_notice(assert_golden: AssertGolden) -> None:
    message = compose_address_notice(["new@example.com"], ["left@example.com", "gone@example.com"], PREFERENCES, NOW)
    assert_within_rules(message)
    assert_golden(GOLDEN / "notice_addresses.txt", shown(message))
