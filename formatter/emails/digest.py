"""Many findings in one email, or in as few as the limits of SNS allow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from formatter.emails import sections
from formatter.emails.data import INDENT, shown
from formatter.emails.layouts.registry import layout_of
from formatter.emails.limits import MESSAGE_BYTES, SUBJECT_CHARACTERS
from formatter.emails.links import console_url, portal_url
from formatter.emails.message import Email, Kind
from formatter.emails.subject import control, shortened
from formatter.emails.times import local_time
from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.settings import Preferences

_MOST_LINKS = 100
"""Beyond so many findings nobody opens each, and links would multiply the emails: the first ones keep theirs."""

_DETAILED = 3
"""So many of the most severe findings are told in full."""

_PAGE_BYTES = MESSAGE_BYTES - 8_192
"""What the lines of one email may take; the rest is for its head and foot."""

_LONGEST_TITLE = 120


@dataclass(frozen=True)
class DigestEntry:
    """A finding of a digest and why it is told."""

    finding: Finding
    kind: Kind


def compose_digest(
    entries: Sequence[DigestEntry], preferences: Preferences, now: datetime, reason: str
) -> tuple[Email, ...]:
    """Return the emails that together name every entry; one email that says so when there is none.

    Args:
        entries: what to tell, in any order.
        preferences: the owner's choices.
        now: time of sending.
        reason: why these come together, one sentence.
    """
    ordered = sorted(entries, key=_order)
    counts = _counts(ordered)
    when = local_time(now, preferences.time_zone)
    pages = tuple(_pages(_lines(ordered, preferences)))
    return tuple(
        Email(
            _subject(ordered, counts, number, len(pages)),
            "\n\n".join(
                [
                    _part(number, len(pages)) + f"{reason}\n{INDENT}{counts}\n{INDENT}{when}",
                    page,
                    sections.why(preferences),
                ]
            ),
            {"kind": "DIGEST", "severity": _highest(ordered).name},
        )
        for number, page in enumerate(pages, 1)
    )


def _order(entry: DigestEntry) -> tuple[bool, int, str, float]:
    """Open before resolved, most severe first, then by account, newest first."""
    finding = entry.finding
    time = finding.updated_at or datetime.fromtimestamp(0, timezone.utc)
    return (entry.kind is Kind.RESOLVED, -finding.severity, sections.account(finding), -time.timestamp())


def _highest(entries: Sequence[DigestEntry]) -> Severity:
    return max((entry.finding.severity for entry in entries), default=Severity.INFORMATIONAL)


def _counts(entries: Sequence[DigestEntry]) -> str:
    still_open = Counter(entry.finding.severity for entry in entries if entry.kind is not Kind.RESOLVED)
    resolved = sum(entry.kind is Kind.RESOLVED for entry in entries)
    parts = [f"{still_open[severity]} {severity.name}" for severity in reversed(Severity) if still_open[severity]]
    return ", ".join(parts + ([f"{resolved} resolved"] if resolved else [])) or "nothing open"


def _subject(entries: Sequence[DigestEntry], counts: str, number: int, of: int) -> str:
    part = f" ({number} of {of})" if of > 1 else ""
    findings = "1 finding" if len(entries) == 1 else f"{len(entries)} findings"
    return shortened(f"[DIGEST]{part} {findings}: {counts}", SUBJECT_CHARACTERS)


def _part(number: int, of: int) -> str:
    return f"Email {number} of {of}. " if of > 1 else ""


def _lines(entries: Sequence[DigestEntry], preferences: Preferences) -> Iterator[str]:
    """Yield one block a finding, the heading of its group before the first of each group."""
    if not entries:
        yield "NOTHING TO DO"
        yield f"{INDENT}No finding at or above your minimum severity is open."
    group = ""
    for position, entry in enumerate(entries):
        heading = _group(entry)
        if heading != group:
            group = heading
            yield f"\n{heading}" if position else heading
        yield _line(entry, preferences, with_link=position < _MOST_LINKS)
        if position < _DETAILED and entry.kind is not Kind.RESOLVED:
            yield _detail(entry.finding)


def _group(entry: DigestEntry) -> str:
    severity = "RESOLVED" if entry.kind is Kind.RESOLVED else entry.finding.severity.name
    return f"{severity} in account {shown(sections.account(entry.finding))}"


def _line(entry: DigestEntry, preferences: Preferences, *, with_link: bool) -> str:
    finding = entry.finding
    mark = "" if entry.kind in (Kind.NEW, Kind.RESOLVED) else f"{entry.kind.value}: "
    title = shortened(shown(" ".join(filter(None, (control(finding), finding.title))) or finding.id), _LONGEST_TITLE)
    resource = next((shown(resource.id)[:_LONGEST_TITLE] for resource in finding.resources), "")
    named = " | ".join(part for part in (title, resource, shown(finding.region)) if part)
    return f"{INDENT}- {mark}{named}" + (f"\n{INDENT}  {_link(finding, preferences)}" if with_link else "")


def _link(finding: Finding, preferences: Preferences) -> str:
    url = console_url(finding)
    if not (preferences.portal and preferences.permission_set and finding.account_id):
        return url
    return portal_url(preferences.portal, finding.account_id, preferences.permission_set, url)


def _detail(finding: Finding) -> str:
    layout = layout_of(finding)
    steps = " ".join(layout.steps(finding)[:2])
    return f"{INDENT}  {layout.happened(finding)}\n{INDENT}  To do: {steps}"


def _pages(lines: Iterable[str]) -> Iterator[str]:
    page: list[str] = []
    size = 0
    for line in lines:
        cost = len(line.encode()) + 1
        if page and size + cost > _PAGE_BYTES:
            yield "\n".join(page)
            page, size = [], 0
        page.append(line)
        size += cost
    yield "\n".join(page)
