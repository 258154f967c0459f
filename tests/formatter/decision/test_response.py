"""When a problem is due, and what is told when nobody acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import pytz
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from formatter.decision.agenda import appointment
from formatter.decision.problem_state import begin_round
from formatter.decision.response import after_nagging, due_at, is_overdue, is_told_at_once, next_nag, what_is_due
from formatter.filters import Filters
from formatter.finding.finding import State
from formatter.finding.severity import Severity
from formatter.memory.records import EscalationLevel, Kind, OpenFinding, Problem, TakenOn, Told, Urgency
from formatter.settings import AdminChoices, Preferences

TOLD = datetime(2026, 10, 20, 7, 0, tzinfo=timezone.utc)
DEFAULTS = Preferences(filters=Filters(minimum_severity=Severity.INFORMATIONAL))
REMINDER, OVERDUE, NOT_TAKEN_ON = Kind.REMINDER, EscalationLevel.OVERDUE, EscalationLevel.NOT_TAKEN_ON


def told(severity: Severity = Severity.HIGH, state: State = State.OPEN, at: datetime = TOLD) -> Problem:
    return Problem(
        "p",
        findings={"f": OpenFinding(state, severity)},
        told=Told.OPEN,
        told_at=at,
        severity_told_at=at,
        severity=severity,
        told_severity=severity,
        taken_on=TakenOn(at) if state is State.NOTIFIED else None,
    )


@pytest.mark.parametrize(
    "summary", [{"Sample": True}, {"Title": "[SAMPLE] T"}, {"finding_info": {"title": "[SAMPLE] T"}}]
)
def test_of_a_sample_nobody_is_reminded(summary: Mapping[str, object]) -> None:
    problem = replace(told(Severity.CRITICAL), summary=summary)
    assert course(problem, 9) == []
    assert due_at(problem, DEFAULTS) is None
    assert not is_overdue(problem, DEFAULTS, TOLD + timedelta(days=9))


def course(problem: Problem, days: int, preferences: Preferences = DEFAULTS) -> list[tuple[str, object]]:
    """Return what is told of it, hour by hour, as `days d hours`."""
    found = []
    for hour in range(days * 24 + 1):
        now = TOLD + timedelta(hours=hour)
        if nag := what_is_due(problem, preferences, now):
            found.append((f"{hour // 24} d {hour % 24}", nag))
            problem = after_nagging(problem, nag, now)
    return found


@pytest.mark.parametrize(
    ("severity", "days", "expected"),
    [
        (
            Severity.CRITICAL,
            16,
            [
                ("0 d 2", REMINDER),
                ("0 d 4", NOT_TAKEN_ON),
                ("1 d 0", OVERDUE),
                ("8 d 0", REMINDER),
                ("15 d 0", REMINDER),
            ],
        ),
        (Severity.HIGH, 15, [("3 d 0", NOT_TAKEN_ON), ("7 d 1", OVERDUE), ("14 d 1", REMINDER)]),
        (Severity.MEDIUM, 40, [("15 d 1", REMINDER), ("30 d 1", OVERDUE), ("37 d 1", REMINDER)]),
        (Severity.LOW, 91, [("45 d 1", REMINDER), ("90 d 1", OVERDUE)]),
        (Severity.INFORMATIONAL, 400, []),
    ],
)
def test_what_is_told_when_nobody_acts(severity: Severity, days: int, expected: list[tuple[str, object]]) -> None:
    """Told at seven; what can wait is told at eight."""
    assert course(told(severity), days) == expected


def test_who_has_taken_it_on_hears_of_it_when_it_is_due() -> None:
    assert course(told(state=State.NOTIFIED), 15) == [("7 d 1", OVERDUE), ("14 d 1", REMINDER)]


@pytest.mark.parametrize(
    "problem",
    [
        pytest.param(told(state=State.SUPPRESSED), id="suppressed"),
        pytest.param(replace(told(), findings={}), id="closed"),
        pytest.param(replace(told(), findings={}, successor_until=TOLD), id="waiting for a successor"),
        pytest.param(replace(told(), told=Told.NOTHING), id="never told"),
        pytest.param(replace(told(), told=Told.CLOSED), id="told as closed"),
    ],
)
def test_nobody_is_nagged_about(problem: Problem) -> None:
    assert course(problem, 100) == []
    assert next_nag(problem, DEFAULTS) is None
    assert not is_overdue(problem, DEFAULTS, TOLD + timedelta(days=400))


def test_what_is_as_severe_as_the_minimum_is_nagged_about() -> None:
    assert course(told(), 15, Preferences()) == course(told(), 15)


def test_nobody_is_nagged_about_what_was_lowered_below_the_minimum() -> None:
    assert course(told(Severity.MEDIUM), 100, Preferences()) == []
    assert not is_overdue(told(Severity.MEDIUM), Preferences(), TOLD + timedelta(days=400))


def choices(due: Mapping[Severity, int], escalate: Mapping[Severity, int]) -> Preferences:
    return replace(DEFAULTS, admin=AdminChoices(due_days=due, escalate_hours=escalate))


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (1, [("0 d 1", NOT_TAKEN_ON), ("4 d 1", REMINDER), ("7 d 1", OVERDUE)]),
        (59, [("2 d 11", NOT_TAKEN_ON), ("4 d 1", REMINDER), ("7 d 1", OVERDUE)]),
        (60, [("2 d 12", NOT_TAKEN_ON), ("7 d 1", OVERDUE)]),
        (72, [("3 d 0", NOT_TAKEN_ON), ("7 d 1", OVERDUE)]),
        (7 * 24, [("4 d 1", REMINDER), ("7 d 0", NOT_TAKEN_ON), ("7 d 1", OVERDUE)]),
    ],
)
def test_who_was_just_told_that_nobody_acts_is_not_reminded_within_a_day(
    hours: int, expected: list[tuple[str, object]]
) -> None:
    """Half of seven days have passed after 84 hours."""
    assert course(told(), 8, choices({Severity.HIGH: 7}, {Severity.HIGH: hours})) == expected


def test_it_is_overdue_from_the_moment_it_is_due() -> None:
    due = TOLD + timedelta(days=7)
    assert is_overdue(told(), DEFAULTS, due)
    assert not is_overdue(told(), DEFAULTS, due - timedelta(microseconds=1))


def test_once_it_was_told_nothing_of_earlier_failures_is_left() -> None:
    failed = replace(told(), failures=2, retry_at=TOLD + timedelta(days=9))
    after = after_nagging(failed, NOT_TAKEN_ON, TOLD + timedelta(days=3))
    assert (after.failures, after.retry_at, after.reminded_at) == (0, None, TOLD + timedelta(days=3))


def test_zero_is_never() -> None:
    never = choices({}, {})
    assert course(told(), 400, never) == []
    assert course(told(Severity.CRITICAL), 400, never) == [("0 d 2", REMINDER)]
    assert due_at(told(), never) is None


def test_after_an_outage_one_message_tells_the_most_important() -> None:
    late = TOLD + timedelta(days=9)
    assert what_is_due(told(), DEFAULTS, late) is OVERDUE
    problem = after_nagging(told(), OVERDUE, late)
    assert problem.escalated == {OVERDUE}
    assert next_nag(problem, DEFAULTS) == (TOLD + timedelta(days=14, hours=1), REMINDER)


def test_a_rise_is_due_from_when_it_was_told() -> None:
    raised = replace(told(Severity.CRITICAL), severity_told_at=TOLD + timedelta(days=3))
    assert due_at(raised, DEFAULTS) == TOLD + timedelta(days=4)
    assert due_at(told(), DEFAULTS, TOLD + timedelta(days=1)) == TOLD + timedelta(days=8)
    assert due_at(replace(told(), told_at=None, severity_told_at=None), DEFAULTS) is None


def test_the_next_round_begins_anew() -> None:
    problem = after_nagging(told(), OVERDUE, TOLD + timedelta(days=7))
    again = begin_round(replace(problem, told=Told.CLOSED), TOLD + timedelta(days=20))
    assert (again.escalated, again.reminded_at, again.severity_told_at) == (frozenset(), None, None)


@pytest.mark.parametrize(
    ("zone", "told_at", "then"),
    [
        pytest.param("Europe/Berlin", "2026-10-18T00:30", "2026-10-25T07:00", id="Berlin, a day of 25 hours"),
        pytest.param("Europe/Berlin", "2027-03-21T01:30", "2027-03-28T06:00", id="Berlin, a day of 23 hours"),
        pytest.param("America/Santiago", "2026-08-30T04:30", "2026-09-06T11:00", id="Santiago, midnight is skipped"),
        pytest.param("America/Santiago", "2027-03-28T03:30", "2027-04-04T12:00", id="Santiago, 11 at night twice"),
        pytest.param("Australia/Lord_Howe", "2026-09-26T15:45", "2026-10-03T21:00", id="Lord Howe, half an hour on"),
        pytest.param("Australia/Lord_Howe", "2027-03-27T15:15", "2027-04-03T21:30", id="Lord Howe, half an hour back"),
        pytest.param("UTC", "2028-02-22T07:00", "2028-02-29T08:00", id="on a leap day"),
        pytest.param("UTC", "2028-02-22T10:00", "2028-03-01T08:00", id="the morning after a leap day"),
    ],
)
def test_neither_a_change_of_clocks_nor_a_leap_day_moves_it(zone: str, told_at: str, then: str) -> None:
    """Seven days are 168 hours, also over the nights in which a local day has 23 or 25; it is told at the local eight."""
    at, told_then = (datetime.fromisoformat(one).replace(tzinfo=timezone.utc) for one in (told_at, then))
    problem = told(state=State.NOTIFIED, at=at.astimezone(pytz.timezone(zone)))
    due = due_at(problem, DEFAULTS)
    assert due is not None
    assert due.astimezone(timezone.utc) - at == timedelta(hours=168)
    assert next_nag(problem, replace(DEFAULTS, time_zone=zone)) == (told_then, OVERDUE)


@pytest.mark.parametrize(
    ("problem", "urgency", "at"),
    [
        (told(), Urgency.URGENT, timedelta(hours=72)),
        (after_nagging(told(), NOT_TAKEN_ON, TOLD + timedelta(hours=72)), Urgency.URGENT, timedelta(days=7, hours=1)),
        (told(Severity.CRITICAL), Urgency.URGENT, timedelta(hours=2)),
        (told(Severity.MEDIUM), Urgency.REST, timedelta(days=15, hours=1)),
        (replace(told(), findings={}, successor_until=TOLD + timedelta(hours=9)), Urgency.REST, timedelta(hours=9)),
        (replace(told(), retry_at=TOLD + timedelta(days=5)), Urgency.URGENT, timedelta(days=5)),
    ],
)
def test_its_place_in_the_agenda(problem: Problem, urgency: Urgency, at: timedelta) -> None:
    place = appointment(problem, DEFAULTS, TOLD)
    assert place
    assert (place.urgency, place.at) == (urgency, TOLD + at)


SEVERITIES = st.sampled_from(Severity)
NUMBERS = st.dictionaries(SEVERITIES, st.integers(0, 9))


BEGINNINGS = st.sampled_from(
    [
        ("UTC", "2028-02-27T23:59"),
        ("Europe/Berlin", "2026-10-24T22:30"),
        ("Europe/Berlin", "2027-03-27T23:30"),
        ("America/Santiago", "2026-09-05T23:30"),
        ("America/Santiago", "2027-04-03T23:30"),
        ("Australia/Lord_Howe", "2026-10-03T12:15"),
        ("Australia/Lord_Howe", "2027-04-03T12:15"),
    ]
)
"""Shortly before a leap day, and before a night in which clocks change."""


class Nagging(RuleBasedStateMachine):
    """Somebody changes whatever can be changed, at any moment; a sweep comes every so often."""

    def __init__(self) -> None:
        super().__init__()
        self.now = TOLD
        self.problem = told()
        self.preferences = DEFAULTS
        self.levels: list[EscalationLevel] = []

    @initialize(beginning=BEGINNINGS)
    def it_begins(self, beginning: tuple[str, str]) -> None:
        zone, at = beginning
        self.now = datetime.fromisoformat(at).replace(tzinfo=timezone.utc)
        self.problem = told(at=self.now)
        self.preferences = replace(DEFAULTS, time_zone=zone)

    @rule(hours=st.integers(1, 400))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.sweep()

    @precondition(lambda self: self.problem.told is Told.OPEN)
    @rule()
    def it_closes(self) -> None:
        self.problem = replace(self.problem, findings={}, told=Told.CLOSED)

    @precondition(lambda self: self.problem.told is Told.OPEN)
    @rule(state=st.sampled_from([State.OPEN, State.NOTIFIED, State.SUPPRESSED]), severity=SEVERITIES)
    def it_changes(self, state: State, severity: Severity) -> None:
        taken_on = TakenOn(self.now) if state is State.NOTIFIED else None
        is_raised = severity > self.problem.severity
        self.problem = replace(
            self.problem,
            findings={"f": OpenFinding(state, severity)},
            severity=severity,
            taken_on=taken_on,
            severity_told_at=self.now if is_raised else self.problem.severity_told_at,
        )

    @rule()
    def it_opens_again(self) -> None:
        self.problem = told(self.problem.severity, at=self.now)
        self.levels = []

    @rule(due=NUMBERS, escalate=NUMBERS, leads=st.booleans())
    def the_admin_chooses(self, due: Mapping[Severity, int], escalate: Mapping[Severity, int], leads: bool) -> None:
        addresses = ("lead@example.com",) if leads else ()
        self.preferences = replace(
            self.preferences, lead_addresses=addresses, admin=AdminChoices(due_days=due, escalate_hours=escalate)
        )

    def sweep(self) -> None:
        nag = what_is_due(self.problem, self.preferences, self.now)
        if nag is None:
            return
        assert self.problem.told is Told.OPEN
        state = self.problem.findings["f"].state
        assert state is not State.SUPPRESSED
        if nag is NOT_TAKEN_ON:
            assert state is State.OPEN
            assert OVERDUE not in self.levels
        if nag is OVERDUE:
            due = due_at(self.problem, self.preferences)
            assert due is not None
            assert due <= self.now
        if isinstance(nag, EscalationLevel):
            assert nag not in self.levels
            self.levels.append(nag)
        self.problem = after_nagging(self.problem, nag, self.now)

    @invariant()
    def after_a_sweep_nothing_is_due_twice(self) -> None:
        nag = what_is_due(self.problem, self.preferences, self.now)
        if nag is not None:
            after = after_nagging(self.problem, nag, self.now)
            assert what_is_due(after, self.preferences, self.now) is not nag

    @invariant()
    def what_is_due_is_what_comes_next(self) -> None:
        coming = next_nag(self.problem, self.preferences)
        is_due = what_is_due(self.problem, self.preferences, self.now) is not None
        assert is_due == (coming is not None and coming[0] <= self.now)

    @invariant()
    def what_can_wait_is_told_at_the_local_hour_of_the_day(self) -> None:
        coming = next_nag(self.problem, self.preferences)
        if coming is not None and not is_told_at_once(self.problem, coming[1]):
            local = coming[0].astimezone(pytz.timezone(self.preferences.time_zone))
            assert (local.hour, local.minute) == (8, 0)


TestNagging = Nagging.TestCase
TestNagging.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
