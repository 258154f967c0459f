"""Nobody listens, nothing is told: SNS drops what it gets before an address has confirmed, and nobody would ever hear of it.

As long as no owner's address is confirmed, findings wait. Chat and lead addresses do not count: nobody expects them to act.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from formatter.delivery.budget import Clock
from formatter.memory.interface import Memory
from formatter.settings import Preferences

_NOTE = "listening"
_HEARD = "heard"

_ASKED_EVERY = timedelta(seconds=20)
"""So often at most a process asks SNS before it lets a finding wait; SNS answers 30 such calls a second in an account.

https://docs.aws.amazon.com/general/latest/gr/sns.html
"""

_TRUSTED = timedelta(minutes=1)
"""So long a process believes that somebody listens without looking at what the last sweep found."""


class AddressBook(Protocol):
    """Whoever knows the addresses of the topic."""

    def addresses(self) -> Mapping[str, str]:
        """Return email addresses (lower case) and their subscription's ARN, `PendingConfirmation` or `Deleted`."""

    def protected(self) -> Collection[str]:
        """Return the email addresses (lower case) whose subscription no link can end; raises PublishError."""


class Listening:
    """Knows whether anybody listens."""

    def __init__(self, memory: Memory, book: AddressBook, preferences: Preferences, clock: Clock) -> None:
        self._memory = memory
        self._book = book
        self._leads = set(preferences.lead_addresses) - set(preferences.email_addresses)
        self._clock = clock
        self._heard_at: datetime | None = None
        self._asked_at: datetime | None = None

    def is_heard(self) -> bool:
        """Tell whether somebody gets what is told now; raises PublishError and MemoryUnreachableError.

        SNS itself is asked before a finding has to wait, so that the first one after a confirmation comes at once.
        """
        now = self._clock()
        if self._heard_at is not None and now - self._heard_at < _TRUSTED:
            return True
        if self._memory.note(_NOTE).get(_HEARD):
            self._heard_at = now
            return True
        if self._asked_at is not None and now - self._asked_at < _ASKED_EVERY:
            return False
        return self.look()[0]

    def look(self) -> tuple[bool, bool]:
        """Ask SNS; returns whether somebody listens, and whether that is news."""
        now = self._asked_at = self._clock()
        is_heard = any(self._counts(address, arn) for address, arn in self._book.addresses().items())
        is_news = bool(self._memory.note(_NOTE).get(_HEARD)) is not is_heard
        if is_news:
            self._memory.write_note(_NOTE, {_HEARD: is_heard})
        self._heard_at = now if is_heard else None
        return is_heard, is_news

    def _counts(self, address: str, arn: str) -> bool:
        return arn.startswith("arn:") and address not in self._leads
