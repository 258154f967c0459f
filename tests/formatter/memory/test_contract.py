"""What every memory does: the same sequence of calls gives the same answers in one process and in DynamoDB."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from formatter.finding.finding import State
from formatter.finding.severity import Severity
from formatter.memory.bucket import BUCKETS
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.memory.interface import ConflictError, Memory
from formatter.memory.lifetimes import LIFETIME, until
from formatter.memory.records import (
    Appointment,
    Ending,
    EscalationLevel,
    Kind,
    KnownFinding,
    OpenFinding,
    Problem,
    TakenOn,
    Told,
    Urgency,
)
from installer.replay.temporary_memory import TemporaryMemory
from tests.formatter.memory.tables import TABLE, empty_table, table

__all__ = ["table"]

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
KNOWN = KnownFinding("f-1", "1", State.OPEN, Severity.HIGH, "p-1", until(NOW, LIFETIME))
FULL = Problem(
    key="p-1",
    findings={"0123456789ab": OpenFinding(State.NOTIFIED, Severity.HIGH)},
    told=Told.OPEN,
    told_at=NOW,
    told_after=1.5,
    severity_told_at=NOW,
    severity=Severity.HIGH,
    told_severity=Severity.HIGH,
    open_since=NOW - timedelta(days=2, microseconds=1),
    was_open_before=True,
    reopened=2,
    raised_from=Severity.LOW,
    taken_on=TakenOn(NOW, "Kim"),
    proof="p",
    doubt="d",
    ending=Ending(NOW, is_proven=True, reason="r"),
    successor_until=NOW,
    pending=Kind.RAISED,
    pending_since=NOW,
    pending_event_at=NOW,
    on_its_way=Kind.NEW,
    custom_action="a",
    sent_on_purpose=("1", "2"),
    reminded_at=NOW,
    escalated=frozenset(EscalationLevel),
    failures=2,
    retry_at=NOW,
    summary={"Title": "t"},
    finding={"Title": "t", "Odd": "\ud800 ü"},
    appointment=Appointment(Urgency.URGENT, NOW + timedelta(microseconds=1)),
    expires_at=until(NOW, LIFETIME),
)


@pytest.fixture(params=["in one process", "DynamoDB"])
def memory(request: pytest.FixtureRequest) -> Memory:
    if request.param == "DynamoDB":
        return DynamoDbMemory(request.getfixturevalue("table"), TABLE)
    return TemporaryMemory()


def test_of_a_stranger_nothing_is_known(memory: Memory) -> None:
    assert not memory.see(KNOWN, NOW).is_repeat
    assert memory.see(KNOWN, NOW).known is None
    assert memory.finding("f-1") is None
    assert memory.problem("p-1") == Problem("p-1")


def test_of_no_problems_nobody_is_asked(memory: Memory) -> None:
    assert memory.problems([]) == ()


def test_each_field_of_a_problem_has_a_value_of_its_own_here() -> None:
    empty = Problem("none")
    as_before = [one.name for one in fields(Problem) if getattr(FULL, one.name) == getattr(empty, one.name)]
    assert as_before == ["version"], "FULL holds each field of Problem, with a value other than its default"


def test_every_field_of_both_rows_is_kept(memory: Memory) -> None:
    memory.record(None, KNOWN, Problem("p-1"), FULL)
    assert memory.finding("f-1") == KNOWN
    assert memory.problem("p-1") == replace(FULL, version=1)
    assert memory.problems(["p-1", "p-2"]) == (replace(FULL, version=1),)


@pytest.mark.parametrize(
    ("change", "is_repeat"),
    [
        ({"clock": "2"}, True),
        ({"clock": "1"}, False),
        ({"clock": "0"}, False),
        ({"clock": "2", "state": State.NOTIFIED}, False),
        ({"clock": "2", "severity": Severity.CRITICAL}, False),
        ({"clock": "2", "problem": "another"}, True),
    ],
)
def test_only_the_same_state_with_a_newer_clock_is_a_repeat(
    memory: Memory, change: dict[str, object], is_repeat: bool
) -> None:
    memory.record(None, KNOWN, Problem("p-1"), FULL)
    seen = memory.see(KNOWN._replace(**change), NOW)  # type: ignore[arg-type]
    assert seen.is_repeat == is_repeat
    assert seen.known == (None if is_repeat else KNOWN)
    noted = memory.finding("f-1")
    assert noted == KNOWN._replace(clock="2" if is_repeat else "1")


def test_a_row_of_something_open_is_renewed_once_a_month_and_a_closed_one_never(memory: Memory) -> None:
    closed = KNOWN._replace(key="f-2", state=State.CLOSED)
    memory.record(None, KNOWN, Problem("p-1"), FULL)
    memory.record(None, closed, Problem("p-2"), Problem("p-2"))
    later = NOW + timedelta(days=31)
    assert not memory.see(KNOWN._replace(clock="2"), later).is_repeat
    assert memory.see(closed._replace(clock="2"), later).is_repeat


def test_who_was_overtaken_writes_neither_row(memory: Memory) -> None:
    before = Problem("p-1")
    memory.record(None, KNOWN, before, FULL)
    other = KNOWN._replace(clock="2", state=State.CLOSED)
    with pytest.raises(ConflictError):
        memory.record(None, other, memory.problem("p-1"), FULL)
    with pytest.raises(ConflictError):
        memory.record(KNOWN, other, before, FULL)
    memory.see(KNOWN._replace(clock="3"), NOW)
    with pytest.raises(ConflictError):
        memory.record(KNOWN, other, memory.problem("p-1"), replace(FULL, version=1, reopened=9))
    assert memory.problem("p-1") == replace(FULL, version=1)
    noted = memory.finding("f-1")
    assert noted is not None
    assert noted.state is State.OPEN


def test_a_problem_that_stays_as_it_is_is_not_written(memory: Memory) -> None:
    memory.record(None, KNOWN, Problem("p-1"), Problem("p-1"))
    assert memory.problem("p-1").version == 0
    assert memory.finding("f-1") == KNOWN


def test_of_many_rows_only_those_that_changed_are_left(memory: Memory) -> None:
    rows = [Problem(f"p-{number}") for number in range(5)]
    for row in rows:
        memory.write(row, replace(row, reopened=1))
    memory.write(memory.problem("p-3"), replace(rows[3], reopened=2))
    read = [replace(row, version=1, reopened=1) for row in rows]
    assert memory.write_all([(row, replace(row, reopened=5)) for row in read]) == {"p-3"}
    assert [memory.problem(row.key).reopened for row in rows] == [5, 5, 5, 2, 5]


def test_the_agenda_gives_what_is_due_the_earliest_first_and_by_class(memory: Memory) -> None:
    for number in range(30):
        at = NOW + timedelta(minutes=(number * 7) % 30)
        row = Problem(f"p-{number}", appointment=Appointment(Urgency.REST, at))
        memory.write(Problem(row.key), row)
    memory.write(Problem("u"), Problem("u", appointment=Appointment(Urgency.URGENT, NOW)))
    found = [memory.problem(key).appointment for key in memory.due(Urgency.REST, NOW + timedelta(minutes=15))]
    assert [place.at for place in found if place] == [NOW + timedelta(minutes=minute) for minute in range(16)]
    assert list(memory.due(Urgency.URGENT, NOW)) == ["u"]
    memory.write(memory.problem("u"), Problem("u"))
    assert not list(memory.due(Urgency.URGENT, NOW))


def test_the_scan_gives_every_problem_once_without_its_finding(memory: Memory) -> None:
    memory.record(None, KNOWN, Problem("p-1"), FULL)
    memory.write_note("n", {"a": 1})
    memory.write(Problem("p-2"), Problem("p-2", reopened=1))
    found, position = [], None
    while True:
        page = memory.scan(position)
        found += page.problems
        position = page.position
        if position is None:
            break
    assert sorted(one.key for one in found) == ["p-1", "p-2"]
    assert all(one.finding is None for one in found)


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_bucket_gives_so_many_at_once_and_fills_up_again(memory: Memory, urgency: Urgency) -> None:
    bucket = BUCKETS[urgency]
    assert [memory.take(urgency, NOW) for _ in range(bucket.at_once + 2)] == [True] * bucket.at_once + [False] * 2
    later = NOW + bucket.interval
    assert [memory.take(urgency, later) for _ in range(2)] == [True, False]
    day = NOW + timedelta(days=1)
    assert [memory.take(urgency, day) for _ in range(bucket.at_once + 1)] == [True] * bucket.at_once + [False]


def test_in_an_hour_no_more_goes_out_than_was_in_it_and_flowed_in(memory: Memory) -> None:
    taken = sum(memory.take(Urgency.REST, NOW + timedelta(minutes=minute)) for minute in range(60))
    assert taken == 3 + 5


def test_a_lease_is_held_by_one_until_it_ends_or_is_given_back(memory: Memory) -> None:
    end = NOW + timedelta(minutes=5)
    assert memory.lease("sweep", end, NOW)
    assert not memory.lease("sweep", end, NOW + timedelta(minutes=4))
    assert memory.lease("another", end, NOW)
    assert memory.lease("sweep", end + timedelta(minutes=5), end)
    memory.release("sweep")
    assert memory.lease("sweep", end, NOW)


def test_a_note_is_kept(memory: Memory) -> None:
    assert memory.note("n") == {}
    memory.write_note("n", {"a": [1, "b"]})
    assert memory.note("n") == {"a": [1, "b"]}


KEYS = st.sampled_from(["1", "2"])
CLOCKS = st.integers(0, 5).map(str)
MINUTES = st.sampled_from(range(0, 91, 15))
SEVERITIES = st.sampled_from([Severity.HIGH, Severity.CRITICAL])


class Twins(RuleBasedStateMachine):
    """The same calls on both memories, also by a second process that still holds what it read long ago."""

    client: Any = None

    def __init__(self) -> None:
        super().__init__()
        empty_table(self.client)
        self.memories: tuple[Memory, ...] = (TemporaryMemory(), DynamoDbMemory(self.client, TABLE))
        self.known: dict[str, KnownFinding | None] = {}
        self.problem: dict[str, Problem] = {}

    def both(self, call: Callable[[Memory], object]) -> object:
        answers = [self.answer(memory, call) for memory in self.memories]
        assert answers[0] == answers[1]
        return answers[0]

    @staticmethod
    def answer(memory: Memory, call: Callable[[Memory], object]) -> object:
        try:
            return call(memory)
        except ConflictError:
            return "conflict"

    @rule(key=KEYS)
    def read(self, key: str) -> None:
        self.known[key] = self.memories[0].finding(key)
        self.problem[key] = self.memories[0].problem(key)
        self.both(lambda memory: (memory.finding(key), memory.problem(key)))

    @rule(key=KEYS, clock=CLOCKS, state=st.sampled_from(State), severity=SEVERITIES)
    def see(self, key: str, clock: str, state: State, severity: Severity) -> None:
        finding = KnownFinding(key, clock, state, severity, key, until(NOW, LIFETIME))
        self.both(lambda memory: memory.see(finding, NOW))
        self.the_rows_are_the_same()

    @rule(key=KEYS, clock=CLOCKS, state=st.sampled_from(State), minute=MINUTES, urgency=st.sampled_from(Urgency))
    def record(self, key: str, clock: str, state: State, minute: int, urgency: Urgency) -> None:
        finding = KnownFinding(key, clock, state, Severity.HIGH, key, until(NOW, LIFETIME))
        before = self.problem.get(key, Problem(key))
        place = Appointment(urgency, NOW + timedelta(minutes=minute)) if minute < 60 else None
        after = replace(before, appointment=place, reopened=before.reopened + minute % 2, finding={"a": minute})
        self.both(lambda memory: memory.record(self.known.get(key), finding, before, after))
        self.the_rows_are_the_same()

    @rule(reopened=st.integers(0, 3))
    def write_all(self, reopened: int) -> None:
        changes = [(row, replace(row, reopened=reopened)) for row in self.problem.values()]
        self.both(lambda memory: memory.write_all(changes) if changes else None)
        self.the_rows_are_the_same()

    @rule(minute=MINUTES, urgency=st.sampled_from(Urgency))
    def due(self, minute: int, urgency: Urgency) -> None:
        self.both(lambda memory: sorted(memory.due(urgency, NOW + timedelta(minutes=minute))))

    @rule(minute=MINUTES, urgency=st.sampled_from(Urgency))
    def number_due(self, minute: int, urgency: Urgency) -> None:
        self.both(lambda memory: memory.number_due(urgency, NOW + timedelta(minutes=minute)))

    @rule(minute=MINUTES, urgency=st.sampled_from(Urgency))
    def take(self, minute: int, urgency: Urgency) -> None:
        self.both(lambda memory: memory.take(urgency, NOW + timedelta(minutes=minute)))

    @rule(minute=MINUTES, length=MINUTES, gives_back=st.booleans())
    def lease(self, minute: int, length: int, gives_back: bool) -> None:
        now = NOW + timedelta(minutes=minute)
        self.both(lambda memory: memory.lease("sweep", now + timedelta(minutes=length), now))
        if gives_back:
            self.both(lambda memory: memory.release("sweep"))

    def teardown(self) -> None:
        self.the_rows_are_the_same()

    def the_rows_are_the_same(self) -> None:
        """Asked after what writes rows, and at the end, since each answer is four calls."""
        self.both(lambda memory: [(memory.finding(key), memory.problem(key)) for key in ("1", "2")])


def test_both_memories_answer_every_sequence_of_calls_alike(table: Any) -> None:
    Twins.client = table
    machine = Twins.TestCase
    machine.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
    machine("runTest").runTest()
