"""When a problem is due, and what is told when nobody acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import pytz
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from formatter.decision.agenda import appointment
from formatter.decision.response import after_nagging, due_at, is_overdue, next_nag, what_is_due
from formatter.decision.standing import begin_round
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


def test_nobody_is_nagged_about_what_was_lowered_below_the_minimum() -> None:
    assert course(told(Severity.MEDIUM), 100, Preferences()) == []
    assert not is_overdue(told(Severity.MEDIUM), Preferences(), TOLD + timedelta(days=400))


def choices(due: Mapping[Severity, int], escalate: Mapping[Severity, int]) -> Preferences:
    return replace(DEFAULTS, admin=AdminChoices(due_days=due, escalate_hours=escalate))


def test_zero_is_never() -> None:
    never = choices({}, {})
    assert course(told(), 400, never) == []
    assert course(told(Severity.CRITICAL), 400, never) == [("0 d 2", REMINDER)]
    assert due_at(told(), never) is None


def test_after_an_outage_one_message_tells_the_most_important() -> None:
    late = TOLD + timedelta(days=9)
    assert what_is_due(told(), DEFAULTS, late) is OVERDUE
    problem = after_nagging(told(), OVERDUE, late)
    assert problem.escalated == {OVERDUE, NOT_TAKEN_ON}
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


@pytest.mark.parametrize("told_at", ["2026-10-24T22:30", "2028-02-28T12:00", "2027-03-27T01:30"])
def test_neither_a_change_of_clocks_nor_a_leap_day_moves_it(told_at: str) -> None:
    """Seven days are 168 hours, also over the nights in which a local day has 23 or 25."""
    berlin = pytz.timezone("Europe/Berlin")
    at = datetime.fromisoformat(told_at).replace(tzinfo=timezone.utc)
    due = due_at(told(at=at.astimezone(berlin)), DEFAULTS)
    assert due is not None
    assert due.astimezone(timezone.utc) - at == timedelta(hours=168)


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


class Nagging(RuleBasedStateMachine):
    """Somebody changes whatever can be changed, at any moment; a sweep comes every so often."""

    def __init__(self) -> None:
        super().__init__()
        self.now = TOLD
        self.problem = told()
        self.preferences = DEFAULTS
        self.levels: list[EscalationLevel] = []

    @rule(hours=st.integers(1, 400))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.sweep()

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
    def it_closes_and_opens_again(self) -> None:
        self.problem = told(self.problem.severity, at=self.now)
        self.levels = []

    @rule(due=NUMBERS, escalate=NUMBERS, leads=st.booleans())
    def the_admin_chooses(self, due: Mapping[Severity, int], escalate: Mapping[Severity, int], leads: bool) -> None:
        addresses = ("lead@example.com",) if leads else ()
        self.preferences = replace(choices(due, escalate), lead_addresses=addresses)

    def sweep(self) -> None:
        nag = what_is_due(self.problem, self.preferences, self.now)
        if nag is None:
            return
        state = self.problem.findings["f"].state
        assert state is not State.SUPPRESSED
        if nag is NOT_TAKEN_ON:
            assert state is State.OPEN
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


TestNagging = Nagging.TestCase
TestNagging.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
