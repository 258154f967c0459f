"""Short forms of the benchmarks under load: no bar is missed, and a bar that is missed ends the command with 1."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks import outage, steady, storm, time_zones
from benchmarks.bars import Bar, report
from harness.world.dynamodb import State

Played = tuple[list[tuple[str, object]], list[Bar]]


@pytest.mark.parametrize(
    "play",
    [
        pytest.param(lambda: storm.storm(600, 60, 6), id="a storm of 600"),
        pytest.param(lambda: storm.storm(200, 60, 1, kinds=200), id="a storm of 200 kinds"),
        pytest.param(
            lambda: time_zones.digests(2026, ["America/Scoresbysund", "Australia/Lord_Howe"], (2, 23)),
            id="changes of clocks",
        ),
        pytest.param(lambda: outage.outage(State.REFUSED, 5), id="DynamoDB refuses"),
        pytest.param(lambda: outage.outage(State.HANGING, 5), id="DynamoDB hangs"),
        pytest.param(steady.behind, id="CRITICAL behind 100 HIGH"),
    ],
)
def test_no_bar_is_missed(play: Callable[[], Played]) -> None:
    _, bars = play()
    assert [bar for bar in bars if bar.is_missed] == []


@pytest.mark.parametrize(("reached", "code"), [(3, 0), (4, 1)])
def test_a_missed_bar_is_an_exit_code(reached: int, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert report("Storm", [("emails", reached)], [Bar("emails", reached, 3)]) == code
    assert ("missed" in capsys.readouterr().out) == bool(code)
