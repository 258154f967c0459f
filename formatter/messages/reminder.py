"""What is told when nobody acts: reminders to the owners, escalations to leads too; all of a run in one message."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from formatter.decision.response import Nag, due_at
from formatter.finding.finding import Finding
from formatter.finding.ocsf import OcsfFinding
from formatter.memory.records import EscalationLevel, Kind, Problem
from formatter.messages.data import INDENT, shown
from formatter.messages.digest import Digest, Frame, compose_grouped
from formatter.messages.groups import Entry
from formatter.messages.lead import account
from formatter.messages.message import AUDIENCE, Audience, Message
from formatter.messages.sections import section
from formatter.messages.words import joined, taking_on
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
_UNTIL_OVERDUE = "Then the owners are reminded only once it is overdue, and every week after that."
_NEVER_DUE = "Then nobody is reminded again."
_OVERDUE = "The owners are reminded every week all the same, until it is over."
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
    digests = compose_grouped(entries, _frame(entries, nags, preferences, now), preferences, now)
    return tuple(replace(one, message=_with_leads(one, nags, preferences, now)) for one in digests)


def _with_leads(digest: Digest, nags: Mapping[str, Nag], preferences: Preferences, now: datetime) -> Message:
    """Return the message with what the leads get in its place, where it holds more than they are to hear."""
    escalated = [entry for entry in digest.entries if entry.kind is Kind.ESCALATED]
    if not escalated:
        return replace(digest.message, attributes={**digest.message.attributes, AUDIENCE: Audience.OWNERS.value})
    if len(escalated) == len(digest.entries):
        return digest.message
    # Fewer than fit into one message fit too.
    (of_leads,) = compose_grouped(escalated, _frame(escalated, nags, preferences, now), preferences, now)
    return replace(digest.message, for_leads=of_leads.message)


def _frame(entries: Sequence[Entry], nags: Mapping[str, Nag], preferences: Preferences, now: datetime) -> Frame:
    counted = Counter(nags[entry.problem.key] for entry in entries)
    is_escalated = any(entry.kind is Kind.ESCALATED for entry in entries)
    return Frame(
        Kind.ESCALATED if is_escalated else Kind.REMINDER,
        " ".join(_opening(counted, has_leads=is_escalated and bool(preferences.lead_addresses))),
        before=(_accounts([entry.finding for entry in entries]),),
        after=(_how_to_end(entries, preferences, now),),
        audience=Audience.ALL if is_escalated else Audience.OWNERS,
    )


def _opening(counted: Counter[Nag], *, has_leads: bool) -> Iterator[str]:
    """Yield the first sentences: why these come, and who hears of them."""
    total = counted.total()
    told = [(number, _WHY[nag][number > 1], _WHY[nag][2]) for nag in _WHY if (number := counted[nag])]
    if len(told) == 1:
        ((_, why, meaning),) = told
        yield f"{'This' if total == 1 else f'These {total:,}'} {why}{': ' if meaning else ''}{meaning}."
    else:
        each = [f"{number:,} {why}" + (f" ({meaning})" if meaning else "") for number, why, meaning in told]
        yield f"Of these {total:,}, {joined(each)}."
    if has_leads:
        yield _TOLD_TO_LEADS


def _accounts(findings: Sequence[Finding]) -> str:
    """Return the line that says whose they are: a lead may hear of many accounts."""
    named = list(dict.fromkeys(map(account, findings)))
    more = len(named) - _MOST_ACCOUNTS
    told = joined([*named[:_MOST_ACCOUNTS], f"{more:,} more"] if more > 0 else named)
    return f"{INDENT}{'Account' if len(named) == 1 else 'Accounts'}: {told}"


def _kind(nag: Nag) -> Kind:
    return Kind.ESCALATED if isinstance(nag, EscalationLevel) else Kind.REMINDER


def _how_to_end(entries: Sequence[Entry], preferences: Preferences, now: datetime) -> str:
    contact = preferences.admin.contact
    status = taking_on([isinstance(entry.finding, OcsfFinding) for entry in entries])
    then = _once_taken_on([due_at(entry.problem, preferences) for entry in entries], now)
    return section(
        "WHAT ENDS THIS",
        (
            f"{INDENT}You are at it: set the {status}, with your name in the note. {then}",
            f"{INDENT}It is mended: a control is checked again by itself; else set its status to Resolved.",
            f"{INDENT}It has to stay: set its status to Suppressed, with a note that says why.",
            f"{INDENT}Ask: {shown(contact)}" if contact else "",
        ),
    )


def _once_taken_on(dues: Sequence[datetime | None], now: datetime) -> str:
    """Return whether reminders go on once somebody is at it."""
    if not any(dues):
        return _NEVER_DUE
    return _OVERDUE if all(due is not None and due <= now for due in dues) else _UNTIL_OVERDUE
