"""What is told when nobody acts: reminders to the owners, escalations to leads too; all of a run in one message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from formatter.decision.response import Nag
from formatter.finding.finding import Finding
from formatter.memory.records import EscalationLevel, Kind, Problem
from formatter.messages.data import INDENT, shown
from formatter.messages.digest import Digest, Frame, compose_grouped
from formatter.messages.groups import Entry
from formatter.messages.lead import account
from formatter.messages.message import AUDIENCE, Audience, Message
from formatter.messages.sections import section
from formatter.messages.words import joined
from formatter.settings import Preferences

Nagged = tuple[Problem, Nag]
"""A problem and what is told of it."""

_WHY: Mapping[Nag, tuple[str, str, str]] = {
    EscalationLevel.OVERDUE: ("is overdue", "are overdue", "open for longer than your organization allows"),
    EscalationLevel.NOT_TAKEN_ON: (
        "was not taken on in time",
        "were not taken on in time",
        "the owners were told, and nobody has said that they are at it",
    ),
    Kind.REMINDER: ("is still open", "are still open", ""),
}
"""Of one, of several, and what that means to somebody who hears of them for the first time."""

_TOLD_TO_LEADS = "Owners and leads of this subscription are told."
_THEN = "Then you are reminded only once it is overdue, and every week after that."
_MOST_ACCOUNTS = 5


def compose_nags(nagged: Sequence[Nagged], preferences: Preferences, now: datetime) -> tuple[Digest, ...]:
    """Return the messages that tell the owners of all these, and the leads of what is escalated.

    Args:
        nagged: at least one problem, each with what is told of it.
        preferences: everybody's choices.
        now: time of sending.
    """
    nags = {problem.key: nag for problem, nag in nagged}
    entries = [Entry(problem, _kind(nag)) for problem, nag in nagged]
    digests = compose_grouped(entries, _frame(entries, nags, preferences), preferences, now)
    return tuple(replace(one, message=_with_leads(one, nags, preferences, now)) for one in digests)


def _with_leads(digest: Digest, nags: Mapping[str, Nag], preferences: Preferences, now: datetime) -> Message:
    """Return the message with what the leads get in its place, where it holds more than they are to hear."""
    escalated = [entry for entry in digest.entries if entry.kind is Kind.ESCALATED]
    if not escalated:
        return replace(digest.message, attributes={**digest.message.attributes, AUDIENCE: Audience.OWNERS.value})
    if len(escalated) == len(digest.entries):
        return digest.message
    # Fewer than fit into one message fit too.
    (of_leads,) = compose_grouped(escalated, _frame(escalated, nags, preferences), preferences, now)
    return replace(digest.message, for_leads=of_leads.message)


def _frame(entries: Sequence[Entry], nags: Mapping[str, Nag], preferences: Preferences) -> Frame:
    counted = Counter(nags[entry.problem.key] for entry in entries)
    is_escalated = any(entry.kind is Kind.ESCALATED for entry in entries)
    return Frame(
        Kind.ESCALATED if is_escalated else Kind.REMINDER,
        " ".join(_opening(counted, is_escalated=is_escalated)),
        before=(_accounts([entry.finding for entry in entries]),),
        after=(_how_to_end(preferences),),
        audience=Audience.ALL if is_escalated else Audience.OWNERS,
    )


def _opening(counted: Counter[Nag], *, is_escalated: bool) -> Iterator[str]:
    """Yield the first sentences: why these come, and who hears of them."""
    total = counted.total()
    told = [(number, _WHY[nag][number > 1], _WHY[nag][2]) for nag in _WHY if (number := counted[nag])]
    if len(told) == 1:
        ((_, why, meaning),) = told
        yield f"{'This' if total == 1 else f'These {total:,}'} {why}{': ' if meaning else ''}{meaning}."
    else:
        each = [f"{number:,} {why}" + (f" ({meaning})" if meaning else "") for number, why, meaning in told]
        yield f"Of these {total:,}, {joined(each)}."
    if is_escalated:
        yield _TOLD_TO_LEADS


def _accounts(findings: Sequence[Finding]) -> str:
    """Return the line that says whose they are: a lead may hear of many accounts."""
    named = list(dict.fromkeys(map(account, findings)))
    more = len(named) - _MOST_ACCOUNTS
    told = joined([*named[:_MOST_ACCOUNTS], f"{more:,} more"] if more > 0 else named)
    return f"{INDENT}{'Account' if len(named) == 1 else 'Accounts'}: {told}"


def _kind(nag: Nag) -> Kind:
    return Kind.ESCALATED if isinstance(nag, EscalationLevel) else Kind.REMINDER


def _how_to_end(preferences: Preferences) -> str:
    contact = preferences.admin.contact
    return section(
        "WHAT ENDS THIS",
        (
            f"{INDENT}You are at it: set the workflow status to Notified, with your name in the note. {_THEN}",
            f"{INDENT}It is mended: a control is checked again by itself; else set the workflow status to Resolved.",
            f"{INDENT}It has to stay: set the workflow status to Suppressed, with a note that says why.",
            f"{INDENT}Ask: {shown(contact)}" if contact else "",
        ),
    )
