"""A whole memory of one process: for what plays a history through the formatter, and nothing of it is kept.

Its rows are in a temporary database: small, it is in memory; large, SQLite moves it to a file of its own that ends with the
process, so that as many findings as there are take no more memory.
https://www.sqlite.org/inmemorydb.html#temp_db
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from formatter.finding.finding import State
from formatter.finding.severity import Severity
from formatter.memory.bucket import BUCKETS
from formatter.memory.interface import ConflictError, Page, Seen
from formatter.memory.lifetimes import needed_until
from formatter.memory.records import KnownFinding, Problem, Urgency, replace

_PAGE = 100
_SCHEMA = """
    CREATE TABLE findings (key TEXT PRIMARY KEY, clock TEXT, state TEXT, severity INTEGER, problem TEXT, expires_at INTEGER);
    CREATE TABLE problems (key TEXT PRIMARY KEY, version INTEGER, urgency TEXT, next_at REAL, row BLOB);
    CREATE INDEX agenda ON problems (urgency, next_at, key);
"""

_INSERTED = "INSERT OR IGNORE INTO problems VALUES (:key, :version, :urgency, :next_at, :row)"
_UPDATED = (
    "UPDATE problems SET version = :version, urgency = :urgency, next_at = :next_at, row = :row"
    " WHERE key = :key AND version = :before"
)


def temporary_database(schema: str) -> sqlite3.Connection:
    """Return an empty database that nobody else sees and that nothing is left of; its users take turns, in any thread."""
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    database.executescript(f"PRAGMA journal_mode = OFF; {schema}")
    # One transaction for all: each end of one would go through every page that was written since.
    database.execute("BEGIN")
    return database


class TemporaryMemory:
    """The memory of one subscription in a temporary database."""

    def __init__(self) -> None:
        self._rows = temporary_database(_SCHEMA)
        self._full_at: dict[Urgency, datetime] = {}
        self._leases: dict[str, datetime] = {}
        self._notes: dict[str, Mapping[str, Any]] = {}

    def see(self, finding: KnownFinding, now: datetime) -> Seen:
        """Note a pure repeat, else return what is known."""
        noted = self._rows.execute(
            "UPDATE findings SET clock = :clock WHERE key = :key AND clock < :clock AND state = :state"
            " AND severity = :severity AND expires_at > :needed",
            {**finding._asdict(), "needed": needed_until(finding, now)},
        )
        return Seen(is_repeat=True) if noted.rowcount else Seen(is_repeat=False, known=self.finding(finding.key))

    def finding(self, key: str) -> KnownFinding | None:
        """Return the finding's row."""
        found = self._rows.execute("SELECT * FROM findings WHERE key = ?", (key,)).fetchone()
        if found is None:
            return None
        _, clock, state, severity, problem, expires_at = found
        return KnownFinding(key, clock, State(state), Severity(severity), problem, expires_at)

    def problem(self, key: str) -> Problem:
        """Return the problem's row."""
        return self._problem(key) or Problem(key)

    def problems(self, keys: Sequence[str]) -> tuple[Problem, ...]:
        """Return the rows of so many problems."""
        return tuple(found for key in keys if (found := self._problem(key)))

    def record(self, known: KnownFinding | None, finding: KnownFinding, before: Problem, after: Problem) -> None:
        """Replace both rows, or none."""
        found = self.finding(finding.key)
        if (found and found.clock) != (known and known.clock):
            raise ConflictError(finding.key)
        if after != before:
            self.write(before, after)
        self._rows.execute("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?)", finding)

    def write(self, before: Problem, after: Problem) -> None:
        """Replace a problem's row, and its place in the agenda."""
        place = after.appointment
        values = {
            "key": after.key,
            "before": before.version,
            "version": before.version + 1,
            "urgency": place and place.urgency.value,
            "next_at": place and place.at.timestamp(),
            "row": pickle.dumps(replace(after, version=before.version + 1)),
        }
        written = self._rows.execute(_UPDATED if before.version else _INSERTED, values)
        if not written.rowcount:
            raise ConflictError(before.key)

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
        due = "SELECT key FROM problems WHERE urgency = ? AND next_at <= ? ORDER BY next_at, key"
        return iter([key for (key,) in self._rows.execute(due, (urgency, now.timestamp()))])

    def number_due(self, urgency: Urgency, until: datetime) -> int:
        """Return how many are due by then."""
        due = "SELECT COUNT(*) FROM problems WHERE urgency = ? AND next_at <= ?"
        number: int = self._rows.execute(due, (urgency, until.timestamp())).fetchone()[0]
        return number

    def scan(self, position: str | None) -> Page:
        """Return the next problems in the order in which they came."""
        page = self._rows.execute(
            "SELECT rowid, row FROM problems WHERE rowid > ? ORDER BY rowid LIMIT ?", (int(position or 0), _PAGE)
        ).fetchall()
        rows = (_problem(row) for _, row in page)
        found = tuple(row if row.finding is None else replace(row, finding=None) for row in rows)
        return Page(found, str(page[-1][0]) if len(page) == _PAGE else None)

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

    def _problem(self, key: str) -> Problem | None:
        found = self._rows.execute("SELECT row FROM problems WHERE key = ?", (key,)).fetchone()
        return _problem(found[0]) if found else None


def _problem(row: bytes) -> Problem:
    problem: Problem = pickle.loads(row)  # noqa: S301  # written by this process
    return problem
