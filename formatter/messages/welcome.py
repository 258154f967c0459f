"""The first message of a subscription: what it tells, and what is open already."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from formatter.memory.records import Kind, Problem
from formatter.messages.digest import Digest, Entry, compose_digest
from formatter.settings import Preferences

_REASON = "Welcome. This subscription works; here is what is open already."


def compose_welcome(
    problems: Sequence[Problem],
    preferences: Preferences,
    now: datetime,
    other_subscriptions: Sequence[str] = (),  # noqa: ARG001  # told from here on
) -> tuple[Digest, ...]:
    """Return the messages that open a subscription.

    Args:
        problems: what is open already by the filters; empty where nothing is, or where nobody may ask.
        preferences: everybody's choices.
        now: time of sending.
        other_subscriptions: names of other subscriptions of this account, where they are known.
    """
    entries = [Entry(one, Kind.NEW) for one in problems]
    return compose_digest(entries, _REASON, None, preferences, now)
