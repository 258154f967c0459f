"""Many findings in one email, or in as few as the limits of SNS allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from itertools import islice

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages import sections
from formatter.messages.data import INDENT, shown
from formatter.messages.limits import MESSAGE_BYTES, SUBJECT_CHARACTERS
from formatter.messages.links import console_url
from formatter.messages.main_resource import told_resource
from formatter.messages.message import Audience, Message, is_over
from formatter.messages.subject import headline, short_account, shortened
from formatter.messages.summary import Advice, advice_on, kept_advice
from formatter.messages.times import local_time
from formatter.settings import Preferences

_MOST_LINKS = 100
"""Beyond so many findings nobody opens each, and links would multiply the emails: the first ones keep theirs."""

_DETAILED = 3
"""So many of the most severe findings are told with what happened and what to do."""

_PAGE_BYTES = MESSAGE_BYTES - 8_192
"""What the lines of one email may take; the rest is for its head, its foot and the message attributes."""

_LONGEST = 160


@dataclass(frozen=True, eq=False)
class Entry:
    """A problem of a digest and why it is told; each is itself alone, even where two tell the same."""

    problem: Problem
    kind: Kind

    @cached_property
    def finding(self) -> Finding:
        """What the problem's summary kept of the finding, with the severity that its recipient is told."""
        return finding_from(self.problem.summary).told_as(self.problem.severity)

    @property
    def advice(self) -> Advice:
        """What happened and what to do first."""
        return kept_advice(self.problem.summary) or advice_on(self.finding)


@dataclass(frozen=True)
class Digest:
    """One message and the entries that it names."""

    message: Message
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Standing:
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


def compose_digest(
    entries: Sequence[Entry],
    reason: str,
    standing: Standing | None,  # noqa: ARG001  # told from here on
    preferences: Preferences,
    now: datetime,
) -> tuple[Digest, ...]:
    """Return the digests that together name every entry.

    Args:
        entries: what to tell, in any order.
        reason: why these come together, one sentence.
        standing: how the subscription stands; None where nobody has counted yet.
        preferences: everybody's choices.
        now: time of sending.
    """
    ordered = sorted(entries, key=_order)
    counts = _counts(ordered)
    head = f"{reason}\n{INDENT}{counts}\n{INDENT}{local_time(now, preferences.time_zone)}"
    pages = tuple(_pages(_blocks(ordered, preferences)))
    facts = {"audience": Audience.OWNERS.value, "kind": Kind.DIGEST.value, "severity": _highest(ordered).name}
    messages = (
        Message(
            _subject(ordered, counts, number, len(pages)),
            "\n\n".join((_part(number, len(pages)) + head, page.text, sections.why(preferences))),
            facts,
        )
        for number, page in enumerate(pages, 1)
    )
    rest = iter(ordered)
    return tuple(
        Digest(message, tuple(islice(rest, page.blocks))) for message, page in zip(messages, pages, strict=True)
    )


@dataclass(frozen=True)
class _Page:
    """The text of one email and how many blocks it holds."""

    text: str
    blocks: int


def _order(entry: Entry) -> tuple[bool, int, str, float]:
    """Open before resolved, most severe first, then by account, newest first."""
    finding = entry.finding
    time = finding.updated_at or datetime.fromtimestamp(0, timezone.utc)
    return (is_over(finding, entry.kind), -finding.severity, sections.account(finding), -time.timestamp())


def _is_over(entry: Entry) -> bool:
    return is_over(entry.finding, entry.kind)


def _highest(entries: Sequence[Entry]) -> Severity:
    return max((entry.finding.severity for entry in entries), default=Severity.INFORMATIONAL)


def _counts(entries: Sequence[Entry]) -> str:
    still_open = Counter(entry.finding.severity for entry in entries if not _is_over(entry))
    resolved = sum(map(_is_over, entries))
    parts = [f"{still_open[severity]} {severity.name}" for severity in reversed(Severity) if still_open[severity]]
    return ", ".join(parts + ([f"{resolved} resolved"] if resolved else [])) or "nothing open"


