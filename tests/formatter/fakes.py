"""A memory and a mailbox in the process, with faults on demand, and a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any

from formatter.delivery.publisher import PublishError
from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.memory.old_dynamodb import LIFETIME, SINGLES_PER_MINUTE
from formatter.memory.old_memory import (
    NOTHING_REMEMBERED,
    ConflictError,
    MemoryUnreachableError,
    Remembered,
    StillOpen,
    Told,
    Waiting,
)
from formatter.memory.records import Kind
from formatter.messages.message import Message
from formatter.messages.summary import summary

START = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)


class KilledError(BaseException):
    """The process ends here and now; nothing may catch it."""


@dataclass
class Clock:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)


@dataclass
class Faults:
    """What goes wrong, by the number of the call; `before` and `after` tell on which side of its effect."""

    fail: dict[int, str] = field(default_factory=dict)
    calls: int = 0
    memory_down: bool = False
    sns_down: bool = False

    def before(self, kind: type[Exception]) -> None:
        self.calls += 1
        if (self.memory_down and kind is MemoryUnreachableError) or (self.sns_down and kind is PublishError):
            raise kind("down")
        if self.fail.get(self.calls) == "fail":
            raise kind("throttled")
        if self.fail.get(self.calls) == "kill before":
            raise KilledError

    def after(self, kind: type[Exception]) -> None:
        if self.fail.get(self.calls) == "time out":
            raise kind("timed out, but it was done")
        if self.fail.get(self.calls) == "kill after":
            raise KilledError


@dataclass
class _Row:
    remembered: Remembered
    finding: Finding
    since: datetime | None = None
    told_at: datetime | None = None


class FakeMemory:
    """The memory's behaviour in a dictionary."""

    def __init__(self, faults: Faults) -> None:
        self.rows: dict[str, _Row] = {}
        self._faults = faults
        self._minutes: dict[str, int] = {}
        self._leases: dict[str, datetime] = {}
        self._notes: dict[str, Mapping[str, Any]] = {}
        self.kept: list[str] = []

    def recall(self, finding_id: str) -> Remembered:
        self._faults.before(MemoryUnreachableError)
        row = self.rows.get(finding_id)
        return row.remembered if row else NOTHING_REMEMBERED

    def record(self, finding: Finding, before: Remembered, after: Remembered, now: datetime) -> None:
        self._faults.before(MemoryUnreachableError)
        row = self.rows.get(finding.id)
        if (row.remembered.version if row else 0) != before.version:
            raise ConflictError
        expires_at = int((now + LIFETIME).timestamp())
        since = (row.since if row and row.since else now) if after.pending else None
        told_at = row.told_at if row else None
        stored = replace(after, version=before.version + 1, expires_at=expires_at)
        self.rows[finding.id] = _Row(stored, finding, since, told_at)
        self._faults.after(MemoryUnreachableError)

    def keep(self, finding_id: str, now: datetime) -> None:
        self._faults.before(MemoryUnreachableError)
        self.kept.append(finding_id)
        row = self.rows[finding_id]
        row.remembered = replace(row.remembered, expires_at=int((now + LIFETIME).timestamp()))

    def mark_told(self, told: Iterable[tuple[str, int]], now: datetime) -> list[str]:
        changed = []
        for finding_id, version in told:
            self._faults.before(MemoryUnreachableError)
            row = self.rows[finding_id]
            if row.remembered.version == version:
                row.remembered = replace(row.remembered, pending=None, version=version + 1)
                row.since, row.told_at = None, now
            else:
                changed.append(finding_id)
            self._faults.after(MemoryUnreachableError)
        return changed

    def leave_waiting(self, finding_id: str, before: Remembered, kind: Kind, now: datetime) -> None:
        self._faults.before(MemoryUnreachableError)
        row = self.rows[finding_id]
        if row.remembered.version != before.version:
            raise ConflictError
        row.remembered = replace(row.remembered, pending=kind, version=before.version + 1)
        row.told_at = now
        self._faults.after(MemoryUnreachableError)

    def take_single(self, now: datetime) -> bool:
        self._faults.before(MemoryUnreachableError)
        minute = f"{now:%Y-%m-%dT%H:%M}"
        self._minutes[minute] = self._minutes.get(minute, 0) + 1
        return self._minutes[minute] <= SINGLES_PER_MINUTE

    def waiting(self) -> Iterator[Waiting]:
        self._faults.before(MemoryUnreachableError)
        for finding_id, row in sorted(self.rows.items(), key=lambda item: str(item[1].since)):
            if row.remembered.pending and row.since:
                known = row.remembered
                yield Waiting(
                    finding_id, row.remembered.pending, known.severity, row.since, summary(row.finding), known.version
                )

    def waiting_finding(self, finding_id: str) -> Finding | None:
        self._faults.before(MemoryUnreachableError)
        return self.rows[finding_id].finding

    def still_open(self, now: datetime) -> Iterator[StillOpen]:  # Memory's signature
        for finding_id, row in self.rows.items():
            if row.remembered.told is Told.OPEN and row.told_at:
                yield StillOpen(finding_id, row.remembered.severity, row.told_at, summary(row.finding))

    def lease(self, name: str, until: datetime, now: datetime) -> bool:
        self._faults.before(MemoryUnreachableError)
        if self._leases.get(name, now) > now:
            return False
        self._leases[name] = until
        return True

    def note(self, name: str) -> Mapping[str, Any]:
        return self._notes.get(name, {})

    def write_note(self, name: str, note: Mapping[str, Any], now: datetime) -> None:
        self._notes[name] = dict(note)


class FakePublisher:
    """A mailbox that notes when each email came."""

    def __init__(self, faults: Faults, clock: Clock) -> None:
        self.emails: list[Message] = []
        self.times: list[datetime] = []
        self.known: dict[str, str] = {}
        self._faults = faults
        self._clock = clock

    def publish(self, email: Message) -> str:
        self._faults.before(PublishError)
        self.emails.append(email)
        self.times.append(self._clock())
        self._faults.after(PublishError)
        return f"message-{len(self.emails)}"

    def addresses(self) -> Mapping[str, str]:
        return self.known

    @property
    def subjects(self) -> list[str]:
        return [email.subject for email in self.emails]


def finding(own_id: str = "f-1", **fields: Any) -> Finding:
    """Return an open finding of high severity; keyword arguments replace fields."""
    raw = {
        "Id": own_id,
        "Title": f"Title of {own_id}.",
        "AwsAccountId": "111122223333",
        "Severity": {"Label": "HIGH"},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
    }
    return finding_from(raw | fields)


def passed(own_id: str = "f-1", **fields: Any) -> Finding:
    """Return the same finding as Security Hub sends it once its control passes."""
    closed = {
        "Severity": {"Label": "INFORMATIONAL"},
        "Workflow": {"Status": "RESOLVED"},
        "Compliance": {"Status": "PASSED"},
    }
    return finding(own_id, **(closed | fields))
