"""The first lines: what happened, where, and the first thing to do. A phone shows little more before it is unlocked."""

from __future__ import annotations

from datetime import datetime

from formatter.finding.finding import Finding, State
from formatter.memory.records import Kind
from formatter.messages.data import INDENT, field
from formatter.messages.layouts.layout import Layout
from formatter.messages.main_resource import told_resource
from formatter.messages.message import is_over
from formatter.messages.sections import account
from formatter.messages.subject import headline, shortened
from formatter.messages.times import age

_LONGEST = 256
"""ASFF's longest title."""

_OPENINGS = {
    Kind.NEW: "New {severity} finding.",
    Kind.RAISED: "Severity raised to {severity}. You were told about this finding before.",
    Kind.REOPENED: "Open again: a {severity} finding that had been closed.",
    Kind.RESOLVED: "Resolved{reason}. Nothing is left to do.",
    Kind.NO_LONGER_REPORTED: "No longer reported{reason}. That is no proof that it is solved.",
    Kind.ESCALATED: "Escalated: a {severity} finding that you were told about before is still open.",
    Kind.REMINDER: "Still open{age}: a {severity} finding that you were told about before.",
    Kind.CUSTOM_ACTION: "Somebody sent you this {severity} finding on purpose.",
}


def lead(finding: Finding, kind: Kind, layout: Layout, now: datetime, custom_action: str = "") -> str:
    """Return the first lines of the email about a finding."""
    since = age(finding.first_observed_at or finding.created_at or now, now)
    opening = _OPENINGS.get(kind, _OPENINGS[Kind.NEW]).format(
        severity=finding.severity.name, reason=_reason(finding), age=f" after {since}" if since else ""
    )
    steps = () if is_over(finding, kind) else layout.steps(finding)[:1]
    return "\n".join(
        (
            " ".join((opening, *_remarks(finding, kind))),
            *((field("Custom action", custom_action),) if custom_action else ()),
            field("What", shortened(_what(finding), _LONGEST)),
            field("Where", shortened(_where(finding), _LONGEST)),
            field("Account", account(finding)),
            *(f"{INDENT}First step: {step.text}" for step in steps),
        )
    )


def _reason(finding: Finding) -> str:
    if finding.compliance_status == "PASSED":
        return ": the check passes now"
    if finding.workflow_status == "RESOLVED":
        return ": its workflow status was set to Resolved"
    return ": the product that found it closed it" if finding.record_state == "ARCHIVED" else ""


def _remarks(finding: Finding, kind: Kind) -> list[str]:
    remarks = []
    if finding.is_sample:
        remarks.append("This is a SAMPLE: nothing really happened.")
    if finding.lacks_result and not is_over(finding, kind):
        remarks.append("The check gave no result.")
    if finding.state is State.CLOSED and kind is not Kind.RESOLVED:
        remarks.append("It was closed meanwhile." + (" Nothing is left to do." if is_over(finding, kind) else ""))
    if finding.state in (State.NOTIFIED, State.SUPPRESSED):
        remarks.append(f"Its workflow status is {finding.workflow_status}.")
    if not finding.severity_known:
        remarks.append("The product states no severity, so it counts as HIGH.")
    return remarks


def _what(finding: Finding) -> str:
    return headline(finding) or finding.description or "The finding has no title."


def _where(finding: Finding) -> str:
    more = len(finding.resources) - 1
    also = f"and {more} more" if more > 0 else ""
    return (
        ", ".join(part for part in (f"{told_resource(finding)} {also}".strip(), finding.region) if part) or "not stated"
    )
