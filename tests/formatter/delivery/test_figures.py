"""The admin's figures are by severity, can be added over accounts, and hold no finding."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from random import Random
from statistics import median

import pytest

from formatter.delivery.figures import PERIOD, Figures, OfSeverity, Spread
from formatter.finding.finding import State
from formatter.finding.severity import Severity
from formatter.memory.records import Ending, OpenFinding, Problem, TakenOn, Told
from formatter.settings import Preferences
from tests.formatter.delivery.world import START

OPEN = Problem(
    "secret-key",
    findings={"f": OpenFinding(State.OPEN, Severity.HIGH)},
    told=Told.OPEN,
    told_at=START - timedelta(days=8),
    told_after=2.0,
    severity=Severity.HIGH,
    open_since=START - timedelta(days=10),
)
TAKEN_ON = replace(OPEN, taken_on=TakenOn(START - timedelta(days=7), "Joe"))
CLOSED = replace(TAKEN_ON, findings={}, told=Told.CLOSED, ending=Ending(START - timedelta(days=4), True, ""))
LONG_AGO = replace(CLOSED, told_at=START - timedelta(days=99), ending=Ending(START - timedelta(days=60), True, ""))
A_PERIOD_AGO = START - PERIOD
ENDED = Ending(A_PERIOD_AGO, True, "")


def figures(*problems: Problem) -> OfSeverity:
    found = Figures()
    for problem in problems:
        found.add(problem, Preferences(), START)
    read = Figures.read(json.loads(json.dumps(found.document())))
    assert "Joe" not in json.dumps(read.document())
    assert "secret-key" not in json.dumps(read.document())
    return read.by_severity.get("HIGH", OfSeverity())


def test_what_is_open_overdue_taken_on_and_oldest() -> None:
    found = figures(OPEN, TAKEN_ON, replace(OPEN, told_at=START), CLOSED)
    assert (found.open, found.overdue, found.taken_on) == (3, 2, 1)
    assert found.oldest == (START - timedelta(days=10)).timestamp()


@pytest.mark.parametrize(
    ("problem", "numbers"),
    [
        (OPEN, (1, 0, 0)),
        (TAKEN_ON, (1, 1, 0)),
        (CLOSED, (1, 1, 1)),
        (replace(CLOSED, told_after=None), (0, 1, 1)),
        (replace(LONG_AGO, taken_on=None), (0, 0, 0)),
        (replace(LONG_AGO, told_at=A_PERIOD_AGO, taken_on=TakenOn(A_PERIOD_AGO, "Joe"), ending=ENDED), (0, 0, 0)),
        (replace(OPEN, told=Told.NOTHING), (0, 0, 0)),
        (replace(OPEN, findings={"f": OpenFinding(State.SUPPRESSED, Severity.HIGH)}), (1, 0, 0)),
    ],
)
def test_which_times_are_counted(problem: Problem, numbers: tuple[int, int, int]) -> None:
    found = figures(problem)
    spreads = (found.time_to_tell, found.time_to_take_on, found.time_to_close)
    assert tuple(one.classes.total() for one in spreads) == numbers


def test_added_figures_are_as_if_counted_together() -> None:
    parts = [Figures(), Figures()]
    parts[0].add(OPEN, Preferences(), START)
    parts[1].add(CLOSED, Preferences(), START)
    parts[0].merge(parts[1])
    assert parts[0].by_severity["HIGH"] == figures(OPEN, CLOSED)


def test_half_of_many_times_is_right_to_five_percent() -> None:
    chance = Random(1)  # chance, no secret
    times = [chance.expovariate(1 / 90_000) for _ in range(2_001)]
    spread = Spread()
    for one in times:
        spread.add(one)
    assert spread.within(0.5) == pytest.approx(median(times), rel=0.05)
    assert Spread().within(0.5) is None


@pytest.mark.parametrize(("share", "seconds"), [(0.5, 60), (0.51, 90_000)])
def test_half_of_two_times_is_the_shorter_and_more_than_half_the_longer(share: float, seconds: float) -> None:
    spread = Spread()
    for one in (60, 90_000):
        spread.add(one)
    assert spread.within(share) == pytest.approx(seconds, rel=0.05)
