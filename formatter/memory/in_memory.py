"""A whole memory in one process: for what plays a history through the formatter, and nothing of it is kept."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from formatter.memory.bucket import BUCKETS
from formatter.memory.interface import ConflictError, Page, Seen
from formatter.memory.lifetimes import needed_until
from formatter.memory.records import KnownFinding, Problem, Urgency, replace

_PAGE = 1_000


class InMemoryMemory:
    """The memory of one subscription in dictionaries."""

    def __init__(self) -> None:
        self._findings: dict[str, KnownFinding] = {}
        self._problems: dict[str, Problem] = {}
        self._agenda: dict[Urgency, list[tuple[datetime, str]]] = {urgency: [] for urgency in Urgency}
        self._full_at: dict[Urgency, datetime] = {}
        self._leases: dict[str, datetime] = {}
        self._notes: dict[str, Mapping[str, Any]] = {}

    def see(self, finding: KnownFinding, now: datetime) -> Seen:
        """Note a pure repeat, else return what is known."""
        known = self._findings.get(finding.key)
        if known is None or not _is_repeat(known, finding, now):
            return Seen(is_repeat=False, known=known)
        self._findings[finding.key] = known._replace(clock=finding.clock)
        return Seen(is_repeat=True)

    def finding(self, key: str) -> KnownFinding | None:
        """Return the finding's row."""
        return self._findings.get(key)

    def problem(self, key: str) -> Problem:
        """Return the problem's row."""
        return self._problems.get(key) or Problem(key)

    def problems(self, keys: Sequence[str]) -> tuple[Problem, ...]:
        """Return the rows of so many problems."""
        return tuple(self._problems[key] for key in keys if key in self._problems)

    def record(self, known: KnownFinding | None, finding: KnownFinding, before: Problem, after: Problem) -> None:
        """Replace both rows, or none."""
        found = self._findings.get(finding.key)
        if (found and found.clock) != (known and known.clock):
            raise ConflictError(finding.key)
        if after != before:
            self.write(before, after)
        self._findings[finding.key] = finding

    def write(self, before: Problem, after: Problem) -> None:
        """Replace a problem's row, and its place in the agenda."""
        found = self.problem(before.key)
        if found.version != before.version:
            raise ConflictError(before.key)
        if found.appointment:
            places = self._agenda[found.appointment.urgency]
            del places[bisect_left(places, (found.appointment.at, found.key))]
        if after.appointment:
            insort(self._agenda[after.appointment.urgency], (after.appointment.at, after.key))
        self._problems[after.key] = replace(after, version=before.version + 1)

    def write_all(self, changes: Sequence[tuple[Problem, Problem]]) -> frozenset[str]:
        """Replace so many problems' rows, each by itself."""
        changed = set()
        for before, after in changes:
            try:
                self.write(before, after)
            except ConflictError:
                changed.add(before.key)
        return frozenset(changed)

    def due(self, urgency: Urgency, now: datetime) -> Iterator[str]:
        """Yield the keys of what is due as it stood when this was called, the earliest first."""
        return iter([key for _, key in self._agenda[urgency][: self.number_due(urgency, now)]])

    def number_due(self, urgency: Urgency, until: datetime) -> int:
        """Return how many are due by then."""
        return bisect_right(self._agenda[urgency], until, key=lambda place: place[0])

    def scan(self, position: str | None) -> Page:
        """Return the next problems in the order of their keys."""
        keys = sorted(key for key in self._problems if position is None or key > position)
        found = tuple(replace(self._problems[key], finding=None) for key in keys[:_PAGE])
        return Page(found, keys[_PAGE - 1] if len(keys) > _PAGE else None)

    def take(self, urgency: Urgency, now: datetime) -> bool:
        """Take one message out of the bucket."""
        bucket = BUCKETS[urgency]
        full_at = max(self._full_at.get(urgency, now), now)
        if full_at - now > bucket.tolerance:
            return False
        self._full_at[urgency] = full_at + bucket.interval
        return True

    def lease(self, name: str, until: datetime, now: datetime) -> bool:
        """Take the lease unless somebody holds it."""
        if name in self._leases and self._leases[name] > now:
            return False
        self._leases[name] = until
        return True

    def release(self, name: str) -> None:
        """Give the lease back."""
        self._leases.pop(name, None)

    def note(self, name: str) -> Mapping[str, Any]:
        """Return a note."""
        return self._notes.get(name, {})

    def write_note(self, name: str, note: Mapping[str, Any]) -> None:
        """Keep a note."""
        self._notes[name] = dict(note)


def _is_repeat(known: KnownFinding, finding: KnownFinding, now: datetime) -> bool:
    is_same = (known.state, known.severity) == (finding.state, finding.severity)
    return is_same and known.clock < finding.clock and known.expires_at > needed_until(finding, now)
