"""Groups of a digest: problems of one severity and one control or type, told in one line with all their resources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from formatter.finding.finding import Finding
from formatter.finding.ocsf import OcsfFinding
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem
from formatter.messages.data import unlinked
from formatter.messages.headline import LONGEST_NAME, is_control, label, name, short, whole_what
from formatter.messages.history import due_of
from formatter.messages.limits import cut_in_the_middle
from formatter.messages.links import ASFF_CONSOLE, OCSF_CONSOLE, console_url, encoded, service_url
from formatter.messages.message import OVER
from formatter.messages.summary import first_step, kept_first_step
from formatter.messages.words import counted
from formatter.settings import Preferences

_MOST_IDS = 6
"""So many findings are asked for by their ids; beyond, by what they have in common: addresses have a limit."""

_LONGEST_IDS = 700
_LONGEST_WHAT = 120
_MOST_STEPS = 20

MOST_GROUPS = 80
"""Beyond so many nobody reads each: the rest is counted by severity, so that a digest of any size is one or two messages."""


@dataclass(frozen=True, eq=False)
class Entry:
    """A problem of a digest and why it is told; each is itself alone, even where two tell the same."""

    problem: Problem
    kind: Kind

    @cached_property
    def finding(self) -> Finding:
        """What the problem's summary kept of the finding, with the severity that its recipient is told."""
        return finding_from(self.problem.summary).told_as(self.problem.severity)

    @cached_property
    def called(self) -> str:
        """Control or type."""
        return label(self.finding)

    @property
    def first_step(self) -> str:
        """What to do first, as it was said of the whole finding."""
        step = kept_first_step(self.problem.summary) or first_step(self.finding)
        return step if self.finding.is_aws_product else unlinked(step)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return self.kind in OVER

    @cached_property
    def since(self) -> datetime | None:
        """Since when it is open."""
        return self.problem.open_since or self.finding.first_observed_at or self.finding.created_at


@dataclass(frozen=True)
class Group:
    """Entries that one act or one person mends alike.

    Attributes:
        entries: at least one, in the order of their resources' names.
        kinds: of so many kinds, where it stands for all that a digest does not tell kind by kind.
    """

    entries: tuple[Entry, ...]
    kinds: int = 1

    @property
    def first(self) -> Entry:
        """The one that speaks for all."""
        return self.entries[0]

    @property
    def title(self) -> str:
        """Control or type, and what is wrong where all have that in common.

        A control checks one thing, whatever each standard calls it: the first one's words do.
        """
        if self.kinds > 1:
            return counted(self.kinds, "more kind")
        told = dict.fromkeys(short(whole_what(entry.finding, entry.called), _LONGEST_WHAT) for entry in self.entries)
        called = self.first.called
        said = next(iter(told)) if len(told) == 1 or is_control(called) else ""
        quoted = said if self.first.finding.is_aws_product or not said else '"' + said.replace('"', "'") + '"'
        return f"{called}: {quoted}" if quoted and quoted != called else called

    @cached_property
    def first_steps(self) -> tuple[str, ...]:
        """What to do first, the most frequent first, without the words that stand in the title already.

        Of a large group the first ones speak: each takes its time.
        """
        said = short(whole_what(self.first.finding, self.first.called), _LONGEST_WHAT)
        steps = (entry.first_step.replace(f': "{said}"', "") for entry in self.entries[:_MOST_STEPS])
        return tuple(step for step, _ in Counter(steps).most_common())

    def names(self, *, with_account: bool) -> list[str]:
        """Return the resources' names, each with what is special about it; of the same name in several Regions also these."""
        regions: dict[str, set[str]] = {}
        for entry in self.entries:
            regions.setdefault(name(entry.finding), set()).add(entry.finding.region)
        several = {called for called, found in regions.items() if len(found) > 1}
        return [_named(entry, several, with_account=with_account) for entry in self.entries]

    def dates(self, preferences: Preferences, now: datetime) -> list[datetime]:
        """Return the due dates of those that are open, the first one first; none where nothing is due."""
        dates = (due_of(entry.problem, entry.kind, preferences, now) for entry in self.entries if not entry.is_over)
        return sorted(date for date in dates if date)

    @property
    def url(self) -> str:
        """The page of Security Hub that shows exactly these findings, or all open ones of this severity and control or type."""
        finding = self.first.finding
        ids = [entry.finding.own_id for entry in self.entries]
        if len(ids) == 1:
            return console_url(finding)
        is_ocsf = isinstance(finding, OcsfFinding)
        path, field = (OCSF_CONSOLE, "finding_info.uid") if is_ocsf else (ASFF_CONSOLE, "Id")
        if len(ids) <= _MOST_IDS and all(ids) and sum(map(len, ids)) <= _LONGEST_IDS:
            return search_url(finding, path, [(field, one) for one in ids])
        return search_url(finding, path, [] if is_ocsf else self._in_common())

    def _in_common(self) -> list[tuple[str, str]]:
        shared = _kind(self.first.finding) if self.kinds == 1 else []
        open_now = [] if self.first.is_over else _OPEN
        return [*shared, ("SeverityLabel", self.first.finding.severity.name), *open_now]


