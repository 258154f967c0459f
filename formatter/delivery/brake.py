"""Never a flood: two buckets of single messages, and a mode in which all of a class goes into digests.

The memory counts (urgent: 5 at once and 20 an hour; the rest: 3 at once and 6 an hour). Once something is held back, the whole
class goes into digests until a run of the sweep finds that nothing came for a while: a stream of findings, or a burst every
hour, would otherwise fill both, single messages and digests. Urgent messages have a bucket of their own, so that none waits
behind others.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import NamedTuple

from formatter.delivery.budget import Clock
from formatter.memory.interface import Memory
from formatter.memory.records import Urgency

_FIRST_RUNS = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 30))
_LATER = timedelta(hours=1)
"""After a flood began its digests come so much later, then every hour: below 30 a day."""

_QUIET = {Urgency.URGENT: timedelta(), Urgency.REST: _LATER}
"""So long before a run nothing may have come for the flood to end: what is checked hourly bursts hourly."""


class Flood(NamedTuple):
    """A class of messages that goes into digests.

    Attributes:
        since: when something was held back first.
        last_run: when its last digest went out; at first when it began.
        next_run: when the next one may.
    """

    since: datetime
    last_run: datetime
    next_run: datetime

    @classmethod
    def begun(cls, now: datetime) -> Flood:
        """Return a flood that begins now."""
        return cls(now, now, now + _FIRST_RUNS[0])

    def after_a_run(self, now: datetime) -> Flood:
        """Return it with its next run, later than now."""
        run = next((self.since + one for one in _FIRST_RUNS if self.since + one > now), None)
        if run is None:
            hours = (now - self.since - _FIRST_RUNS[-1]) // _LATER + 1
            run = self.since + _FIRST_RUNS[-1] + hours * _LATER
        return Flood(self.since, now, run)


class Brake:
    """Holds back what would be too much; one of its kind a process."""

    def __init__(self, memory: Memory, clock: Clock) -> None:
        self._memory = memory
        self._clock = clock
        self._closed_until: dict[Urgency, datetime] = {}

    def take(self, urgency: Urgency) -> bool:
        """Take one single message of that class; False where it has to wait for a digest.

        What is known to be closed is not asked again before it can have opened: a storm costs no call for each finding.
        """
        now = self._clock()
        if now < self._closed_until.get(urgency, now):
            return False
        flood = self.flood(urgency)
        if flood is None and self._memory.take(urgency, now):
            return True
        if flood is None:
            flood = Flood.begun(now)
            self._note(urgency, flood)
        self._closed_until[urgency] = flood.next_run
        return False

    def flood(self, urgency: Urgency) -> Flood | None:
        """Return the flood of a class; None where there is none."""
        note = self._memory.note(_name(urgency))
        return Flood(*(datetime.fromtimestamp(one, timezone.utc) for one in note["times"])) if note else None

    def ran(self, urgency: Urgency, flood: Flood, *, found: bool) -> None:
        """Note that a run of the sweep told what waited; the flood ends where nothing came for a while."""
        now = self._clock()
        is_over = not found and now - flood.last_run >= _QUIET[urgency]
        self._note(urgency, None if is_over else flood.after_a_run(now))

    def _note(self, urgency: Urgency, flood: Flood | None) -> None:
        times = (flood.since, flood.last_run, flood.next_run) if flood else ()
        self._memory.write_note(_name(urgency), {"times": [one.timestamp() for one in times]} if flood else {})


def _name(urgency: Urgency) -> str:
    return f"flood-{urgency.value}"
