"""A sweep makes progress message by message; nothing that is wrong with one row, letter or part stops the others."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from formatter.delivery import due, sweep
from formatter.delivery.budget import Share
from formatter.delivery.publisher import MessageRefusedError, PublishError
from formatter.memory.interface import MemoryUnreachableError
from formatter.memory.records import Kind, Problem, Told, Urgency
from formatter.messages import digest
from formatter.messages.message import Message
from formatter.settings import SWEEP_INPUT, Delivery, Preferences
from tests.formatter.delivery.world import OWNER, World, critical, finding, passed

HOURLY = Preferences(delivery=Delivery.HOURLY, email_addresses=(OWNER,))


def stormed(number: int) -> World:
    """Return a subscription in which so many findings wait for the next sweep."""
    world = World().welcomed()
    world.mail.fault = PublishError("down")
    for one in range(number):
        world.receive(finding(f"f-{one}"))
    world.mail.fault = None
    return world


def test_what_waited_is_told_once_and_has_a_line_of_log_each() -> None:
    world = stormed(300)
    swept = [world.sweep() for _ in range(4)]
    ids = [outcome.finding_id for one in swept for outcome in one.told]
    assert sorted(ids) == sorted(f"f-{number}" for number in range(300))


def test_a_second_sweep_at_the_same_time_does_nothing() -> None:
    world = World().welcomed()
    assert world.memory.lease("sweep", world.clock.now + timedelta(minutes=4), world.clock.now)
    assert world.subscription.sweep() is None


def test_a_failed_sweep_gives_its_lease_back_so_that_lambdas_next_try_has_it() -> None:
    world = stormed(1)
    world.mail.fault = PublishError("down")
    assert world.sweep().failures
    assert world.subscription.sweep() is not None


def test_that_somebody_hears_twice_stops_nothing_and_stands_in_the_log() -> None:
    world = stormed(3)
    world.mail.filters_refused = True
    swept = world.sweep()
    assert swept.failures == ()
    assert "who is a lead and an owner hears twice of what is escalated: AuthorizationError" in swept.news
    assert world.kinds == ["DIGEST"]


@pytest.mark.parametrize(
    ("failing", "tried", "told"),
    [pytest.param(1, 3, 2, id="one holds up no other"), pytest.param(2, 2, 0, id="after two SNS is left alone")],
)
def test_messages_that_sns_does_not_take(monkeypatch: pytest.MonkeyPatch, failing: int, tried: int, told: int) -> None:
    world = World().welcomed()

    def refuse(_: Message) -> str:
        raise MessageRefusedError("InvalidParameter")

    with monkeypatch.context() as patched:
        patched.setattr(world.mail, "publish", refuse)
        world.receive(*map(finding, "abc"))
        world.sweep()
    publish, tries = world.mail.publish, []

    def fail_at_first(message: Message) -> str:
        tries.append(message)
        if len(tries) <= failing:
            raise PublishError("no answer")
        return publish(message)

    monkeypatch.setattr(world.mail, "publish", fail_at_first)
    world.clock.now += timedelta(hours=1)
    world.sweep()
    assert (len(tries), world.kinds) == (tried, ["NEW"] * told)


def test_what_sns_takes_no_more_of_goes_on_waiting() -> None:
    world = stormed(3)
    world.mail.fault = PublishError("down")
    world.sweep()
    world.mail.fault = None
    world.pass_time(hours=1)
    assert world.kinds == ["DIGEST"]


def test_a_message_that_sns_refuses_waits_longer_and_longer_then_comes_in_the_plainest_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(HOURLY).welcomed()
    publish, tries = world.mail.publish, []

    def refuse_poison(message: Message) -> str:
        if "poison" in message.body and "usual form" not in message.body:
            tries.append(world.clock.now)
            raise MessageRefusedError("InvalidParameter")
        return publish(message)

    monkeypatch.setattr(world.mail, "publish", refuse_poison)
    for name in ("a", "b", "poison", "c"):
        world.receive(finding(name))
    world.pass_time(hours=20)
    alone = [after - before for before, after in zip(tries[-3:], tries[-2:], strict=False)]
    assert alone == sorted(alone)
    assert world.mail.messages[-1].body.count("usual form") == 1
    bodies = "".join(message.body for message in world.mail.messages)
    assert all(f"Title of {name}." in bodies for name in "abc")
    world.pass_time(hours=10)
    assert bodies == "".join(message.body for message in world.mail.messages)


def test_the_plainest_form_tells_an_end_as_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    world.receive(finding())
    publish = world.mail.publish

    def refuse_all_but_the_plainest(message: Message) -> str:
        if "usual form" not in message.body:
            raise MessageRefusedError("InvalidParameter")
        return publish(message)

    monkeypatch.setattr(world.mail, "publish", refuse_all_but_the_plainest)
    world.receive(passed())
    world.pass_time(hours=8)
    assert world.kinds == ["NEW", "RESOLVED"]


def test_a_finding_that_breaks_a_digest_keeps_no_other_from_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(HOURLY).welcomed()
    compose = digest.compose_digest

    def break_on_poison(entries: Any, *rest: Any) -> Any:
        if any("poison" in str(entry.problem.summary) for entry in entries):
            raise ValueError("no such layout")
        return compose(entries, *rest)

    monkeypatch.setattr("formatter.delivery.sweep.compose_digest", break_on_poison)
    for number in range(9):
        world.receive(finding("poison" if number == 4 else f"f-{number}"))
    world.pass_time(hours=1)
    assert sum(message.body.count("Title of f-") for message in world.mail.messages) >= 8


def test_a_row_that_cannot_be_read_keeps_no_other_from_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(HOURLY).welcomed()
    for name in ("a", "bad", "c"):
        world.receive(finding(name))
    one = world.memory.problem

    def read(key: str) -> Problem:
        row = one(key)
        if "bad" in str(row.summary):
            raise KeyError("record")
        return row

    def read_all(keys: Any) -> tuple[Problem, ...]:
        return tuple(map(read, keys))

    monkeypatch.setattr(world.memory, "problem", read)
    monkeypatch.setattr(world.memory, "problems", read_all)
    world.pass_time(hours=1)
    assert world.kinds == ["DIGEST"]
    assert "2 HIGH" in world.mail.messages[0].body


def test_urgent_ones_come_first() -> None:
    world = World(HOURLY).welcomed()
    for number in range(3):
        world.receive(finding(f"f-{number}"))
    world.mail.fault = PublishError("down")
    world.receive(critical("c"))
    world.mail.fault = None
    world.clock.now += timedelta(hours=1)
    world.sweep()
    assert world.kinds == ["NEW", "DIGEST"]


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (
            critical,
            "So many findings came at once, or sending failed for a while, that they come together in this email.",
        ),
        (finding, "These findings came since your last digest."),
    ],
    ids=["held back", "as the owner chose"],
)
def test_a_digest_says_why_they_come_together(make: Callable[[str], Any], why: str) -> None:
    world = World(HOURLY).welcomed()
    world.mail.fault = PublishError("down")
    world.receive(make("a"), make("b"))
    world.mail.fault = None
    world.pass_time(hours=2)
    assert world.kinds == ["DIGEST"]
    assert why in world.mail.messages[0].body


def test_messages_of_one_sweep_are_a_second_apart() -> None:
    world = World(HOURLY).welcomed()
    world.mail.fault = PublishError("down")
    for number in range(4):
        world.receive(critical(f"c-{number}"))
    world.mail.fault = None
    for number in range(4):
        world.receive(finding(f"f-{number}"))
    world.pass_time(hours=1)
    pauses = [after - before for before, after in zip(world.mail.times, world.mail.times[1:], strict=False)]
    assert all(pause >= timedelta(seconds=1) for pause in pauses)


def test_the_first_message_of_a_sweep_waits_for_none_before_it() -> None:
    world = stormed(1)
    swept_at = world.clock.now + timedelta(minutes=5)
    world.sweep()
    assert world.mail.times == [swept_at]


def test_a_sweep_reads_no_more_than_it_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "MOST_ROWS", 100)
    world = stormed(350)
    share = Share(world.clock, world.clock.now + timedelta(minutes=1))
    read = due.due_rows(world.memory, Urgency.REST, world.clock.now + timedelta(days=1), share, [])
    assert (len(read.rows), read.is_all) == (100, False)
    world.pass_time(days=1)
    bodies = "".join(message.body for message in world.mail.messages)
    assert all(f"f-{number}" in bodies or "Title of" in bodies for number in range(350))
    assert not list(world.memory.due(Urgency.REST, world.clock.now))


def test_more_than_a_sweep_can_mark_is_told_by_its_number_and_marked_by_the_next_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(due, "MOST_ROWS", 200)
    monkeypatch.setattr(sweep, "MOST_IN_A_DIGEST", 100)
    world = stormed(950)
    world.pass_time(hours=3)
    assert world.kinds == ["DIGEST"]
    assert world.subjects == ["[HIGH] DIGEST 100 findings and 850 more: 100 HIGH"]
    assert (
        "AND 850 MORE\n  So many came that no email names them. Security Hub shows all:\n"
        in world.mail.messages[0].body
    )
    rows = world.memory.scan(None).problems
    assert {(row.pending, row.told) for row in rows} == {(None, Told.OPEN)}
    assert {row.told_at for row in rows if row.told_at} >= {world.mail.times[0]}
    world.receive(finding("later"))
    world.pass_time(hours=2)
    assert [re.findall(r"Title of (\w+)", one) for one in world.subjects[1:]] == [["later"]]


def test_what_came_after_a_number_was_given_is_told_when_all_of_it_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "MOST_ROWS", 200)
    monkeypatch.setattr(sweep, "MOST_IN_A_DIGEST", 100)
    world = stormed(950)
    world.pass_time(minutes=10)
    world.receive(finding("meanwhile"))
    world.pass_time(hours=3)
    assert [re.findall(r"850 more|Title of \w+", one) for one in world.subjects] == [
        ["850 more"],
        ["Title of meanwhile"],
    ]
    assert not list(world.waiting())


def test_what_a_number_told_stands_in_the_log_as_what_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MOST_IN_A_DIGEST", 2)
    world = World(HOURLY).welcomed()
    world.receive(*map(finding, "abcd"))
    world.pass_time(hours=2)
    world.receive(*map(passed, "abcd"))
    world.clock.now += timedelta(hours=2)
    logged = [(outcome.kind, outcome.reason) for _ in range(2) for outcome in world.sweep().told]
    assert sorted(logged) == [(Kind.RESOLVED, "DIGEST")] * 2 + [(Kind.RESOLVED, "in a digest's number")] * 2


def test_a_digest_that_is_refused_leaves_nothing_told_by_its_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "MOST_ROWS", 200)
    monkeypatch.setattr(sweep, "MOST_IN_A_DIGEST", 100)
    world = stormed(300)
    publish = world.mail.publish

    def refuse(message: Message) -> str:
        if " more: " in message.subject:
            raise MessageRefusedError("too large")
        return publish(message)

    monkeypatch.setattr(world.mail, "publish", refuse)
    outcomes = [outcome for _ in range(50) for outcome in world.sweep().told]
    assert sorted(outcome.finding_id for outcome in outcomes) == sorted(f"f-{number}" for number in range(300))
    assert all(outcome.message_id for outcome in outcomes)


def test_when_time_runs_out_the_next_sweep_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(HOURLY).welcomed()
    world.receive(finding())
    world.clock.now += timedelta(hours=1)
    problems = world.memory.problems
    monkeypatch.setattr(world.memory, "problems", lambda keys: (world.clock.pause(90), problems(keys))[1])
    world.sweep()
    assert world.kinds == []
    monkeypatch.undo()
    world.sweep()
    assert world.kinds == ["DIGEST"]


def test_dead_letters_of_both_shapes_are_received_and_own_ones_dropped() -> None:
    world = World().welcomed()
    event = {"id": "e-1", "time": world.clock.now.isoformat(), "detail": {"findings": [finding("a").raw]}}
    lambdas = {"requestPayload": {**event, "id": "e-2", "detail": {"findings": [finding("b").raw]}}}
    world.queue.bodies = [json.dumps(one) for one in (event, lambdas, {"requestPayload": dict(SWEEP_INPUT)})]
    assert world.sweep().redriven == 3
    assert world.queue.bodies == []
    assert world.kinds == ["NEW", "NEW"]


def test_a_letter_that_is_refused_again_stays_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    bad, good = finding("bad"), finding("good")
    see = world.memory.see

    def refuse(row: Any, now: Any) -> Any:
        if row.severity.name == "CRITICAL":
            raise MemoryUnreachableError("throttled")
        return see(row, now)

    monkeypatch.setattr(world.memory, "see", refuse)
    raws = [{**bad.raw, "Severity": {"Label": "CRITICAL"}}, good.raw]
    world.queue.bodies = [json.dumps({"id": str(raw), "detail": {"findings": [raw]}}) for raw in raws]
    swept = world.sweep()
    assert swept.redriven == 1
    assert len(world.queue.bodies) == 1
    assert any("refused again" in news for news in swept.news)


def test_while_the_memory_does_not_answer_no_letter_is_touched(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    world.queue.bodies = ["{}"]

    def unreachable(*_: Any) -> bool:
        raise MemoryUnreachableError("down")

    monkeypatch.setattr(world.memory, "lease", unreachable)
    with pytest.raises(MemoryUnreachableError):
        world.sweep()
    assert world.queue.bodies == ["{}"]
