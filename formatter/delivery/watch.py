"""Notice addresses that get nothing: never confirmed, or unsubscribed by a mail scanner that follows every link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from formatter.delivery.note import SweepNote
from formatter.delivery.protection import protected_addresses
from formatter.delivery.surroundings import Surroundings
from formatter.delivery.teller import Teller
from formatter.messages.notices import compose_address_notice

_PART = "addresses"
_PATIENCE = timedelta(days=1)
"""So long an address may stay unconfirmed or missing before the others hear of it."""

_EVERY = timedelta(hours=6)


class AddressWatch:
    """Watches over the addresses of one subscription."""

    def __init__(self, on: Surroundings, teller: Teller, note: SweepNote) -> None:
        self._on = on
        self._teller = teller
        self._note = note

    def check(self) -> int | None:
        """Tell the remaining recipients of addresses that get nothing for a day; each address once.

        Returns how many addresses get nothing now; None when it was not yet time to look. Raises PublishError and
        MemoryUnreachableError.
        """
        now = self._on.clock()
        note = self._note.part(_PART)
        if now.timestamp() < note.get("looked_at", 0) + _EVERY.total_seconds():
            return None
        seen = self._seen(note.get("seen", {}), now)
        overdue = [address for address, entry in seen.items() if _is_overdue(entry, now)]
        if overdue and self._tell(overdue, seen, now):
            seen |= {address: {**seen[address], "told": True} for address in overdue}
        self._note.keep(_PART, {"looked_at": now.timestamp(), "seen": seen})
        return len(seen)

    def _seen(self, before: Mapping[str, Any], now: datetime) -> dict[str, dict[str, Any]]:
        """Return each address that gets nothing: since when, why, and whether the others know."""
        known = self._on.topic.addresses()
        preferences = self._on.preferences
        asked = dict.fromkeys((*preferences.email_addresses, *preferences.lead_addresses))
        unreached = {address: why for address in asked if (why := _why(known.get(address, "Deleted")))}
        fresh = {"since": now.timestamp(), "told": False}
        return {address: {**before.get(address, fresh), "why": why} for address, why in unreached.items()}

    def _tell(self, overdue: list[str], seen: Mapping[str, Any], now: datetime) -> bool:
        unconfirmed = [address for address in overdue if seen[address]["why"] == "unconfirmed"]
        gone = [address for address in overdue if seen[address]["why"] == "gone"]
        protected = protected_addresses(self._on.topic)
        return self._teller.message(compose_address_notice(unconfirmed, gone, self._on.preferences, now, protected))


def _why(subscription: str) -> str:
    return {"PendingConfirmation": "unconfirmed", "Deleted": "gone"}.get(subscription, "")


def _is_overdue(entry: Mapping[str, Any], now: datetime) -> bool:
    return not entry["told"] and now.timestamp() - entry["since"] >= _PATIENCE.total_seconds()
