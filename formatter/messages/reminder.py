"""What is told when nobody reacts: reminders to the owners, escalations to the lead addresses too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from formatter.memory.records import EscalationLevel, Kind, Problem
from formatter.messages.digest import Digest, Entry, compose_digest
from formatter.messages.message import Audience
from formatter.settings import Preferences

_REMINDER = "You were told of these, and they are still open."
_ESCALATED = {
    EscalationLevel.NOT_TAKEN_ON: "Nobody has taken these on.",
    EscalationLevel.OVERDUE: "These are overdue.",
}


def compose_reminder(problems: Sequence[Problem], preferences: Preferences, now: datetime) -> tuple[Digest, ...]:
    """Return the messages that remind the owners of all these problems."""
    entries = [Entry(one, Kind.REMINDER) for one in problems]
    return compose_digest(entries, _REMINDER, None, preferences, now)


def compose_escalation(
    level: EscalationLevel, problems: Sequence[Problem], preferences: Preferences, now: datetime
) -> tuple[Digest, ...]:
    """Return the messages that tell owners and leads of problems that reached that level."""
    entries = [Entry(one, Kind.ESCALATED) for one in problems]
    digests = compose_digest(entries, _ESCALATED[level], None, preferences, now)
    return tuple(replace(digest, message=replace(digest.message, attributes=_to_all(digest))) for digest in digests)


def _to_all(digest: Digest) -> dict[str, str]:
    return {**digest.message.attributes, "audience": Audience.ALL.value, "kind": Kind.ESCALATED.value}
