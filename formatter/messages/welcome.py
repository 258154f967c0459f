"""The first message of a subscription: what it tells, what is open already, and what happens next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages.data import INDENT, shown
from formatter.messages.digest import Digest, Frame, compose_grouped
from formatter.messages.groups import Entry
from formatter.messages.sections import section
from formatter.messages.words import counted, delivery_in_words, filters_in_words, joined
from formatter.settings import Preferences

_WITHOUT_INVENTORY = (
    "This subscription works. Should anything have been open before it began, it comes in digests of the first day."
)
_MORE = "More are being looked for; they come in digests of the first day."
_UNTAGGED = "CRITICAL findings of resources without that tag reach every subscription of this account."


def compose_welcome(  # noqa: PLR0913  # what is told, for whom, when
    problems: Sequence[Problem],
    preferences: Preferences,
    now: datetime,
    other_subscriptions: Sequence[str] = (),
    protected_addresses: Sequence[str] = (),
    *,
    is_complete: bool = True,
) -> tuple[Digest, ...]:
    """Return the messages that open a subscription.

    Args:
        problems: what is open already by the filters; empty where nothing is, or where nobody may ask.
        preferences: everybody's choices.
        now: time of sending.
        other_subscriptions: names of other subscriptions of this account, where they are known.
        protected_addresses: addresses whose subscription no link can end, where they are known.
        is_complete: whether all was asked; what is found later comes in digests.
    """
    workload = f"{shown(preferences.workload)}: " if preferences.workload else ""
    open_now = f"{counted(len(problems), 'finding')} open already" if problems else "this subscription works"
    frame = Frame(
        Kind.WELCOME,
        _opening(problems) if is_complete else f"{_opening(problems)} {_MORE}",
        about=f"{workload}{open_now}",
        before=(_what_comes(preferences),),
        after=(_next(preferences), _addresses(preferences, protected_addresses), _others(other_subscriptions)),
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
    yield "You are at it? Set the workflow status to Notified, with your name in the note."
    if admin.weekly_report is not None:
        yield "Once a week you get the numbers."
    if admin.contact:
        yield f"Ask: {shown(admin.contact)}"


def _by_severity(numbers: Mapping[Severity, int], unit: str) -> str:
    return joined([f"{counted(numbers[one], unit)} ({one.name})" for one in reversed(Severity) if numbers.get(one)])


def _addresses(preferences: Preferences, protected: Sequence[str]) -> str:
    """Return who is told, and which addresses no mail scanner can end by following a link."""
    mailed = [
        f"{INDENT}{shown(address)}" + (": no link can end it" if address in protected else "")
        for address in preferences.email_addresses
    ]
    leads = [f"{INDENT}{shown(address)}: only what is escalated, and weekly" for address in preferences.lead_addresses]
    return section("WHO IS TOLD", (*mailed, *leads))


def _others(names: Sequence[str]) -> str:
    listed = joined([shown(name) for name in names])
    return section(
        "OTHER SUBSCRIPTIONS OF THIS ACCOUNT",
        (f"{INDENT}{listed}", f"{INDENT}What two subscriptions let through, both tell.") if names else (),
    )
