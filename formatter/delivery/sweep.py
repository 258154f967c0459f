"""Every few minutes: tell what still waits, the digests that are due, the reminders, and addresses that get nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from formatter.delivery.publisher import Publisher, PublishError
from formatter.delivery.schedule import is_due, is_immediate, last_daily
from formatter.emails.compose import compose
from formatter.emails.digest import DigestEntry, compose_digest
from formatter.emails.message import Email, Kind
from formatter.finding.reader import finding_from
from formatter.memory.memory import Memory, StillOpen, Waiting
from formatter.settings import Delivery, Preferences

_LEASE = timedelta(minutes=4)
"""A sweep that came twice finds the lease taken; it ends before the next sweep, five minutes later."""

_ONE_SECOND = 1.0

_HELD_BACK = "So many findings came at once, or sending failed for a while, that they come together in this email."
_REGULAR = "These findings came since your last digest."
_REMINDERS = "You asked to be reminded of findings that stay open."
_NOTHING_OPEN = "This is your daily digest. You asked to hear when nothing is open."


@dataclass(frozen=True)
class Swept:
    """What a sweep did, for the log and the metrics.

    Attributes:
        emails: emails sent.
        told: findings told.
        waiting: findings that still wait (for their digest).
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
            MemoryUnreachableError: the table did not answer; the next sweep does it all.
        """
        now = self._clock()
        if not self._memory.lease("sweep", now + _LEASE, now):
            return None
        waiting = list(self._memory.waiting())
        due = [one for one in waiting if is_due(one.since, one.severity, self._preferences, now)]
        emails, failures = self._tell(due, now)
        told = 0 if failures else len(due)
        reminders, more_failures = self._daily(now)
        return Swept(emails + reminders, told, len(waiting) - told, _oldest(due, now), failures + more_failures)

    def _tell(self, due: Sequence[Waiting], now: datetime) -> tuple[int, tuple[str, ...]]:
        """Send what is due: one email for one finding, else digests. Marks as told only what was sent."""
        urgent = [one for one in due if is_immediate(one.severity, self._preferences)]
        regular = [one for one in due if not is_immediate(one.severity, self._preferences)]
        sent = 0
        for group, reason in ((urgent, _HELD_BACK), (regular, _REGULAR)):
            if not group:
                continue
            try:
                sent += self._send(self._emails(group, reason, now))
            except PublishError as error:
                return sent, (str(error),)
            self._memory.mark_told([(one.finding_id, one.version) for one in group], self._clock())
        return sent, ()

    def _emails(self, group: Sequence[Waiting], reason: str, now: datetime) -> tuple[Email, ...]:
        if len(group) == 1 and self._preferences.delivery is Delivery.IMMEDIATE:
            one = group[0]
            finding = self._memory.waiting_finding(one.finding_id) or finding_from(one.summary)
            return (compose(finding.told_as(one.severity), one.kind, self._preferences, now),)
        entries = [DigestEntry(finding_from(one.summary).told_as(one.severity), one.kind) for one in group]
        return compose_digest(entries, self._preferences, now, reason)

    def _send(self, emails: Iterable[Email]) -> int:
        """Send at most one email a second."""
        sent = 0
        for email in emails:
            if sent:
                self._pause(_ONE_SECOND)
            self._publisher.publish(email)
            sent += 1
        return sent

    def _daily(self, now: datetime) -> tuple[int, tuple[str, ...]]:
        """Once a day, at the digest's hour: reminders, or the word that nothing is open, as the owner asked."""
        wanted = self._preferences.reminder_days or self._preferences.when_nothing_open
        moment = last_daily(self._preferences, now)
        if not wanted or not self._memory.lease(f"daily {moment:%Y-%m-%dT%H:%M}", moment + timedelta(days=2), now):
            return 0, ()
        still_open = list(self._memory.still_open())
        overdue = self._overdue(still_open, now)
        if not overdue and (still_open or not self._says_nothing_is_open()):
            return 0, ()
        entries = [DigestEntry(finding_from(one.summary).told_as(one.severity), Kind.REMINDER) for one in overdue]
        reason = _REMINDERS if overdue else _NOTHING_OPEN
        try:
            return self._send(compose_digest(entries, self._preferences, now, reason)), ()
        except PublishError as error:
            return 0, (str(error),)

    def _says_nothing_is_open(self) -> bool:
        return self._preferences.when_nothing_open and self._preferences.delivery is Delivery.DAILY

    def _overdue(self, still_open: Sequence[StillOpen], now: datetime) -> list[StillOpen]:
        """Return what was told a multiple of the owner's days ago, to the day."""
        days = self._preferences.reminder_days
        return [one for one in still_open if days and (age := (now - one.told_at).days) >= days and age % days == 0]


def _oldest(due: Sequence[Waiting], now: datetime) -> float:
    return max(((now - one.since).total_seconds() for one in due), default=0.0)
