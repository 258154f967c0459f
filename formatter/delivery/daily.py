"""Once a day, at the digest's hour: reminders, or the word that nothing is open, as the owner asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from formatter.delivery.publisher import Publisher, PublishError
from formatter.delivery.schedule import last_daily
from formatter.memory.memory import Memory, StillOpen
from formatter.messages.digest import DigestEntry, compose_digest
from formatter.messages.message import Email, Kind
from formatter.settings import Delivery, Preferences

NOTE = "daily"
"""Name of the note of the hour that was reported last."""

_REMINDERS = "You asked to be reminded of findings that stay open."
_NOTHING_OPEN = "This is your daily digest. You asked to hear when nothing is open."


class DailyReport:
    """Reports once a day for one subscription."""

    def __init__(self, memory: Memory, preferences: Preferences) -> None:
        self._memory = memory
        self._preferences = preferences

    def tell(self, mail: Publisher, now: datetime) -> tuple[str, ...]:
        """Tell what is due since the owner's hour, and note it once it is sent; returns what AWS answered to failures.

        The caller sees to it that only one sweep is at it. Raises MemoryUnreachableError.
        """
        if not (self._preferences.reminder_days or self._preferences.when_nothing_open):
            return ()
        hour = last_daily(self._preferences, now)
        done = {"reported": hour.isoformat()}
        before = self._memory.note(NOTE)
        if before == done:
            return ()
        # The hour that passed before the first sweep of a subscription is not one of its own.
        emails = self._emails(hour, now) if before else ()
        try:
            for email in emails:
                mail.publish(email)
        except PublishError as error:
            return (str(error),)
        self._memory.write_note(NOTE, done, now)
        return ()

    def _emails(self, hour: datetime, now: datetime) -> Iterable[Email]:
        # An owner who asked for more severe findings only is not reminded of the others.
        still_open = [one for one in self._memory.still_open(now) if one.severity >= self._preferences.minimum_severity]
        overdue = self._overdue(still_open, hour)
        if not overdue and not self._says_nothing_is_open(still_open):
            return ()
        entries = [DigestEntry.of(one.summary, one.severity, Kind.REMINDER) for one in overdue]
        reason = _REMINDERS if overdue else _NOTHING_OPEN
        return (digest.email for digest in compose_digest(entries, self._preferences, now, reason))

    def _says_nothing_is_open(self, still_open: Sequence[StillOpen]) -> bool:
        is_wanted = self._preferences.when_nothing_open and self._preferences.delivery is Delivery.DAILY
        return is_wanted and not still_open and not any(True for _ in self._memory.waiting())

    def _overdue(self, still_open: Sequence[StillOpen], hour: datetime) -> list[StillOpen]:
        """Return what was told a multiple of the owner's days before that hour, to the day."""
        days = self._preferences.reminder_days
        return [one for one in still_open if days and (age := (hour - one.told_at).days) >= days and age % days == 0]
