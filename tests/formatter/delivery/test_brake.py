"""Never a flood: single messages by bucket, then digests until nothing waits any more."""

from __future__ import annotations

from datetime import timedelta

import pytest

from formatter.delivery.brake import Flood
from formatter.delivery.outcome import Status
from formatter.memory.records import Urgency
from tests.formatter.delivery.world import START, World, critical, finding, statuses


def test_the_runs_of_a_flood_come_later_and_later() -> None:
    flood, runs = Flood.begun(START), []
    while len(runs) < 6:
        runs.append(flood.next_run)
        flood = flood.after_a_run(flood.next_run)
    assert [(run - START) // timedelta(minutes=1) for run in runs] == [5, 15, 30, 90, 150, 210]


@pytest.mark.parametrize(("late", "expected"), [(7, 15), (86, 90), (90, 150), (400, 450)])
def test_a_run_that_comes_late_comes_once_and_the_next_in_its_time(late: int, expected: int) -> None:
    flood = Flood.begun(START).after_a_run(START + timedelta(minutes=late))
    assert flood.next_run == START + timedelta(minutes=expected)


@pytest.mark.parametrize("at_once", [1, 5, 15], ids=["evenly", "in bursts", "hourly"])
def test_fifteen_high_an_hour_all_day_are_below_forty_messages(at_once: int) -> None:
    world = World().welcomed()
    for number in range(24 * 15):
        world.receive(finding(f"f-{number}"))
        if number % at_once == at_once - 1:
            world.pass_time(minutes=4 * at_once)
    told = world.kinds
    assert 20 < len(told) < 40
    assert set(told[:3]) == {"NEW"}


def test_critical_waits_behind_no_hundred_of_high() -> None:
    world = World().welcomed()
    for number in range(100):
        world.receive(finding(f"f-{number}"))
    assert statuses(world.receive(critical("c"))) == [Status.SENT]


def test_a_storm_is_told_in_few_messages_and_ends() -> None:
    world = World().welcomed()
    for number in range(2_000):
        world.receive(critical(f"c-{number}") if number % 50 == 0 else finding(f"f-{number}"))
    world.pass_time(hours=3)
    assert len(world.kinds) < 40
    gaps = [after - before for before, after in zip(world.mail.times, world.mail.times[10:], strict=False)]
    assert all(gap >= timedelta(seconds=1) for gap in gaps)
    for urgency in Urgency:
        assert world.subscription.brake.flood(urgency) is None
    world.mail.messages.clear()
    assert statuses(world.receive(finding("later"))) == [Status.SENT]


def test_while_it_is_closed_the_memory_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    taken: list[Urgency] = []
    take = world.memory.take
    monkeypatch.setattr(world.memory, "take", lambda urgency, now: (taken.append(urgency), take(urgency, now))[1])
    for number in range(50):
        world.receive(finding(f"f-{number}"))
    assert len(taken) == 4
