"""Read what is due, piece by piece: each row once more and consistently, since the agenda's index lags behind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from formatter.delivery.budget import Share
from formatter.memory.interface import MOST_AT_ONCE, Memory, MemoryUnreachableError
from formatter.memory.records import Problem, Urgency, replace

MOST_ROWS = 40_000
"""So many a sweep reads of a class before it tells them: they fit into the function's memory. The next sweep goes on."""


class Due(NamedTuple):
    """Problems whose time has come, the earliest first, without their whole findings; and whether these are all."""

    rows: list[Problem]
    is_all: bool


def due_rows(memory: Memory, urgency: Urgency, now: datetime, share: Share, failures: list[str]) -> Due:
    """Return problems of a class whose time has come, as many as fit into the time.

    Args:
        memory: where they are.
        urgency: the class.
        now: the time.
        share: the time for reading.
        failures: takes a sentence for each row that cannot be read; such a row keeps no other from being read.
    """
    keys = memory.due(urgency, now)
    found: dict[str, Problem] = {}
    while len(found) < MOST_ROWS and not share.is_over:
        if not (some := tuple(islice(keys, MOST_AT_ONCE))):
            return Due(list(found.values()), is_all=True)
        due = (row for row in _read(memory, some, failures) if _is_due(row, urgency, now))
        # Whole findings by the thousand would not fit into the function's memory, and digests do not need them.
        found |= {row.key: replace(row, finding=None) for row in due}
    return Due(list(found.values()), is_all=False)


def _read(memory: Memory, keys: Sequence[str], failures: list[str]) -> Iterator[Problem]:
    try:
        yield from memory.problems(keys)
    except MemoryUnreachableError:
        raise
    except Exception:  # noqa: BLE001  # a row that no code of ours would write
        for key in keys:
            try:
                yield memory.problem(key)
            except MemoryUnreachableError:
                raise
            except Exception as error:  # noqa: BLE001  # likewise
                failures.append(f"the row of {key} cannot be read: {error!r}")


def _is_due(row: Problem, urgency: Urgency, now: datetime) -> bool:
    place = row.appointment
    return place is not None and place.urgency is urgency and place.at <= now
