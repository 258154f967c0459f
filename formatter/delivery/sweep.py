"""Every few minutes: tell what still waits, the digests that are due, the reminders, and addresses that get nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from formatter.delivery.marking import Telling, mark_as_told
from formatter.delivery.publisher import PacedPublisher, Publisher, PublishError
from formatter.delivery.schedule import is_due, is_immediate
from formatter.finding.finding import Finding, State
from formatter.finding.reader import finding_from
from formatter.memory.old_memory import Memory, Told, Waiting
from formatter.memory.records import Problem
from formatter.messages.compose import compose
from formatter.messages.digest import Entry, compose_digest
from formatter.messages.message import Message
from formatter.settings import Delivery, Preferences

_LEASE = timedelta(minutes=4)
"""A sweep that came twice finds the lease taken; it ends before the next sweep, five minutes later."""

_MOST_FINDINGS = 10_000
"""So many a sweep tells within the function's time and memory; the next one, five minutes later, goes on."""

_MOST_FAILURES = 2
"""One email that SNS refuses must not hold up the others; when a second fails too, SNS itself is in trouble."""

_HELD_BACK = "So many findings came at once, or sending failed for a while, that they come together in this email."
_REGULAR = "These findings came since your last digest."


@dataclass(frozen=True)
class Swept:
    """What a sweep did, for the log and the metrics.

    Attributes:
        emails: emails sent.
        told: findings told.
        waiting: findings that still wait (for their digest or the next sweep).
        oldest_seconds: how long the oldest finding that was already due had waited; 0 when none was due.
        failures: what AWS answered to calls that failed.
    """

    emails: int = 0
    told: int = 0
    waiting: int = 0
    oldest_seconds: float = 0.0
    failures: tuple[str, ...] = ()


class Sweeper:
    """Sweeps for one subscription."""

    def __init__(
        self,
        memory: Memory,
        publisher: Publisher,
        preferences: Preferences,
        clock: Callable[[], datetime],
        pause: Callable[[float], None],
    ) -> None:
        self._memory = memory
        self._publisher = publisher
        self._preferences = preferences
        self._clock = clock
        self._pause = pause

    def sweep(self) -> Swept | None:
        """Do one sweep; None when another one is at it.

        Raises:
            MemoryUnreachableError: the table did not answer; the next sweep does what this one could not.
        """
        now = self._clock()
        if not self._memory.lease("sweep", now + _LEASE, now):
            return None
        due, waiting = self._due(now)
        mail = PacedPublisher(self._publisher, self._pause)
        told, failures = self._tell(due, mail, now)
        return Swept(mail.sent, told, waiting - told, _oldest(due, now), failures)

    def _due(self, now: datetime) -> tuple[list[Waiting], int]:
        """Return what is due, the oldest first and not too much of it, and how many findings wait in all."""
        due: list[Waiting] = []
        waiting = 0
        for one in self._memory.waiting():
            waiting += 1
            if len(due) < _MOST_FINDINGS and is_due(one, self._preferences, now):
                due.append(one)
        return due, waiting

    def _tell(self, due: Sequence[Waiting], mail: Publisher, now: datetime) -> tuple[int, tuple[str, ...]]:
        """Send what is due and mark it as told email by email, so that whatever ends the sweep repeats one at most."""
        told = 0
        failures: list[str] = []
        for email, tellings in self._emails(due, now):
            try:
                mail.publish(email)
            except PublishError as error:
                failures.append(str(error))
                if len(failures) == _MOST_FAILURES:
                    break
                continue
            mark_as_told(self._memory, tellings, self._preferences, self._clock())
            told += len(tellings)
        return told, tuple(failures)

    def _emails(self, due: Sequence[Waiting], now: datetime) -> Iterator[tuple[Message, list[Telling]]]:
        urgent = [one for one in due if is_immediate(one.kind, one.severity, self._preferences)]
        regular = [one for one in due if not is_immediate(one.kind, one.severity, self._preferences)]
        for group, reason in ((urgent, _HELD_BACK), (regular, _REGULAR)):
            if len(group) == 1 and self._preferences.delivery is Delivery.IMMEDIATE:
                yield self._single(group[0], now)
            elif group:
                yield from self._digests(group, reason, now)

    def _single(self, one: Waiting, now: datetime) -> tuple[Message, list[Telling]]:
        finding = self._memory.waiting_finding(one.finding_id) or finding_from(one.summary)
        email = compose(finding.told_as(one.severity), one.kind, _problem(one), self._preferences, now)
        return email, [_telling(one, finding)]

    def _digests(self, group: Sequence[Waiting], reason: str, now: datetime) -> Iterator[tuple[Message, list[Telling]]]:
        waiting = {Entry(_problem(one), one.kind): one for one in group}
        for digest in compose_digest(tuple(waiting), reason, None, self._preferences, now):
            yield digest.message, [_telling(waiting[entry], entry.finding) for entry in digest.entries]


def _problem(one: Waiting) -> Problem:
    return Problem(one.finding_id, severity=one.severity, pending=one.kind, summary=one.summary)


def _telling(one: Waiting, finding: Finding) -> Telling:
    told = Told.CLOSED if finding.state is State.CLOSED else Told.OPEN
    return Telling(one.finding_id, one.version, told, one.severity)


def _oldest(due: Sequence[Waiting], now: datetime) -> float:
    return max(((now - one.since).total_seconds() for one in due), default=0.0)