def groups_of(entries: Iterable[Entry]) -> list[Group]:
    """Return the groups: open before over, most severe first, then the largest, then by name.

    Beyond MOST_GROUPS what is left of one severity is one group.
    """
    groups = sorted(map(_group, _by(_key, entries)), key=_order)
    rest = _by(lambda group: _heading_key(group.first), groups[MOST_GROUPS:])
    return sorted([*groups[:MOST_GROUPS], *map(_joined, rest)], key=_order)


def _group(entries: Iterable[Entry]) -> Group:
    return Group(tuple(sorted(entries, key=lambda one: name(one.finding))))


def _joined(groups: Sequence[Group]) -> Group:
    return replace(_group(entry for group in groups for entry in group.entries), kinds=len(groups))


def _by(key: Callable[[Any], object], members: Iterable[Any]) -> Iterable[list[Any]]:
    found: dict[object, list[Any]] = {}
    for one in members:
        found.setdefault(key(one), []).append(one)
    return found.values()


def all_findings_url(finding: Finding) -> str:
    """Return the page of Security Hub that shows all that is open, in the console that shows this finding."""
    if isinstance(finding, OcsfFinding):
        return search_url(finding, OCSF_CONSOLE, [])
    return search_url(finding, ASFF_CONSOLE, _OPEN)


def search_url(finding: Finding, path: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return the address of the findings page with these conditions; several values of one field mean any of them.

    The console decodes the whole once and each condition once more.
    """
    conditions = (f"{field}=" + encoded("\\operator\\:EQUALS\\:" + value) for field, value in fields)
    search = encoded("&".join(conditions))
    return service_url(finding, f"{path}/home", "#/findings" + (f"?search={search}" if search else ""))


_OPEN = (("RecordState", "ACTIVE"), ("WorkflowStatus", "NEW"), ("WorkflowStatus", "NOTIFIED"))


def _kind(finding: Finding) -> list[tuple[str, str]]:
    if finding.control_id:
        return [("ComplianceSecurityControlId", finding.control_id)]
    if ":" in next(iter(finding.types), ""):
        return [("Type", finding.types[0])]
    return [("Title", finding.title)]


def _key(entry: Entry) -> tuple[object, ...]:
    finding = entry.finding
    is_by_type = finding.is_aws_product and (
        finding.control_id or entry.called.startswith(("CVE-", "GHSA-")) or ":" in entry.called
    )
    return (*_heading_key(entry), entry.called, "" if is_by_type else finding.title)


def _heading_key(entry: Entry) -> tuple[object, ...]:
    finding = entry.finding
    return (entry.kind if entry.is_over else None, finding.severity, isinstance(finding, OcsfFinding))


def _order(group: Group) -> tuple[bool, str, int, bool, int, str]:
    first = group.first
    kind = first.kind.value if first.is_over else ""
    return (first.is_over, kind, -int(first.finding.severity), group.kinds > 1, -len(group.entries), group.title)


def _named(entry: Entry, in_several_regions: Collection[str], *, with_account: bool) -> str:
    finding, problem = entry.finding, entry.problem
    remarks = [short(finding.region, LONGEST_NAME)] if name(finding) in in_several_regions else []
    remarks += [entry.kind.value.lower()] if entry.kind in (Kind.RAISED, Kind.REOPENED, Kind.CUSTOM_ACTION) else []
    account = finding.account_name or finding.account_id
    if with_account and account != name(finding):
        remarks.append(short(account, LONGEST_NAME))
    if problem.taken_on is not None and not entry.is_over:
        remarks.append("taken on" + (f" by {short(problem.taken_on.by, LONGEST_NAME)}" if problem.taken_on.by else ""))
    called = short(cut_in_the_middle(name(finding), LONGEST_NAME), LONGEST_NAME)
    return f"{called} ({', '.join(remarks)})" if remarks else called


def highest(entries: Iterable[Entry]) -> Severity | None:
    """Return the highest severity of what is open, else of what is over; None where there is nothing."""
    ordered = sorted(entries, key=lambda entry: (not entry.is_over, entry.finding.severity), reverse=True)
    return ordered[0].finding.severity if ordered else None


def accounts_in(groups: Iterable[Group]) -> Iterator[str]:
    """Yield the accounts that are told of."""
    yield from dict.fromkeys(entry.finding.account_id for group in groups for entry in group.entries)
