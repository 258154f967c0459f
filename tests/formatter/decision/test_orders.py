"""In whatever order events arrive, and however often, a history ends as it does in order, and nothing is told that is over."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from benchmarks.orders import main
from formatter.decision import decide, telling
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.memory.records import Problem
from formatter.settings import Preferences
from harness.histories import delivered
from harness.histories.chance import faults, history
from harness.histories.exhaustive import Decisions, Walk, histories
from installer.replay.temporary_memory import TemporaryMemory
from tests.formatter.memory.tables import TABLE, empty_table, table

__all__ = ["table"]


@pytest.mark.parametrize("tells_at_once", [True, False])
@pytest.mark.parametrize("changes", [1, 2])
def test_every_order_of_every_short_history_ends_as_in_order(changes: int, *, tells_at_once: bool) -> None:
    decisions = Decisions(Preferences(), tells_at_once)
    walks = (Walk(events, decisions) for events in histories(changes))
    assert [fault for walk in walks for fault in walk.faults()] == []


def test_so_do_longer_ones_taken_by_chance() -> None:
    random = Random(5)
    decisions = Decisions(Preferences(), tells_at_once=True)
    walks = [Walk(events, decisions) for changes in (3, 4) for events in random.sample(list(histories(changes)), 60)]
    assert [fault for walk in walks for fault in walk.faults()] == []


def test_two_processes_that_are_killed_anywhere_lose_nothing_and_end_right() -> None:
    random = Random(11)
    found = [fault for _ in range(400) for fault in faults(history(random), TemporaryMemory(), random)]
    assert found == []


def test_neither_do_they_on_dynamodb(table: Any) -> None:
    random = Random(12)
    for _ in range(12):
        assert faults(history(random), DynamoDbMemory(table, TABLE), random) == []
        empty_table(table)


def test_neither_do_they_through_the_whole_delivery() -> None:
    random = Random(14)
    found = [fault for _ in range(60) for fault in delivered.faults(history(random), TemporaryMemory(), random)]
    assert found == []


def test_the_benchmark_prints_what_it_walked_and_ends_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--changes", "1", "--random", "5", "--delivered", "2"]) == 0
    assert "| all orders of all of up to 1 changes, each event once or twice | 8, " in capsys.readouterr().out


def test_a_clock_that_orders_nothing_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    original = decide.clock
    monkeypatch.setattr(decide, "clock", lambda received: original(received._replace(time=None)))
    assert main(["--changes", "2", "--random", "0", "--delivered", "0"]) == 1


def test_telling_what_is_over_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    original = telling.pending_kind
    monkeypatch.setattr(telling, "pending_kind", lambda row, preferences: row.pending or original(row, preferences))
    assert main(["--changes", "2", "--random", "0", "--delivered", "0"]) == 1


def test_writing_over_another_process_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    class Careless(TemporaryMemory):
        def write(self, before: Problem, after: Problem) -> None:
            super().write(self.problem(before.key), after)

    random = Random(13)
    assert any(fault for _ in range(200) for fault in faults(history(random), Careless(), random))
    assert any(fault for _ in range(100) for fault in delivered.faults(history(random), Careless(), random))