def _subject(entries: Sequence[Entry], counts: str, number: int, of: int) -> str:
    part = f" ({number} of {of})" if of > 1 else ""
    findings = "1 finding" if len(entries) == 1 else f"{len(entries)} findings"
    return shortened(f"[DIGEST]{part} {_accounts(entries)}{findings}: {counts}", SUBJECT_CHARACTERS)


def _accounts(entries: Sequence[Entry]) -> str:
    """Return the account as other subjects name it, or how many there are; nothing where no finding is."""
    # Not every finding of an account names it.
    by_id: dict[str, Finding] = {}
    for finding in sorted((entry.finding for entry in entries), key=lambda one: not one.account_name):
        by_id.setdefault(finding.account_id, finding)
    if len(by_id) > 1:
        return f"{len(by_id)} accounts: "
    return "".join(f"{short_account(finding)}: " for finding in by_id.values())


def _part(number: int, of: int) -> str:
    return f"Email {number} of {of}. " if of > 1 else ""


def _blocks(entries: Sequence[Entry], preferences: Preferences) -> Iterator[tuple[str, str]]:
    """Yield the heading of its group and the lines of each finding, numbered so that people can speak of them."""
    if not entries:
        yield (
            "NOTHING TO DO",
            f"{INDENT}No finding at or above your minimum severity that came since you subscribed is open.",
        )
    for number, entry in enumerate(entries, 1):
        yield _group(entry), "\n".join(_lines(number, entry, preferences))


def _group(entry: Entry) -> str:
    severity = "RESOLVED" if _is_over(entry) else entry.finding.severity.name
    return f"{severity} in account {shown(sections.account(entry.finding))}"


def _lines(number: int, entry: Entry, preferences: Preferences) -> Iterator[str]:
    finding = entry.finding
    yield f"{INDENT}{number}. {_mark(entry)}{_short(_title(finding))}"
    # Each line begins with a word of ours, so that no text of a finding can pass for our advice or link.
    yield f"{INDENT}{INDENT}Where: {_joined(told_resource(finding), finding.region) or 'not stated'}"
    yield f"{INDENT}{INDENT}Found by: {_short(finding.product_name) or 'not stated'}"
    if number <= _DETAILED and not _is_over(entry):
        yield from _detail(entry)
    if number <= _MOST_LINKS:
        yield f"{INDENT}{INDENT}{sections.shortcut(finding, preferences, console_url(finding))}\n"


def _mark(entry: Entry) -> str:
    """Return why it is told, unless its group says so."""
    if entry.kind is Kind.RESOLVED:
        return ""
    if _is_over(entry):
        return f"{entry.kind.value}, CLOSED MEANWHILE: "
    return "" if entry.kind is Kind.NEW else f"{entry.kind.value}: "


def _title(finding: Finding) -> str:
    return headline(finding) or finding.description or finding.own_id or "no title"


def _detail(entry: Entry) -> Iterator[str]:
    finding = entry.finding
    advice = entry.advice
    yield f"{INDENT}{INDENT}What it is: {advice.happened}"
    yield f"{INDENT}{INDENT}First step: {advice.first_step}"
    if finding.remediation_url:
        yield f"{INDENT}{INDENT}Instructions: {_short(finding.remediation_url)}"


def _joined(*values: str) -> str:
    return ", ".join(short for value in values if (short := _short(value)))


def _short(text: str) -> str:
    return shortened(shown(text), _LONGEST)


def _pages(blocks: Iterable[tuple[str, str]]) -> Iterator[_Page]:
    """Yield as many blocks at a time as fit into one email, the heading before the first of each group."""
    page: list[str] = []
    size = held = 0
    last_group = ""
    for group, block in blocks:
        cost = len(f"{group}{block}".encode()) + len("\n\n\n\n")
        if page and size + cost > _PAGE_BYTES:
            yield _Page("\n".join(page).strip("\n"), held)
            page, size, held, last_group = [], 0, 0, ""
        if group != last_group:
            page.append(f"{group}\n" if not page or page[-1].endswith("\n") else f"\n{group}\n")
        page.append(block)
        size, held, last_group = size + cost, held + 1, group
    yield _Page("\n".join(page).strip("\n"), held)
