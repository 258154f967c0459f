"""More than one sweep can mark: a digest names what it can and gives the number of the rest, which later sweeps mark as told.

Else a million findings would be a digest an hour for a day, each for as many as one sweep has the time to mark. Nothing further
of the class goes into a digest before all is marked that was told by its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from formatter.delivery.budget import Share
from formatter.delivery.due import Due
from formatter.delivery.note import SweepNote
from formatter.delivery.teller import Teller
from formatter.memory.interface import MOST_AT_ONCE, Memory
from formatter.memory.records import Problem, Urgency

MOST_IN_A_DIGEST = 20_000
"""So many a digest takes one by one: a sweep marks them in its time, also while a storm takes half of the table's writes."""

_INDEX_LAG = timedelta(minutes=3)
"""What came later may not be in the agenda's index yet, and so not in the number; it waits for the next digest."""

_PART = "told by number"


class Beyond(NamedTuple):
    """What a digest tells by its number.

    Attributes:
        number: how many.
        until: those whose time had come by then.
    """

    number: int
    until: datetime


class Backlog:
    """What was told by its number and is not marked yet, by class."""

    def __init__(self, memory: Memory, note: SweepNote, teller: Teller) -> None:
        self._memory = memory
        self._note = note
        self._teller = teller

    def is_left(self, urgency: Urgency) -> bool:
        """Tell whether something of the class is not marked yet."""
        return urgency.value in self._note.part(_PART)

    def beyond(self, urgency: Urgency, due: Due, told: Sequence[Problem], now: datetime) -> Beyond | None:
        """Return what a digest of `told` leaves out; None where it is nothing, or where not all that is due is to be told."""
        until = now - _INDEX_LAG
        if (due.is_all and len(told) == len(due.rows)) or any(row.pending is None for row in due.rows):
            return None
        number = self._memory.number_due(urgency, until) - sum(_is_due(row, until) for row in told)
        return Beyond(number, until) if number > 0 else None

    def begin(self, urgency: Urgency, beyond: Beyond, now: datetime) -> None:
        """Note that a digest told these by their number just now."""
        times = {"until": beyond.until.timestamp(), "told_at": now.timestamp()}
        self._note.keep(_PART, {**self._note.part(_PART), urgency.value: times})

    def work_off(self, urgency: Urgency, due: Due, share: Share) -> list[Problem]:
        """Mark what was told by its number, as far as the time goes; returns what still waits to be told."""
        waiting = [row for row in due.rows if row.pending is not None]
        if not self.is_left(urgency):
            return waiting
        times = self._note.part(_PART)[urgency.value]
        until, told_at = (datetime.fromtimestamp(times[name], timezone.utc) for name in ("until", "told_at"))
        told = [row for row in waiting if _is_due(row, until)]
        for start in range(0, len(told), MOST_AT_ONCE):
            if share.is_over:
                break
            self._teller.told_by_number(told[start : start + MOST_AT_ONCE], told_at)
        if not told and (due.is_all or waiting):
            self._note.keep(_PART, {name: one for name, one in self._note.part(_PART).items() if name != urgency.value})
        return [row for row in waiting if not _is_due(row, until)]


def _is_due(row: Problem, until: datetime) -> bool:
    return row.appointment is not None and row.appointment.at <= until
