"""What any memory of a subscription must be able to do.

Every method may raise MemoryUnreachableError; a throttle is retried before that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from formatter.memory.records import KnownFinding, Problem, Urgency

MOST_AT_ONCE = 100
"""Rows that one call reads or writes: a digest of thousands is marked in a few calls.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
"""


class MemoryUnreachableError(Exception):
    """The table did not answer, not in time, or refused."""


class ConflictError(Exception):
    """Somebody else changed a row between reading and writing."""


class Seen(NamedTuple):
    """What the first call on a finding's row found.

    Attributes:
        is_repeat: the row knew the same state and severity with an older clock; the new clock is noted, nothing is left to do.
        known: the row as it was, where it is no such repeat; None where there is no row.
    """

    is_repeat: bool
    known: KnownFinding | None = None


class Page(NamedTuple):
    """A piece of the daily scan: problems, and where the next piece begins (None after the last)."""

    problems: tuple[Problem, ...]
    position: str | None


class Memory(Protocol):
    """The memory of one subscription."""

    def see(self, finding: KnownFinding, now: datetime) -> Seen:
        """Note a pure repeat in one call; else return what is known. A row about to expire is not a pure repeat."""

    def finding(self, key: str) -> KnownFinding | None:
        """Return the finding's row, read consistently: for what must be decided without noting a clock first."""

    def problem(self, key: str) -> Problem:
        """Return the problem's row, read consistently; version 0 where there is none."""

    def problems(self, keys: Sequence[str]) -> tuple[Problem, ...]:
        """Return the rows of so many problems (at most MOST_AT_ONCE), read consistently, in any order."""

    def record(self, known: KnownFinding | None, finding: KnownFinding, before: Problem, after: Problem) -> None:
        """Replace both rows in one transaction; the problem's is left alone where `after` equals `before`.

        The problem's row gets the next version. Raises ConflictError where `known` or `before` no longer stands.
        """

    def write(self, before: Problem, after: Problem) -> None:
        """Replace a problem's row alone, by the next version; raises ConflictError where `before` no longer stands."""

    def write_all(self, changes: Sequence[tuple[Problem, Problem]]) -> frozenset[str]:
        """Replace so many problems' rows (at most MOST_AT_ONCE), each by itself, as `write` does one.

        Returns the keys of those whose `before` no longer stands; they stay as they are, and keep no other from being written.
        """

    def due(self, urgency: Urgency, now: datetime) -> Iterator[str]:
        """Yield the keys of problems whose appointment has come, the earliest of each shard first, read piece by piece."""

    def number_due(self, urgency: Urgency, until: datetime) -> int:
        """Return for how many problems the appointment had come by then, as far as the agenda's index shows them by now."""

    def scan(self, position: str | None) -> Page:
        """Return the next piece of all problems."""

    def take(self, urgency: Urgency, now: datetime) -> bool:
        """Take one message out of the bucket of that class; False when it is empty, or throttles."""

    def lease(self, name: str, until: datetime, now: datetime) -> bool:
        """Take a lease that nobody else holds; False when somebody does."""

    def release(self, name: str) -> None:
        """Give a lease back before it ends, so that who comes next after a failure may have it."""

    def note(self, name: str) -> Mapping[str, Any]:
        """Return a note of the subscription's own, read consistently; empty where there is none."""

    def write_note(self, name: str, note: Mapping[str, Any]) -> None:
        """Keep a note of the subscription's own."""
