"""The first screen: what to do now, what is wrong with which resource, the proof, since when, whom to ask, one link.

A phone shows the first line beside the subject, so it says what the subject does not: what to do. Nothing of a finding stands
here in a form that a mail program makes a link; what did not come from AWS stands in quotation marks.
"""

from __future__ import annotations

from collections.abc import Iterator

from formatter.finding.finding import Finding, State
from formatter.memory.records import Kind
from formatter.messages.data import INDENT, quoted, shown, unlinked
from formatter.messages.headline import IMPORTED, imported_by, is_account, label, short_title
from formatter.messages.history import History
from formatter.messages.limits import shortened
from formatter.messages.main_resource import main_resource
from formatter.messages.telling import Telling
from formatter.messages.words import counted

_LONGEST = 180
_LONGEST_EVIDENCE = 240
_LONGEST_CONTACT = 200


def lead(telling: Telling, opening: str) -> str:
    """Return the first lines of the message about a finding, the opening first."""
    finding, action = telling.finding, telling.custom_action
    evidence = shortened(telling.evidence, _LONGEST_EVIDENCE)
    contact = "" if telling.is_over else telling.preferences.admin.contact
    lines = (
        _line("Custom action", quoted(shortened(action, _LONGEST)) if action else ""),
        _line("What", what(finding)),
        _line("Resource", where(finding)),
        _line("Found by", finder(finding)),
        _line("Evidence", told(finding, evidence)),
        f"{INDENT}{telling.first_page[0]}:\n{INDENT}{telling.first_link}",
        *_times(telling),
        _line("Ask", shown(shortened(contact, _LONGEST_CONTACT))),
    )
    return "\n".join((opening, *(line for line in lines if line)))


def first_line(telling: Telling) -> str:
    """Return what happened to the problem, and what to do now."""
    kind, history = telling.kind, telling.history
    if telling.is_over:
        return " ".join((*_remarks(telling), _over(kind, history)))
    do_now = f"Do now: {telling.steps[0].text}"
    return " ".join((*_remarks(telling), *_opening(kind, history), do_now))


def what(finding: Finding) -> str:
    """Return the whole title, the control's id before it."""
    title = short_title(finding) or finding.description or "The finding has no title."
    control = label(finding) if finding.is_aws_product and finding.control_id else ""
    return f"{control} {told(finding, shortened(title.removeprefix(control).strip(), _LONGEST))}".strip()


def where(finding: Finding) -> str:
    """Return main resource, Region and account."""
    resource = main_resource(finding)
    more = len(finding.resources) - 1
    named = ""
    if resource is not None and not is_account(finding, resource):
        named = told(finding, shortened(f"{resource.type} {resource.short_name}".strip(), _LONGEST))
    also = f" and {more:,} more" if named and more > 0 else ""
    region, owner = _plain(finding.region), f"account {account(finding)}"
    parts = (named + also, region, owner) if named else (owner, region)
    return ", ".join(part for part in parts if part)


def account(finding: Finding) -> str:
    """Return the account as name and id."""
    number = _plain(finding.account_id) or "not stated"
    return f"{_plain(finding.account_name)} ({number})" if finding.account_name else number


def told(finding: Finding, text: str) -> str:
    """Return a text of a finding for the lead: without links, and in quotation marks unless AWS sent it."""
    if not text:
        return ""
    return unlinked(shown(text)) if finding.is_aws_product else quoted(text)


def _plain(text: str) -> str:
    return unlinked(shown(shortened(text, 64)))


def product_of(finding: Finding) -> str:
    """Return company and product in the finding's own words, the company once."""
    company, product = finding.company_name, finding.product_name
    return product if product.startswith(company) else f"{company} {product}".strip()


def finder(finding: Finding) -> str:
    """Return who found it where that is not AWS; an empty text for AWS's own products."""
    if finding.is_aws_product:
        return ""
    by, named = imported_by(finding), product_of(finding)
    called = f"{quoted(shortened(named, 80))}, which is not AWS" if named else "not AWS"
    how = "; imported by an account of yours or by an integration" if by == IMPORTED else ""
    return called + how


def _times(telling: Telling) -> Iterator[str]:
    history = telling.history
    if telling.is_over:
        yield _line("It was open for", history.took(telling.kind))
        return
    yield _line("Open since", history.since(telling.kind))
    yield _line("Due", history.until())
    yield _line("Taken on", history.taken_on())


def _remarks(telling: Telling) -> Iterator[str]:
    finding = telling.finding
    if finding.is_sample:
        yield "This is a SAMPLE: nothing really happened."
    if not finding.severity_known:
        yield "The product states no severity, so it counts as HIGH."
    if finding.lacks_result and not telling.is_over:
        yield "The check gave no result."
    if remark := state_remark(finding):
        yield remark


def _over(kind: Kind, history: History) -> str:
    reason = history.ending()
    if kind is Kind.RESOLVED:
        return f"Resolved. {reason}".strip()
    if kind is Kind.NO_LONGER_REPORTED:
        return f"No longer reported, which is no proof that it is mended. {reason}".strip()
    return "It was closed before this message went out; look whether it is mended."


def _opening(kind: Kind, history: History) -> Iterator[str]:
    problem = history.problem
    if kind is Kind.RAISED:
        before = f" from {problem.raised_from.name}" if problem.raised_from is not None else ""
        yield f"Raised{before} to {problem.severity.name}."
    elif kind is Kind.REOPENED:
        yield "Open again" + (f", {counted(problem.reopened, 'time')} by now." if problem.reopened > 1 else ".")
    elif kind is Kind.REMINDER:
        yield "Still open."
    elif kind is Kind.ESCALATED:
        yield "Escalated: still open."
    elif kind is Kind.CUSTOM_ACTION:
        yield "Somebody sent you this on purpose."


def state_remark(finding: Finding) -> str:
    """Return what a status other than new means; empty where it is new."""
    if finding.state in (State.NOTIFIED, State.SUPPRESSED):
        return f"Its workflow status is {unlinked(shown(finding.workflow_status))}."
    return ""


def _line(label: str, value: str) -> str:
    return f"{INDENT}{label}: {value}" if value else ""
