"""The decision table, row by row."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest

from formatter.decision.old import decide
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.memory.old_memory import Remembered, Told
from formatter.memory.records import Kind
from formatter.settings import Preferences
from tests.formatter.fakes import finding

WANTED = Preferences(filters=Filters(minimum_severity=Severity.HIGH))
NOT_WANTED = Preferences(filters=Filters(minimum_severity=Severity.HIGH), notify_when_resolved=False)
NOTHING = Remembered()
OPEN_HIGH = Remembered(Told.OPEN, Severity.HIGH, datetime(2026, 10, 26, tzinfo=timezone.utc), None, 1)
CLOSED_HIGH = Remembered(Told.CLOSED, Severity.HIGH, datetime(2026, 10, 26, tzinfo=timezone.utc), None, 2)
LATER = {"UpdatedAt": "2026-10-27T00:00:00Z"}
EARLIER = {"UpdatedAt": "2026-10-25T00:00:00Z"}


def severity(label: str) -> dict[str, Any]:
    return {"Severity": {"Label": label}}


def workflow(status: str) -> dict[str, Any]:
    return {"Workflow": {"Status": status}}


PASSED = {"Compliance": {"Status": "PASSED"}, **severity("INFORMATIONAL"), **workflow("RESOLVED")}

TABLE = [
    ("first seen", NOTHING, {}, Kind.NEW, Told.OPEN),
    ("at the minimum", NOTHING, severity("HIGH"), Kind.NEW, Told.OPEN),
    ("above the minimum", NOTHING, severity("CRITICAL"), Kind.NEW, Told.OPEN),
    ("below the minimum", NOTHING, severity("MEDIUM"), None, Told.NOTHING),
    ("no severity at all: in doubt, tell", NOTHING, {"Severity": {}}, Kind.NEW, Told.OPEN),
    ("no workflow at all: in doubt, tell", NOTHING, {"Workflow": None}, Kind.NEW, Told.OPEN),
    ("resolved before it was told", NOTHING, workflow("RESOLVED"), None, Told.NOTHING),
    ("archived before it was told", NOTHING, {"RecordState": "ARCHIVED"}, None, Told.NOTHING),
    ("a control that always passed", NOTHING, PASSED, None, Told.NOTHING),
    ("suppressed", NOTHING, workflow("SUPPRESSED"), None, Told.NOTHING),
    ("notified", NOTHING, workflow("NOTIFIED"), None, Told.NOTHING),
    ("repeat", OPEN_HIGH, LATER, None, Told.OPEN),
    ("repeat without a time", OPEN_HIGH, {}, None, Told.OPEN),
    ("lower severity", OPEN_HIGH, severity("MEDIUM") | LATER, None, Told.OPEN),
    ("raised", OPEN_HIGH, severity("CRITICAL") | LATER, Kind.RAISED, Told.OPEN),
    ("suppressed after it was told: as if closed", OPEN_HIGH, workflow("SUPPRESSED") | LATER, None, Told.CLOSED),
    ("an older suppression comes late", OPEN_HIGH, workflow("SUPPRESSED") | EARLIER, None, Told.OPEN),
    ("suppressed after it was closed", CLOSED_HIGH, workflow("SUPPRESSED") | LATER, None, Told.CLOSED),
    ("notified after it was told", OPEN_HIGH, workflow("NOTIFIED") | LATER, None, Told.OPEN),
    ("a control passes, now INFORMATIONAL", OPEN_HIGH, PASSED | LATER, Kind.RESOLVED, Told.CLOSED),
    ("resolved", OPEN_HIGH, workflow("RESOLVED") | LATER, Kind.RESOLVED, Told.CLOSED),
    ("archived", OPEN_HIGH, {"RecordState": "ARCHIVED"} | LATER, Kind.RESOLVED, Told.CLOSED),
    ("an older event comes late", OPEN_HIGH, PASSED | EARLIER, None, Told.OPEN),
    ("an older, higher severity comes late", OPEN_HIGH, severity("CRITICAL") | EARLIER, None, Told.OPEN),
    ("closed, and still closed", CLOSED_HIGH, PASSED | LATER, None, Told.CLOSED),
    ("closed, then open again", CLOSED_HIGH, LATER, Kind.REOPENED, Told.OPEN),
    ("closed, then open below the minimum", CLOSED_HIGH, severity("LOW") | LATER, None, Told.CLOSED),
    ("closed, and an older open event comes late", CLOSED_HIGH, EARLIER, None, Told.CLOSED),
]


@pytest.mark.parametrize(("before", "now", "kind", "told"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_table(before: Remembered, now: dict[str, Any], kind: Kind | None, told: Told) -> None:
    decision = decide(before, finding(**now), WANTED)
    assert (decision.kind, decision.after.told) == (kind, told)
    assert bool(decision.reason) is (kind is None)


def test_resolved_is_remembered_even_when_nobody_wants_to_hear() -> None:
    decision = decide(OPEN_HIGH, finding(**PASSED, **LATER), NOT_WANTED)
    assert (decision.kind, decision.after.told, decision.after.pending) == (None, Told.CLOSED, None)


@pytest.mark.parametrize(
    "now", [severity("CRITICAL"), PASSED, workflow("SUPPRESSED")], ids=["raised", "passed", "suppressed"]
)
def test_an_update_without_a_time_keeps_the_time_that_is_known(now: dict[str, Any]) -> None:
    assert decide(OPEN_HIGH, finding(**now), WANTED).after.updated_at == OPEN_HIGH.updated_at


def test_the_severity_that_was_told_survives_the_resolution() -> None:
    assert decide(OPEN_HIGH, finding(**PASSED, **LATER), WANTED).after.severity is Severity.HIGH


@pytest.mark.parametrize("before", [NOTHING, OPEN_HIGH, CLOSED_HIGH], ids=["nothing", "open", "closed"])
@pytest.mark.parametrize("fields", [{}, severity("LOW"), workflow("SUPPRESSED"), PASSED, EARLIER])
def test_a_custom_action_is_always_told(before: Remembered, fields: dict[str, Any]) -> None:
    assert decide(before, finding(**fields), WANTED, "Tell the owner").kind is Kind.CUSTOM_ACTION


SUPPRESSED = [
    ("new: as if it had never come", Kind.NEW, Told.NOTHING, None),
    ("reopened", Kind.REOPENED, Told.CLOSED, None),
    ("raised", Kind.RAISED, Told.CLOSED, None),
    ("sent on purpose: told whatever its status", Kind.CUSTOM_ACTION, Told.CLOSED, Kind.CUSTOM_ACTION),
]


@pytest.mark.parametrize(("waits", "told", "left"), [row[1:] for row in SUPPRESSED], ids=[row[0] for row in SUPPRESSED])
def test_suppressed_before_an_email_went_out(waits: Kind, told: Told, left: Kind | None) -> None:
    before = Remembered(Told.OPEN, Severity.HIGH, None, waits, 1)
    decision = decide(before, finding(**workflow("SUPPRESSED")), WANTED)
    assert (decision.kind, decision.after.told, decision.after.pending) == (None, told, left)


WAITING = [
    ("new, then raised", Kind.NEW, severity("CRITICAL"), Kind.NEW),
    ("new, then resolved", Kind.NEW, PASSED, Kind.NEW),
    ("reopened, then resolved", Kind.REOPENED, PASSED, Kind.REOPENED),
    ("raised, then resolved", Kind.RAISED, PASSED, Kind.RESOLVED),
    ("sent on purpose, then raised", Kind.CUSTOM_ACTION, severity("CRITICAL"), Kind.CUSTOM_ACTION),
    ("sent on purpose, then resolved", Kind.CUSTOM_ACTION, PASSED, Kind.CUSTOM_ACTION),
]


@pytest.mark.parametrize(("waits", "now", "kind"), [row[1:] for row in WAITING], ids=[row[0] for row in WAITING])
def test_what_happens_before_an_email_went_out_is_one_email(waits: Kind, now: dict[str, Any], kind: Kind) -> None:
    before = Remembered(Told.OPEN, Severity.HIGH, None, waits, 1)
    assert decide(before, finding(**now), WANTED).after.pending is kind
