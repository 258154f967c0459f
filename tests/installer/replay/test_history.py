"""Events arrive in the order that is asked for, and a file that is no history says why."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from installer.errors import UserError
from installer.replay.history import Arrival, History


def event(number: int, minute: int) -> dict[str, Any]:
    return {
        "id": f"e-{number}",
        "time": f"2026-11-20T10:{minute:02}:00Z",
        "detail-type": "Security Hub Findings - Imported",
        "source": "aws.securityhub",
        "detail": {"findings": [{"Id": f"f-{number}", "Title": "T"}]},
    }


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(json.dumps(event(number, minute)) for number, minute in enumerate((5, 1, 3))) + "\n\n")
    return file


def arrivals(history: History, arrival: Arrival, seed: int = 0) -> list[tuple[str, str]]:
    return [(one.event["id"], f"{one.at:%H:%M}") for one in history.arriving(arrival, seed)]


@pytest.mark.parametrize(
    ("arrival", "expected"),
    [
        (Arrival.TIME, [("e-1", "10:01"), ("e-2", "10:03"), ("e-0", "10:05")]),
        # Late ones do not turn back the clock.
        (Arrival.FILE, [("e-0", "10:05"), ("e-1", "10:05"), ("e-2", "10:05")]),
    ],
)
def test_the_order_of_arrival(path: Path, arrival: Arrival, expected: list[tuple[str, str]]) -> None:
    assert arrivals(History([path]), arrival) == expected


def test_doubled_events_come_twice_and_shuffled_ones_once(path: Path) -> None:
    history = History([path, path])
    assert Counter(name for name, _ in arrivals(history, Arrival.DOUBLED)) == {"e-0": 4, "e-1": 4, "e-2": 4}
    shuffled = [arrivals(history, Arrival.SHUFFLED, seed) for seed in (1, 1, 2)]
    assert shuffled[0] == shuffled[1] != shuffled[2]
    assert Counter(name for name, _ in shuffled[2]) == {"e-0": 2, "e-1": 2, "e-2": 2}


def test_a_finding_comes_at_its_time_of_update_with_an_id_of_its_content(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    finding = {"Id": "f", "Title": "T", "UpdatedAt": "2026-11-20T10:07:00.5Z"}
    file.write_text(f"{json.dumps(finding)}\n{json.dumps({'source': 'somewhere', 'finding': finding})}\n")
    first, second = History([file]).arriving(Arrival.FILE)
    assert first.at.isoformat() == "2026-11-20T10:07:00.500000+00:00"
    assert first.event["detail-type"] == "Security Hub Findings - Imported"
    assert first.event["id"] != second.event["id"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "line 1: this is no JSON"),
        ("[1]", "line 1: a finding is a JSON object"),
        ('{"a": 1}', "line 1: this object is no finding"),
        ('{"Id": "f", "Title": "T"}', "line 1: this event has no time"),
        ("\n" + "\n".join(["{"] * 12), "And 2 more."),
    ],
)
def test_a_line_that_is_no_event_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text(content)
    with pytest.raises(UserError) as caught:
        History([file])
    assert sentence in str(caught.value)


def test_a_file_that_is_not_there_and_one_that_is_empty(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: No such file"):
        History([tmp_path / "missing.jsonl"])
    (tmp_path / "empty.jsonl").write_text("")
    history = History([tmp_path / "empty.jsonl"])
    assert (len(history), history.begins) == (0, None)
