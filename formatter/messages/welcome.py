"""The first message of a subscription: what it tells, what is open already, and what happens next."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages.addresses import against_scanners, told_as
from formatter.messages.data import INDENT, shown
from formatter.messages.digest import Digest, Frame, compose_grouped
from formatter.messages.groups import Entry
from formatter.messages.sections import section
from formatter.messages.words import counted, delivery_in_words, filters_in_words, joined, taking_on
from formatter.settings import Preferences

_WITHOUT_INVENTORY = (
    "This subscription works. Should anything have been open before it began, it comes in digests of the first day."
)
_MORE = "More are being looked for; they come in digests of the first day."
_FORMATS: Mapping[str, tuple[bool, ...]] = {"cspm": (False,), "security-hub": (True,), "both": (False, True)}
"""Of each source, whether it is the newer Security Hub."""

_UNTAGGED = "CRITICAL findings of resources without that tag reach every subscription of this account."


def compose_welcome(  # what is told, for whom, when
    problems: Sequence[Problem],
    preferences: Preferences,
    now: datetime,
    protected: Collection[str] | None = None,
    *,
    is_complete: bool = True,
) -> tuple[Digest, ...]:
    """Return the messages that open a subscription.

    Args:
        problems: what is open already by the filters; empty where nothing is, or where nobody may ask.
        preferences: everybody's choices.
        now: time of sending.
        protected: addresses whose subscription no link can end; None where that is not known.
        is_complete: whether all was asked; what is found later comes in digests.
    """
    workload = f"{shown(preferences.workload)}: " if preferences.workload else ""
    open_now = f"{counted(len(problems), 'finding')} open already" if problems else "this subscription works"
    frame = Frame(
        Kind.WELCOME,
        _opening(problems) if is_complete else f"{_opening(problems)} {_MORE}",
        about=f"{workload}{open_now}",
        before=(_what_comes(preferences),),
        after=(_next(preferences), _addresses(preferences, protected)),
    )
    return compose_grouped([Entry(one, Kind.NEW) for one in problems], frame, preferences, now)


def _opening(problems: Sequence[Problem]) -> str:
    if not problems:
        return _WITHOUT_INVENTORY
    return f"This subscription works. {counted(len(problems), 'finding')} of yours were open already; the most severe first."


def _what_comes(preferences: Preferences) -> str:
    """Return the filters in words."""
    filters = preferences.filters
    untagged = filters.tag_key and filters.critical_without_tag
    ended = "also when they are resolved" if preferences.notify_when_resolved else "not when they are resolved"
    return section(
        "WHAT YOU GET",
        (
            f"{INDENT}You are told of {filters_in_words(filters)}; {ended}.",
            f"{INDENT}{_UNTAGGED}" if untagged else "",
            f"{INDENT}{delivery_in_words(preferences)}",
        ),
    )


def _next(preferences: Preferences) -> str:
    return section("WHAT HAPPENS NEXT", (INDENT + line for line in _steps(preferences)))


def _steps(preferences: Preferences) -> Iterator[str]:
    admin = preferences.admin
    yield "Each finding is told once, until it gets worse, is over or comes back."
    due = _by_severity(admin.due_days, "day")
    if due:
        yield f"It is due after {due}, from when you were told. You are reminded until somebody is at it, and when it is due."
    escalated = _by_severity(admin.escalate_hours, "hour")
    if escalated and preferences.lead_addresses:
        yield f"When nobody is at it after {escalated}, and when it is overdue, your leads are told."
    yield f"You are at it? Set the {taking_on(_FORMATS[preferences.source])}, with your name in the note."
    if admin.weekly_report is not None:
        yield "Once a week you get the numbers."
    if admin.contact:
        yield f"Ask: {shown(admin.contact)}"


def _by_severity(numbers: Mapping[Severity, int], unit: str) -> str:
    return joined([f"{counted(numbers[one], unit)} ({one.name})" for one in reversed(Severity) if numbers.get(one)])


def _addresses(preferences: Preferences, protected: Collection[str] | None) -> str:
    """Return who is told, and which addresses no mail scanner can end by following a link."""
    mailed = [f"{INDENT}{told_as(address, protected)}" for address in preferences.email_addresses]
    leads = [
        f"{INDENT}{told_as(address, protected)}: only what is escalated, and weekly"
        for address in preferences.lead_addresses
    ]
    everybody = {*preferences.email_addresses, *preferences.lead_addresses}
    is_open = protected is not None and not everybody <= set(protected)
    return section("WHO IS TOLD", (*mailed, *leads, *(against_scanners() if is_open else ())))
