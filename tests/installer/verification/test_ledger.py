"""The state file holds what a run has done, is nobody else's to read, and is told from other files."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from installer.errors import UserError
from installer.verification import waiting
from installer.verification.ledger import Ledger, Made, own_name
from installer.verification.selection import still_to_play
from installer.verification.step import Outcome, Verdict
from installer.verification.steps.table import BY_NAME, STEPS
from installer.verification.who import Who

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone.utc)
DONE = Outcome("launch", Verdict.AS_EXPECTED, "it was launched", 1.5)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    ledger = Ledger.open(path, NOW)
    ledger.accounts["hub"] = "111122223333"
    ledger.will_make("queue", Who.WORKLOAD, name=ledger.name("heard"))
    ledger.conclude(DONE)
    ledger.note("trial", {"id": "pp-1"})
    found = Ledger.open(path, NOW)
    assert found == ledger
    assert found.made == [Made("queue", Who.WORKLOAD, {"name": ledger.name("heard")})]
    assert path.stat().st_mode & 0o077 == 0
    found.forget(found.made[0])
    assert Ledger.open(path, NOW).made == []
    found.close()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 1}', '{"format": 1, "outcomes": [{}]}', "\x00"])
def test_another_file_is_told_from_a_state_file(tmp_path: Path, text: str) -> None:
    path = tmp_path / "notes.txt"
    path.write_text(text)
    with pytest.raises(UserError, match=r"notes\.txt is no state file of verify"):
        Ledger.open(path, NOW)
    assert path.read_text() == text


def test_a_file_of_another_release_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    path.write_text('{"format": 99}')
    with pytest.raises(UserError, match="is of another release"):
        Ledger.open(path, NOW)


def test_a_name_of_ours_begins_as_all_of_them(tmp_path: Path) -> None:
    assert own_name(Ledger.open(tmp_path / "state.json", NOW).name("trial"))
    with pytest.raises(UserError, match="payments was not made by verify"):
        own_name("payments")


@pytest.mark.parametrize("verdict", Verdict)
def test_what_was_not_finished_is_played_with_all_that_it_stands_on(verdict: Verdict) -> None:
    outcomes = {step.name: Outcome(step.name, Verdict.AS_EXPECTED, "") for step in STEPS}
    outcomes["redrive"] = Outcome("redrive", verdict, "")
    left = [step.name for step in still_to_play(STEPS, outcomes)]
    is_settled = verdict in (Verdict.AS_EXPECTED, Verdict.DIFFERS)
    assert left == ([] if is_settled else ["launch", "addresses", "redrive"])


def test_each_step_stands_behind_those_that_it_stands_on() -> None:
    names = list(BY_NAME)
    for step in STEPS:
        assert all(names.index(one) < names.index(step.name) for one in step.after), step.name
        assert step.cost
        assert step.by_hand.strip()


@pytest.mark.parametrize(("looks", "found"), [(1, 1), (3, 3), (4, None)])
def test_waiting_ends_when_it_is_there_or_the_time_is_over(looks: int, found: int | None) -> None:
    seen: list[int] = []
    slept: list[float] = []

    def look() -> int | None:
        seen.append(1)
        return len(seen) if len(seen) == looks else None

    assert waiting.wait_for(look, 2 * waiting.SECONDS_BETWEEN_LOOKS, slept.append) == found
    assert sum(slept) <= 2 * waiting.SECONDS_BETWEEN_LOOKS
