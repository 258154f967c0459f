"""The table of the decision: each history of one problem, and what is told after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from formatter.decision.decide import Silence, decide_gone
from formatter.decision.telling import after_failing, after_telling
from formatter.filters import Filters
from formatter.finding.finding import State
from formatter.finding.identity import finding_key
from formatter.finding.problem import problem_key
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem, Told
from formatter.settings import Delivery, Preferences
from harness.histories.events import START, received
from harness.histories.process import Subscription, run
from installer.replay.temporary_memory import TemporaryMemory

Step = tuple[Any, ...]
"""Status, and by keyword what differs: severity, the finding, the format."""


def subscription(**preferences: Any) -> Subscription:
    return Subscription(TemporaryMemory(), Preferences(**preferences))


def play(history: Sequence[Step | str], sub: Subscription | None = None) -> Subscription:
    sub = sub or subscription()
    for minute, step in enumerate(history):
        status, fields = (step, {}) if isinstance(step, str) else step
        run(sub.receive(received(status, minute, **fields), START + timedelta(minutes=minute)))
    return sub


def kinds(sub: Subscription) -> list[Kind]:
    return [one.kind for one in sub.told]


def problem(sub: Subscription) -> Problem:
    return sub.memory.problem(problem_key(received("open", 0).finding))


CRITICAL = ("open", {"severity": "CRITICAL"})
LOW = ("open", {"severity": "LOW"})
IN_OCSF = ("open", {"is_ocsf": True})


def second(status: str, **fields: Any) -> Step:
    return (status, {"finding_id": "f-2", **fields})


def third(status: str) -> Step:
    return (status, {"finding_id": "f-3"})


HISTORIES: list[tuple[str, list[Step | str], list[Kind]]] = [
    ("an opening is told", ["open"], [Kind.NEW]),
    ("a repeat is not", ["open", "open", "open"], [Kind.NEW]),
    ("what passed before it was told is not", ["passed"], []),
    ("nor what is suppressed or taken on already", ["suppressed", "notified"], []),
    ("what is below the minimum is not told", [LOW], []),
    ("until it is severe enough", [LOW, "open"], [Kind.NEW]),
    ("a rise is told", ["open", CRITICAL], [Kind.NEW, Kind.RAISED]),
    ("a fall is not, nor a rise back to what was told", [CRITICAL, "open", CRITICAL], [Kind.NEW]),
    ("a passed check is a proof", ["open", "passed"], [Kind.NEW, Kind.RESOLVED]),
    ("so is a person's word", ["open", "resolved"], [Kind.NEW, Kind.RESOLVED]),
    ("an archive is none", ["open", "archived"], [Kind.NEW, Kind.NO_LONGER_REPORTED]),
    ("an end is told once", ["open", "passed", "archived", "passed"], [Kind.NEW, Kind.RESOLVED]),
    ("what fails again is told again", ["open", "passed", "open"], [Kind.NEW, Kind.RESOLVED, Kind.REOPENED]),
    ("below the minimum it is not", ["open", "passed", LOW], [Kind.NEW, Kind.RESOLVED]),
    ("taking on is silent, and so is its return", ["open", "notified", "open"], [Kind.NEW]),
    ("what was taken on and rises is told", ["open", ("notified", {"severity": "CRITICAL"})], [Kind.NEW, Kind.RAISED]),
    ("suppressing is silent", ["open", "suppressed"], [Kind.NEW]),
    ("and so is what follows it", ["open", "suppressed", "archived"], [Kind.NEW]),
    ("or its return", ["open", "suppressed", "open"], [Kind.NEW]),
    ("three standards are one problem", ["open", second("open"), third("open")], [Kind.NEW]),
    ("which is open while one of them is", ["open", second("open"), "passed"], [Kind.NEW]),
    (
        "one passed check proves it for all",
        ["open", second("open"), "passed", second("archived")],
        [Kind.NEW, Kind.RESOLVED],
    ),
    (
        "but not one from before another failed",
        [
            "open",
            second("open"),
            "passed",
            ("open", {"finding_id": "f-3"}),
            second("archived"),
            ("archived", {"finding_id": "f-3"}),
        ],
        [Kind.NEW, Kind.NO_LONGER_REPORTED],
    ),
    (
        "its severity is the highest of the open ones",
        ["open", second("open", severity="CRITICAL")],
        [Kind.NEW, Kind.RAISED],
    ),
    ("suppressed only when none is open", ["open", second("open"), "suppressed", second("archived")], [Kind.NEW]),
    (
        "what was mended is told, though another of its findings was suppressed",
        ["open", second("open"), second("suppressed"), "passed", second("passed")],
        [Kind.NEW, Kind.RESOLVED],
    ),
    (
        "both formats are one finding",
        ["open", IN_OCSF, ("passed", {"is_ocsf": True})],
        [Kind.NEW, Kind.RESOLVED],
    ),
    ("consolidation tells nothing", ["open", "replaced", second("open")], [Kind.NEW]),
    ("whichever comes first", ["open", second("open"), "replaced"], [Kind.NEW]),
    ("a passed successor proves the end", ["open", "replaced", second("passed")], [Kind.NEW, Kind.RESOLVED]),
    ("so does a person's word on what was replaced", ["open", "replaced", "resolved"], [Kind.NEW, Kind.RESOLVED]),
    ("or its check that passes", ["open", "replaced", "replaced", "passed"], [Kind.NEW, Kind.RESOLVED]),
    (
        "of what is open by another finding it proves nothing",
        ["open", second("open"), "replaced", "resolved"],
        [Kind.NEW],
    ),
    ("what comes back in its own place is not over", ["open", "replaced", "open"], [Kind.NEW]),
    ("consolidation brings nothing suppressed back", ["open", "suppressed", "replaced", second("open")], [Kind.NEW]),
]


@pytest.mark.parametrize(("history", "expected"), [case[1:] for case in HISTORIES], ids=[case[0] for case in HISTORIES])
def test_what_is_told(history: list[Step | str], expected: list[Kind]) -> None:
    assert kinds(play(history)) == expected


def test_a_problem_without_successor_is_no_longer_reported_after_two_days() -> None:
    sub = play(["open", "replaced"])
    run(sub.sweep(START + timedelta(hours=47)))
    assert kinds(sub) == [Kind.NEW]
    run(sub.sweep(START + timedelta(hours=49)))
    assert kinds(sub) == [Kind.NEW, Kind.NO_LONGER_REPORTED]
    assert problem(sub).is_closed


def test_an_end_that_is_not_wanted_is_remembered_all_the_same() -> None:
    sub = play(["open", "passed", "open"], subscription(notify_when_resolved=False))
    assert kinds(sub) == [Kind.NEW, Kind.REOPENED]
    assert sub.silences == [Silence.NOT_WANTED.value]


@pytest.mark.parametrize(
    ("history", "silence"),
    [
        (["open", "open"], "repeat"),
        ([LOW], Silence.BELOW_MINIMUM),
        (["notified"], Silence.TAKEN_ON),
        (["suppressed"], Silence.SUPPRESSED),
        (["passed"], Silence.NEVER_TOLD),
        (["open", "passed", "archived"], Silence.CLOSED_BEFORE),
        (["open", "passed", "passed"], "repeat"),
        (["open", "passed", second("passed")], Silence.CLOSED_BEFORE),
        (["open", second("open")], Silence.TOLD_BEFORE),
        (["open", "replaced"], Silence.SUCCESSOR),
    ],
)
def test_every_silence_has_its_reason(history: list[Step | str], silence: Silence | str) -> None:
    assert play(history).silences[-1] == (silence.value if isinstance(silence, Silence) else silence)


def test_what_is_older_than_what_is_known_changes_nothing() -> None:
    sub = play(["open", "suppressed"])
    run(sub.receive(received("open", 0), START + timedelta(hours=1)))
    assert sub.silences[-1] == Silence.OLDER
    assert problem(sub).is_suppressed


def test_a_custom_action_is_told_once_by_its_event_whatever_the_status() -> None:
    sub = play([("suppressed", {"action": "Tell owner"})])
    assert kinds(sub) == [Kind.CUSTOM_ACTION]
    assert problem(sub).told is Told.NOTHING
    later = START + timedelta(minutes=5)
    run(sub.receive(received("suppressed", 0, action="Tell owner"), later))
    assert kinds(sub) == [Kind.CUSTOM_ACTION]
    run(sub.receive(received("suppressed", 6, action="Tell owner"), later))
    assert kinds(sub) == [Kind.CUSTOM_ACTION] * 2


def test_a_custom_action_older_than_what_is_known_is_told_and_changes_nothing_else() -> None:
    sub = play(["open", "open", "passed"])
    run(sub.receive(received("open", 1, action="Tell owner", event_id="a"), START + timedelta(minutes=5)))
    assert kinds(sub) == [Kind.NEW, Kind.RESOLVED, Kind.CUSTOM_ACTION]
    assert problem(sub).is_closed


def test_a_custom_action_about_what_was_told_gives_its_owner_no_more_time() -> None:
    sub = play(["open", ("open", {"action": "Tell owner"})])
    assert kinds(sub) == [Kind.NEW, Kind.CUSTOM_ACTION]
    assert (problem(sub).told_at, problem(sub).severity_told_at) == (START, START)


def test_what_an_analyst_sent_first_is_resolved_and_not_told_as_new() -> None:
    sub = play([("open", {"action": "Tell owner"}), "open", "passed"])
    assert kinds(sub) == [Kind.CUSTOM_ACTION, Kind.RESOLVED]


def test_what_is_over_before_it_was_told_waits_no_longer() -> None:
    sub = subscription()
    sub.tells_at_once = False
    run(sub.receive(received("open", 0), START))
    assert problem(sub).pending is Kind.NEW
    run(sub.receive(received("passed", 1), START))
    assert problem(sub).pending is None
    assert problem(sub).told is Told.NOTHING
    run(sub.sweep(START + timedelta(minutes=5)))
    assert not sub.told


@pytest.mark.parametrize(
    ("first", "then", "shown"),
    [
        ("open", second("suppressed"), "f-1"),
        ("open", second("open"), "f-2"),
        (("open", {"action": "Tell owner"}), second("open"), "f-1"),
        ("open", second("passed"), "f-1"),
    ],
)
def test_a_message_is_written_from_a_finding_that_it_is_about(first: Step | str, then: Step, shown: str) -> None:
    sub = subscription()
    status, fields = (first, {}) if isinstance(first, str) else first
    steps = sub.receive(received(status, 0, **fields), START)
    while next(steps) != "publish":
        pass
    run(sub.receive(received(then[0], 1, **then[1]), START))
    waiting = problem(sub).finding
    assert waiting
    assert waiting["Id"] == shown


@pytest.mark.parametrize(
    ("before", "killed", "then", "expected"),
    [
        ([], "open", ["passed"], [Kind.NEW, Kind.RESOLVED]),
        ([], "open", ["archived"], [Kind.NEW, Kind.NO_LONGER_REPORTED]),
        ([], "open", ["notified", "passed"], [Kind.NEW, Kind.RESOLVED]),
        ([], "open", ["open"], [Kind.NEW, Kind.NEW]),
        ([], "open", ["suppressed", "resolved"], [Kind.NEW]),
        (["open", "passed"], "open", ["passed"], [Kind.NEW, Kind.RESOLVED, Kind.REOPENED, Kind.RESOLVED]),
        (["open"], "passed", [], [Kind.NEW, Kind.RESOLVED, Kind.RESOLVED]),
        (["open"], "passed", ["open"], [Kind.NEW, Kind.RESOLVED, Kind.REOPENED]),
        (["open"], "passed", ["open", "passed"], [Kind.NEW, Kind.RESOLVED, Kind.RESOLVED]),
    ],
)
def test_what_may_have_been_told_is_taken_for_told_where_the_reader_would_else_not_hear_how_it_stands(
    before: list[str], killed: str, then: list[str], expected: list[Kind]
) -> None:
    sub = play(before)
    steps = sub.receive(received(killed, len(before) + 1), START)
    while next(steps) != "publish":
        pass
    # The message goes out, and nobody notes it.
    next(steps)
    steps.close()
    for minute, status in enumerate(then, len(before) + 2):
        run(sub.receive(received(status, minute), START))
    run(sub.sweep(START + timedelta(minutes=5)))
    assert kinds(sub) == expected
    assert problem(sub).pending is None
    assert problem(sub).on_its_way is None


def test_what_ended_while_its_message_was_on_its_way_is_told_as_ended() -> None:
    sub = subscription()
    steps = sub.receive(received("open", 0), START)
    while next(steps) != "publish":
        pass
    next(steps)
    run(sub.receive(received("passed", 1), START))
    run(steps)
    assert kinds(sub) == [Kind.NEW]
    assert problem(sub).pending is Kind.RESOLVED


def test_what_opened_while_its_end_was_on_its_way_is_told_as_reopened() -> None:
    sub = play(["open"])
    steps = sub.receive(received("passed", 1), START)
    while next(steps) != "publish":
        pass
    next(steps)
    run(sub.receive(received("open", 2), START))
    run(steps)
    assert kinds(sub) == [Kind.NEW, Kind.RESOLVED]
    assert problem(sub).pending is Kind.REOPENED
    assert problem(sub).reopened == 1


def test_history_of_a_problem() -> None:
    sub = play(["open", CRITICAL, ("notified", {"severity": "CRITICAL"})])
    row = problem(sub)
    assert (row.severity, row.raised_from, row.reopened) == (Severity.CRITICAL, Severity.HIGH, 0)
    assert row.taken_on
    assert (row.taken_on.by, row.taken_on.at) == ("kim", START + timedelta(minutes=2))
    assert (row.told_at, row.open_since) == (START, START)
    sub = play(["open", "passed", "open"])
    row = problem(sub)
    assert (row.reopened, row.open_since, row.ending, row.taken_on) == (1, START + timedelta(minutes=2), None, None)


def test_who_took_it_on_in_the_last_round_has_not_taken_on_the_next() -> None:
    sub = play(["open", "notified", "passed", "notified"])
    row = problem(sub)
    assert row.taken_on
    assert row.taken_on.at == START + timedelta(minutes=3)


@pytest.mark.parametrize(
    ("then", "is_proven"),
    [
        pytest.param(["notified"], True, id="news of another one is no opening"),
        pytest.param([second("open")], False, id="what ended is open again"),
        pytest.param(["suppressed", "open"], False, id="what was suppressed is open again"),
    ],
)
def test_a_proof_holds_until_something_opens(then: list[Step | str], is_proven: bool) -> None:
    sub = play(["open", second("open"), second("passed"), *then])
    assert bool(problem(sub).proof) is is_proven


def test_an_end_is_told_with_the_severity_that_its_reader_knows() -> None:
    sub = play([CRITICAL, "open", "passed"])
    assert sub.told[-1].problem.severity is Severity.CRITICAL
    assert sub.told[-1].problem.ending
    assert sub.told[-1].problem.ending.at == START + timedelta(minutes=2)


def test_what_was_open_before_the_subscription_began_is_marked_so() -> None:
    began = START + timedelta(hours=25)
    sub = Subscription(TemporaryMemory(), Preferences(), began)
    run(sub.receive(received("open", 0), began + timedelta(hours=35)))
    assert problem(sub).was_open_before
    late = Subscription(TemporaryMemory(), Preferences(), began)
    run(late.receive(received("open", 0), began + timedelta(hours=37)))
    assert not problem(late).was_open_before


def test_a_finding_that_security_hub_has_no_more_is_no_longer_reported_and_may_come_back() -> None:
    sub = play(["open"])
    now = START + timedelta(hours=2)
    before = problem(sub)
    known = sub.memory.finding(finding_key(received("open", 0).finding))
    assert known
    decision = decide_gone(before, known, sub.at(now))
    assert decision.kind is Kind.NO_LONGER_REPORTED
    assert decision.finding
    assert decision.finding.state is State.CLOSED
    sub.memory.record(known, decision.finding, before, decision.problem)
    run(sub.sweep(now))
    run(sub.receive(received("open", 121), now + timedelta(minutes=1)))
    assert kinds(sub) == [Kind.NEW, Kind.NO_LONGER_REPORTED, Kind.REOPENED]


def test_what_lies_in_a_digest_and_becomes_critical_is_told_at_once() -> None:
    sub = subscription(delivery=Delivery.DAILY, filters=Filters())
    steps = sub.receive(received("open", 0), START)
    while next(steps) != "publish":
        pass
    steps.close()
    run(sub.receive(received("open", 1, "CRITICAL"), START))
    assert kinds(sub) == [Kind.NEW]
    assert sub.told[0].problem.severity is Severity.CRITICAL


def days_left(sub: Subscription, since: timedelta) -> tuple[int, int]:
    """Return for how many days the finding's row and the problem's row are kept."""
    known = sub.memory.finding(finding_key(received("open", 0).finding))
    assert known
    now = (START + since).timestamp()
    return round((known.expires_at - now) / 86_400), round((problem(sub).expires_at - now) / 86_400)


def test_rows_of_what_was_told_live_half_a_year_and_are_renewed_once_a_month() -> None:
    sub = play(["open"])
    assert days_left(sub, timedelta(0)) == (180, 180)
    for day in (20, 40):
        run(sub.receive(received("open", day * 1_440), START + timedelta(days=day)))
    assert days_left(sub, timedelta(days=40)) == (180, 180)
    assert kinds(sub) == [Kind.NEW]
    run(sub.receive(received("passed", 50 * 1_440), START + timedelta(days=50)))
    assert days_left(sub, timedelta(days=50)) == (180, 180)


def test_what_was_closed_and_never_told_is_known_longer_than_any_dead_letter_lives() -> None:
    sub = play(["passed"])
    known = sub.memory.finding(finding_key(received("open", 0).finding))
    assert known
    assert known.expires_at == int((START + timedelta(days=21)).timestamp())
    assert problem(sub).version == 0
    assert days_left(play([LOW, "passed"]), timedelta(minutes=1)) == (21, 21)


def test_a_message_that_fails_waits_longer_each_time() -> None:
    row = replace(Problem("p"), pending=Kind.NEW, pending_since=START, severity=Severity.CRITICAL)
    waits = []
    for _ in range(9):
        row = after_failing(row, Preferences(), START)
        assert row.retry_at
        assert row.appointment
        assert row.appointment.at == row.retry_at
        waits.append((row.retry_at - START) // timedelta(hours=1))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 64, 64]


def test_once_it_was_told_nothing_of_earlier_failures_is_left() -> None:
    row = replace(Problem("p"), pending=Kind.NEW, pending_since=START, severity=Severity.CRITICAL)
    failed = after_failing(after_failing(row, Preferences(), START), Preferences(), START)
    after = after_telling(failed, failed, Preferences(), START)
    assert (after.failures, after.retry_at, after.pending) == (0, None, None)
