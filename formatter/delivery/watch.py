"""Notice addresses that get nothing: never confirmed, or unsubscribed by a mail scanner that follows every link."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from formatter.delivery.publisher import Publisher
from formatter.memory.old_memory import Memory
from formatter.messages.notices import compose_address_notice
from formatter.settings import Preferences

_NOTE = "addresses"
_PATIENCE = timedelta(days=1)
"""So long an address may stay unconfirmed or missing before the others hear of it."""

_EVERY = timedelta(hours=6)


class AddressBook(Publisher, Protocol):
    """A publisher that knows the addresses of its topic."""

    def addresses(self) -> Mapping[str, str]:
        """Return addresses and their subscription's ARN, `PendingConfirmation` or `Deleted`."""


class AddressWatch:
    """Watches over the addresses of one subscription."""

    def __init__(
        self, memory: Memory, publisher: AddressBook, preferences: Preferences, clock: Callable[[], datetime]
    ) -> None:
        self._memory = memory
        self._publisher = publisher
        self._preferences = preferences
        self._clock = clock

    def check(self) -> int | None:
        """Tell the remaining recipients of addresses that get nothing for a day; each address once.

        Returns how many addresses get nothing now; None when it was not yet time to look. Raises PublishError and
        MemoryUnreachableError.
        """
        now = self._clock()
        if not self._memory.lease("addresses", now + _EVERY, now):
            return None
        known = self._publisher.addresses()
        deaf = {address: _why(known.get(address, "Deleted")) for address in self._preferences.email_addresses}
        deaf = {address: why for address, why in deaf.items() if why}
        note = self._memory.note(_NOTE)
        seen = {address: note.get(address) or {"since": now.timestamp(), "told": False} for address in deaf}
        overdue = [address for address, entry in seen.items() if _is_overdue(entry, now)]
        if overdue:
            self._tell(overdue, deaf, now)
        kept = {address: entry | {"told": entry["told"] or address in overdue} for address, entry in seen.items()}
        if kept != note:
            self._memory.write_note(_NOTE, kept, now)
        return len(deaf)

    def _tell(self, overdue: list[str], deaf: Mapping[str, str], now: datetime) -> None:
        unconfirmed = [address for address in overdue if deaf[address] == "unconfirmed"]
        gone = [address for address in overdue if deaf[address] == "gone"]
        self._publisher.publish(compose_address_notice(unconfirmed, gone, self._preferences, now))


def _why(subscription: str) -> str:
    return {"PendingConfirmation": "unconfirmed", "Deleted": "gone"}.get(subscription, "")


def _is_overdue(entry: Mapping[str, Any], now: datetime) -> bool:
    return not entry["told"] and now.timestamp() - entry["since"] >= _PATIENCE.total_seconds()
