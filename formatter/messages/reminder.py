"""What is told when nobody reacts: reminders to the owners, escalations to the lead addresses too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from formatter.memory.records import EscalationLevel, Kind, Problem
from formatter.messages.data import INDENT, shown
from formatter.messages.digest import Digest, Frame, compose_grouped
from formatter.messages.groups import Entry
from formatter.messages.message import Audience
from formatter.messages.sections import section
from formatter.settings import Preferences

_REMINDER = "You were told of these, and they are still open."
_ESCALATED = {
    EscalationLevel.NOT_TAKEN_ON: "The owners were told of these, and nobody has said that they are at it.",
    EscalationLevel.OVERDUE: "These are overdue: they are open for longer than your organization allows.",
}


def compose_reminder(problems: Sequence[Problem], preferences: Preferences, now: datetime) -> tuple[Digest, ...]:
    """Return the messages that remind the owners of all these problems."""
    frame = Frame(Kind.REMINDER, _REMINDER, after=(_how_to_end(preferences),))
    return compose_grouped([Entry(one, Kind.REMINDER) for one in problems], frame, preferences, now)


def compose_escalation(
    level: EscalationLevel, problems: Sequence[Problem], preferences: Preferences, now: datetime
) -> tuple[Digest, ...]:
    """Return the messages that tell owners and leads of problems that reached that level."""
    frame = Frame(Kind.ESCALATED, _ESCALATED[level], after=(_how_to_end(preferences),), audience=Audience.ALL)
    return compose_grouped([Entry(one, Kind.ESCALATED) for one in problems], frame, preferences, now)


def _how_to_end(preferences: Preferences) -> str:
    contact = preferences.admin.contact
    return section(
        "WHAT ENDS THIS",
        (
            f"{INDENT}You are at it: set the workflow status to Notified, with your name in the note. You are reminded again",
            f"{INDENT}only when it is overdue.",
            f"{INDENT}It is mended: a control is checked again by itself; else set the workflow status to Resolved.",
            f"{INDENT}It has to stay: set the workflow status to Suppressed, with a note that says why.",
            f"{INDENT}Ask: {shown(contact)}" if contact else "",
        ),
    )
