"""Counts go on where they stopped; the weekly report comes once a week by the owner's date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from formatter.delivery.count import Count
from formatter.delivery.publisher import PublishError
from formatter.finding.finding import State
from formatter.finding.severity import Severity
from formatter.memory.interface import Page
from formatter.memory.records import Ending, OpenFinding, Problem, TakenOn, Told
from formatter.messages.weekly import Week
from formatter.settings import AdminChoices, Preferences, WeeklyReport
from formatter.time_zones import zone
from tests.formatter.delivery.world import OWNER, START, World, finding, passed

BERLIN = Preferences(email_addresses=(OWNER,), time_zone="Europe/Berlin")
OPEN = Problem(
    "p",
    findings={"f": OpenFinding(State.OPEN, Severity.HIGH)},
    told=Told.OPEN,
    told_at=START - timedelta(days=3),
    severity=Severity.HIGH,
    open_since=START - timedelta(days=10),
)
CLOSED = replace(OPEN, findings={}, told=Told.CLOSED, ending=Ending(START - timedelta(days=1), True, ""))


def counted(*problems: Problem) -> Week:
    count = Count(START.timestamp())
    for problem in problems:
        count.add(problem, BERLIN)
    count = Count.read(count.document())
    return count.week([])


def test_what_is_counted() -> None:
    overdue = replace(OPEN, told_at=START - timedelta(days=8))
    taken_on = replace(OPEN, key="t", taken_on=TakenOn(START))
    untold = replace(OPEN, told=Told.NOTHING)
    suppressed = replace(OPEN, findings={"f": OpenFinding(State.SUPPRESSED, Severity.HIGH)})
    week = counted(OPEN, overdue, taken_on, CLOSED, untold, suppressed)
    assert (week.open, week.new, week.closed) == ({Severity.HIGH: 3}, {Severity.HIGH: 3}, {Severity.HIGH: 1})
    assert (week.overdue, week.taken_on) == (1, 1)


@pytest.mark.parametrize(
    ("ago", "number"),
    [
        pytest.param(timedelta(days=7) - timedelta(microseconds=1), 1, id="within seven days"),
        pytest.param(timedelta(days=7), 0, id="seven days ago"),
    ],
)
def test_what_came_and_went_in_the_last_seven_days_counts(ago: timedelta, number: int) -> None:
    opened = counted(replace(OPEN, told_at=START - ago))
    closed = counted(replace(CLOSED, told_at=START - ago, ending=Ending(START - ago, True, "")))
    assert [one.get(Severity.HIGH, 0) for one in (opened.new, closed.new, closed.closed)] == [number] * 3


MEDIANS = [
    ("all closed", 0, [1, 2, 3], 2.1),
    ("half closed", 2, [1, 3], 3.1),
    ("fewer than half", 3, [1, 2], None),
]
"""Counted in tenths of a day, of which the end is told: half were closed before it."""


@pytest.mark.parametrize(
    ("still_open", "days", "expected"), [row[1:] for row in MEDIANS], ids=[row[0] for row in MEDIANS]
)
def test_within_how_many_days_half_were_closed(still_open: int, days: list[int], expected: float | None) -> None:
    closed = [replace(CLOSED, ending=Ending(START, True, ""), told_at=START - timedelta(days=one)) for one in days]
    week = counted(*[OPEN] * still_open, *closed)
    assert week.half_closed_days == expected


def test_a_digest_says_how_the_subscription_stands() -> None:
    world = World(BERLIN).welcomed()
    world.receive(finding("a"))
    world.pass_time(days=1)
    assert world.memory.note("sweep")["counted"]["open"] == {"HIGH": 1}


def test_a_scan_goes_on_where_it_stopped_and_is_done_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(BERLIN).welcomed()
    positions: list[str | None] = []

    def scan(position: str | None) -> Page:
        positions.append(position)
        world.clock.pause(4)
        return Page((), str(len(positions)) if len(positions) % 10 else None)

    monkeypatch.setattr(world.memory, "scan", scan)
    world.pass_time(hours=20)
    assert positions[:10] == [None, *map(str, range(1, 10))]
    assert len(positions) <= 20


def mondays(world: World) -> list[datetime]:
    sent = zip(world.mail.messages, world.mail.times, strict=True)
    return [time.astimezone(zone("Europe/Berlin")) for message, time in sent if message.attributes["kind"] == "WEEKLY"]


def test_the_weekly_report_comes_on_mondays_at_eight_to_all() -> None:
    world = World(BERLIN).welcomed()
    world.receive(finding("a"))
    world.receive(passed("a"))
    world.clock.now = START + timedelta(days=2)
    for _ in range(3):
        world.pass_time(days=7)
    times = mondays(world)
    assert [time.date() for time in times] == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]
    assert all((time.hour, time.minute < 10) == (8, True) for time in times)
    weekly = [one for one in world.mail.messages if one.attributes["kind"] == "WEEKLY"]
    assert {one.attributes["audience"] for one in weekly} == {"all"}


def test_the_weekly_report_says_how_things_stand_when_it_comes() -> None:
    world = World(BERLIN).welcomed()
    world.clock.now = datetime(2026, 11, 9, 6, 30, tzinfo=timezone.utc)
    world.pass_time(minutes=10)
    world.receive(finding("a"))
    world.pass_time(minutes=60)
    weekly = [one for one in world.mail.messages if one.attributes["kind"] == "WEEKLY"]
    assert weekly[-1].subject == "[HIGH] WEEKLY 1 open, 0 overdue, 0 closed"


def test_no_report_where_the_admin_wants_none_nor_on_the_first_day() -> None:
    off = replace(BERLIN, admin=AdminChoices(weekly_report=None))
    world = World(off).welcomed()
    world.pass_time(days=8)
    assert mondays(world) == []
    young = World(replace(BERLIN, admin=AdminChoices(weekly_report=WeeklyReport(0, 12))))
    young.pass_time(hours=20)
    assert mondays(young) == []


def test_a_report_that_sns_does_not_take_comes_later() -> None:
    world = World(BERLIN).welcomed()
    world.clock.now = START + timedelta(days=6, hours=23)
    world.sweep()
    world.mail.fault = PublishError("down")
    world.pass_time(minutes=30)
    assert mondays(world) == []
    world.mail.fault = None
    world.pass_time(minutes=30)
    assert len(mondays(world)) == 1
