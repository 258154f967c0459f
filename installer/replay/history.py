"""A history of events in files, read line by line: what is kept in memory is only where each event stands and when it was.

A file holds JSON lines, each a whole EventBridge event with its own `time`, or a finding, whose UpdatedAt is the time.
"""

from __future__ import annotations

import hashlib
import json
import random
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

from formatter.finding.reader import finding_from
from formatter.finding.safe import moment
from installer.errors import UserError
from installer.findings.files import event_in

_LATEST_DOUBLE = 10
"""An event that comes twice comes again after fewer others than this."""

_MOST_PROBLEMS = 10
"""So many lines that cannot be read are named; the rest are counted."""


class Arrival(str, Enum):
    """In which order the events of a history arrive."""

    TIME = "time"
    """By their own time."""
    FILE = "file"
    """As they stand in the files; an event that is older than the one before it comes late."""
    SHUFFLED = "shuffled"
    """By chance."""
    DOUBLED = "doubled"
    """By their own time, each a second time somewhat later."""


@dataclass(frozen=True)
class Happening:
    """An event and when it arrives."""

    at: datetime
    event: Mapping[str, Any]


class History:
    """The events of some files in the order in which they arrive."""

    def __init__(self, paths: Sequence[Path], progress: Callable[[int], None] = lambda _count: None) -> None:
        """Read the files once, to know when everything was.

        Args:
            paths: the files.
            progress: is told how many events were read so far.

        Raises:
            UserError: a file cannot be read, a line is no event, or an event has no time.
        """
        self._paths = tuple(paths)
        self._times = array("d")
        self._places = array("Q")
        self._files = array("L")
        self._read(progress)
        self._open: list[BinaryIO] = [path.open("rb") for path in self._paths]

    def __len__(self) -> int:
        """Return the number of events."""
        return len(self._times)

    @property
    def begins(self) -> datetime | None:
        """Return the time of the first event; None where there is none."""
        return _from_seconds(min(self._times)) if self._times else None

    def arriving(self, arrival: Arrival, seed: int = 0) -> Iterator[Happening]:
        """Yield the events in the order and at the times at which they arrive.

        An event never arrives before its own time; what stands earlier in that order arrives no later.
        """
        latest = 0.0
        for position in self._order(arrival, random.Random(seed)):  # noqa: S311  # chance, no secret
            latest = max(latest, self._times[position])
            yield Happening(_from_seconds(latest), self.event(position))

    def event(self, position: int) -> Mapping[str, Any]:
        """Return the event at a position."""
        file = self._open[self._files[position]]
        file.seek(self._places[position])
        return _event(file.readline())

    def time_of(self, position: int) -> float:
        """Return when it was, in seconds since 1970."""
        return self._times[position]

    def by_time(self) -> array[int]:
        """Return all positions by the time of their events."""
        return array("Q", sorted(range(len(self)), key=self._times.__getitem__))

    def close(self) -> None:
        """Close the files."""
        for file in self._open:
            file.close()

    def _order(self, arrival: Arrival, chance: random.Random) -> array[int]:
        order = self.by_time() if arrival in (Arrival.TIME, Arrival.DOUBLED) else array("Q", range(len(self)))
        if arrival is Arrival.SHUFFLED:
            chance.shuffle(order)
        if arrival is Arrival.DOUBLED:
            first = [(float(place), position) for place, position in enumerate(order)]
            again = [(place + chance.randrange(1, _LATEST_DOUBLE) + 0.5, position) for place, position in first]
            order = array("Q", (position for _, position in sorted([*first, *again])))
        return order

    def _read(self, progress: Callable[[int], None]) -> None:
        problems: list[str] = []
        count = 0
        for number, path in enumerate(self._paths):
            for line_number, place, line in _lines(path):
                try:
                    self._note(number, place, line)
                except ValueError as error:
                    count += 1
                    problems += [f"{path}, line {line_number}: {error}"] if count <= _MOST_PROBLEMS else []
                progress(len(self))
        if problems:
            more = f" And {count - _MOST_PROBLEMS} more." if count > _MOST_PROBLEMS else ""
            raise UserError("\n".join(problems) + more)

    def _note(self, number: int, place: int, line: bytes) -> None:
        event = _event(line)
        at = moment(event.get("time"))
        if at is None:
            raise ValueError("this event has no time: an event needs `time`, a finding `UpdatedAt`.")
        self._times.append(at.timestamp())
        self._places.append(place)
        self._files.append(number)


def _lines(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield number, place and bytes of each line that is not empty."""
    try:
        with path.open("rb") as file:
            place = 0
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, place, line
                place += len(line)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error


def _event(line: bytes) -> Mapping[str, Any]:
    """Return the whole event of a line; a finding's has its time of update and an id that follows from its content."""
    try:
        raw = json.loads(line)
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"this is no JSON ({error}); one event or finding stands on each line.") from error
    event = event_in(raw)
    if "time" in event:
        return event
    updated_at = finding_from(event["detail"]["findings"][0]).updated_at
    identity = hashlib.sha256(line.strip()).hexdigest()[:32]
    return {"id": identity, "time": updated_at.isoformat() if updated_at else "", **event}


def _from_seconds(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
