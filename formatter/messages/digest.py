"""Many problems in one message, grouped: a digest, a reminder, an escalation, the inventory of WELCOME.

One line a group, the resources by name, one link that opens exactly them. What would fill more than a mail program shows goes
into a second message; beyond some hundred names, and some eighty groups, a count and the link stand for the rest.
Long, since a message is filled line by line against one limit: what is counted and what is written belong together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from formatter.messages import sections
from formatter.messages.chat import inert, literal, notification
from formatter.messages.data import INDENT
from formatter.messages.groups import Entry, Group, accounts_in, all_findings_url, groups_of, highest
from formatter.messages.history import due_of
from formatter.messages.limits import BODY_BYTES
from formatter.messages.message import Audience, Message
from formatter.messages.portal import shortcut
from formatter.messages.subject import ASKS_AGAIN, overdue_mark, severity_and, subject
from formatter.messages.times import age, length, local_time, overdue_for, short_time
from formatter.messages.words import counted, joined
from formatter.settings import Preferences

__all__ = ["Digest", "Entry", "Frame", "Totals", "compose_digest", "compose_grouped"]

_MOST_NAMES = 100
"""Of one group, and three times as many in one message."""

_GROUPS_IN_CHAT = 8
_NAMES_IN_CHAT = 3
_REST_BYTES = 1_000


@dataclass(frozen=True)
class Digest:
    """One message and the entries that it names."""

    message: Message
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Totals:
    """How a subscription stands, as counted some time ago.

    Attributes:
        as_of: when it was counted.
        open: open problems by severity.
        overdue: how many of them are past their due date.
        taken_on: how many of them somebody is at.
        new: opened in the last seven days.
        closed: closed in the last seven days.
        oldest: since when the oldest open problem is open; None where none is.
    """

    as_of: datetime
    open: Mapping[Severity, int]
    overdue: int = 0
    taken_on: int = 0
    new: int = 0
    closed: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True)
class Frame:
    """What stands around the groups.

    Attributes:
        mark: why the message comes.
        opening: first sentence, which says why these come together.
        about: what the subject says after the mark; empty for the counts.
        before: sections before the groups.
        after: sections behind them.
        audience: who is meant.
        beyond: how many more came than one message can tell one by one.
    """

    mark: Kind
    opening: str
    about: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    audience: Audience = Audience.OWNERS
    beyond: int = 0


def compose_digest(  # noqa: PLR0913, PLR0917  # what is told, why, how all stands, for whom, when, and what is left out
    entries: Sequence[Entry],
    reason: str,
    totals: Totals | None,
    preferences: Preferences,
    now: datetime,
    beyond: int = 0,
) -> tuple[Digest, ...]:
    """Return the digests that together tell every entry.

    Args:
        entries: what to tell, in any order.
        reason: why these come together, one sentence.
        totals: how the subscription stands; None where nobody has counted yet.
        preferences: everybody's choices.
        now: time of sending.
        beyond: how many more came than can be told one by one; these digests are all that is told of them.
    """
    after = (told_totals(totals, preferences),) if totals else ()
    return compose_grouped(entries, Frame(Kind.DIGEST, reason, after=after, beyond=beyond), preferences, now)


def compose_grouped(
    entries: Sequence[Entry], frame: Frame, preferences: Preferences, now: datetime
) -> tuple[Digest, ...]:
    """Return the messages that together tell every entry, in that frame; one message where there is none."""
    groups = groups_of(entries)
    why = sections.why(preferences)
    around = ("x" * 200, frame.opening, *frame.before, *frame.after, why)
    pages = list(_pages(groups, BODY_BYTES - _REST_BYTES - len("\n\n".join(around).encode()), preferences, now))
    digests = []
    for number, page in enumerate(pages, 1):
        beyond = frame.beyond if number == len(pages) else 0
        told = tuple(entry for group in page.groups for entry in group.entries)
        part = f"({number} of {len(pages)}) " if len(pages) > 1 else ""
        about = frame.about or f"{counted(len(told), 'finding')}{_and_more(beyond)}: {_counts(told)}"
        line = _subject(told, frame, f"{part}{about}", preferences, now)
        counts = f"{_counts(told)}{_and_more(beyond)}; " if told else ""
        head = f"{part}{frame.opening}\n{INDENT}{counts}{local_time(now, preferences.time_zone)}"
        rest = _beyond(beyond, told, preferences)
        body = "\n\n".join(text for text in (head, *frame.before, page.text, rest, *frame.after, why) if text)
        chat = _chat(line, frame, page, preferences, now)
        digests.append(Digest(Message(line, body, _attributes(told, frame), chat), told))
    return tuple(digests)


def told_totals(totals: Totals, preferences: Preferences) -> str:
    """Return the section that says how the subscription stands."""
    return sections.section(
        "HOW IT STANDS",
        (
            f"{INDENT}Open: {by_severity(totals.open) or 'nothing'}",
            f"{INDENT}Overdue: {totals.overdue:,}; taken on: {totals.taken_on:,}",
            f"{INDENT}In the last seven days: {totals.new:,} new, {totals.closed:,} closed",
            f"{INDENT}Oldest: open since {short_time(totals.oldest, preferences.time_zone)}" if totals.oldest else "",
            f"{INDENT}As of {local_time(totals.as_of, preferences.time_zone)}",
        ),
    )


def by_severity(numbers: Mapping[Severity, int]) -> str:
    """Return `2 CRITICAL, 5 HIGH`, the most severe first."""
    return ", ".join(f"{numbers[one]:,} {one.name}" for one in reversed(Severity) if numbers.get(one))


@dataclass(frozen=True)
class _Page:
    """The groups of one message and their text."""

    groups: tuple[Group, ...]
    text: str


def _pages(groups: Sequence[Group], room: int, preferences: Preferences, now: datetime) -> Iterator[_Page]:
    """Yield as many groups at a time as fit, the heading before the first of each severity."""
    with_account = len(tuple(accounts_in(groups))) > 1
    names_left = 3 * _MOST_NAMES
    held: list[Group] = []
    lines: list[str] = []
    size = 0
    heading = ""
    for group in groups:
        names = group.names(with_account=with_account)[: min(_MOST_NAMES, names_left)]
        names_left -= len(names)
        block = "\n".join(_block(group, names, preferences, now))
        cost = len(f"{_heading(group)}\n\n{block}\n\n".encode())
        if held and size + cost > room:
            yield _Page(tuple(held), "\n".join(lines))
            held, lines, size, heading = [], [], 0, ""
        lines += [""] if lines else []
        if _heading(group) != heading:
            lines.append(_heading(group))
            heading = _heading(group)
        held.append(group)
        lines.append(block)
        size += cost
    yield _Page(tuple(held), "\n".join(lines))


def _heading(group: Group) -> str:
    first = group.first
    return first.kind.value if first.is_over else first.finding.severity.name


def _block(group: Group, names: Sequence[str], preferences: Preferences, now: datetime) -> Iterator[str]:
    first, number = group.first, len(group.entries)
    yield f"{INDENT}{group.title}" + (f" ({number:,})" if number > 1 else "")
    more = number - len(names)
    rest = [f"{more:,} more"] if more and names else [counted(more, "resource")] if more else []
    yield f"{INDENT}{INDENT}Resources: {', '.join([*names, *rest])}"
    if first.is_over:
        yield from _endings(group)
    else:
        if group.kinds == 1:
            step, *others = group.first_steps
            yield f"{INDENT}{INDENT}Do now: {step}{' Of some it is something else.' if others else ''}"
        if told := "; ".join(_due_and_idle(group, preferences, now)):
            yield f"{INDENT}{INDENT}{told}"
    page = "Open it" if number == 1 else "Open them"
    yield f"{INDENT}{INDENT}{page}:\n{INDENT}{INDENT}{shortcut(first.finding, preferences, group.url)}"


def _endings(group: Group) -> Iterator[str]:
    reasons = Counter(
        sections.plain(entry.problem.ending.reason) for entry in group.entries if entry.problem.ending is not None
    )
    if group.first.kind is Kind.NO_LONGER_REPORTED:
        yield f"{INDENT}{INDENT}That is no proof that it is mended."
    yield from (
        f"{INDENT}{INDENT}{reason}" + (f" ({number:,})" if number > 1 else "")
        for reason, number in reasons.most_common(3)
    )


def _due_and_idle(group: Group, preferences: Preferences, now: datetime) -> Iterator[str]:
    """Yield until when; to who is told again, or for the first time as a lead, since when and whether somebody is at it too."""
    number = len(group.entries)
    if dates := group.dates(preferences, now):
        yield _due(number, dates, preferences, now)
    if group.first.kind in ASKS_AGAIN:
        if told := age(min((one.since for one in group.entries if one.since), default=now), now):
            yield f"open for {told}" if number == 1 else f"open for up to {told}"
        if idle := sum(entry.problem.taken_on is None for entry in group.entries):
            yield "nobody is at it" if number == 1 else f"nobody is at {idle:,} of {number:,}"


def _due(number: int, dates: Sequence[datetime], preferences: Preferences, now: datetime) -> str:
    first = dates[0]
    late = sum(date <= now for date in dates)
    if not late:
        return f"Due: {short_time(first, preferences.time_zone)}"
    late_for = f"for {length(now - first) or 'a moment'}"
    return f"OVERDUE {late_for}" if number == 1 else f"OVERDUE: {late:,} of {number:,}, the first {late_for}"


def _counts(entries: Sequence[Entry]) -> str:
    still_open = Counter(entry.finding.severity for entry in entries if not entry.is_over)
    over = Counter(entry.kind.value.lower() for entry in entries if entry.is_over)
    parts = [by_severity(still_open), *(f"{number:,} {kind}" for kind, number in sorted(over.items()))]
    return ", ".join(part for part in parts if part) or "nothing open"


def _and_more(beyond: int) -> str:
    return f" and {beyond:,} more" if beyond else ""


def _beyond(beyond: int, told: Sequence[Entry], preferences: Preferences) -> str:
    """Return the section about what came beside the groups; an empty text where nothing did."""
    if not beyond:
        return ""
    page = shortcut(told[0].finding, preferences, all_findings_url(told[0].finding))
    return sections.section(
        f"AND {beyond:,} MORE",
        (f"{INDENT}So many came that no email names them. Security Hub shows all:", f"{INDENT}{page}"),
    )


def _subject(entries: Sequence[Entry], frame: Frame, about: str, preferences: Preferences, now: datetime) -> str:
    severity = highest(entries)
    if severity is None:
        return f"{frame.mark.value} {frame.about or 'nothing open'}"
    if len(entries) == 1 and not frame.beyond and frame.mark in (*ASKS_AGAIN, Kind.DIGEST):
        (entry,) = entries
        kind = entry.kind if frame.mark is Kind.DIGEST else frame.mark
        return subject(entry.finding, kind, entry.problem, due_of(entry.problem, kind, preferences, now), now)
    dues = [due for entry in entries if (due := due_of(entry.problem, entry.kind, preferences, now))]
    mark = overdue_mark(overdue_for(min(dues, default=None), now)) if frame.mark in ASKS_AGAIN else ""
    overdue = f", {mark}" if mark else ""
    return severity_and(severity, frame.mark.value, f"{about}{overdue}")


def _attributes(entries: Sequence[Entry], frame: Frame) -> Mapping[str, str]:
    severity = highest(entries) or Severity.INFORMATIONAL
    return {"audience": frame.audience.value, "kind": frame.mark.value, "severity": severity.name}


def _chat(line: str, frame: Frame, page: _Page, preferences: Preferences, now: datetime) -> Mapping[str, Any]:
    """Return the notification: the first groups with their links; one problem stands in its own thread."""
    thread = page.groups[0].first.problem.key if [len(group.entries) for group in page.groups] == [1] else ""
    lines = [
        inert(frame.opening),
        *(one for group in page.groups[:_GROUPS_IN_CHAT] for one in _in_chat(group, preferences)),
    ]
    if (more := len(page.groups) - _GROUPS_IN_CHAT) > 0:
        lines.append(f"... and {counted(more, 'more group')}; the email names them.")
    steps = [group.first.first_step for group in page.groups[:1] if not group.first.is_over]
    return notification(line, lines, frame.mark, now, steps, (frame.mark.value,), thread)


def _in_chat(group: Group, preferences: Preferences) -> Iterator[str]:
    names = [literal(name) for name in group.names(with_account=False)[:_NAMES_IN_CHAT]]
    more = len(group.entries) - len(names)
    told = joined([*names, f"{more:,} more"] if more else names)
    yield f"{_heading(group)} {literal(group.title)}: {told}"
    yield shortcut(group.first.finding, preferences, group.url)
