"""The parts of an email, each a heading at the margin with indented text below it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from formatter.emails.data import INDENT, block, field, shown
from formatter.emails.layouts.layout import Fact, Layout
from formatter.emails.links import console_url, portal_url
from formatter.emails.message import Kind
from formatter.emails.times import local_time
from formatter.finding.finding import Finding, State
from formatter.finding.resource import Resource
from formatter.settings import Preferences

_MOST_RESOURCES = 10
_LEADS = {
    Kind.NEW: "New {severity} finding.",
    Kind.RAISED: "This finding's severity rose to {severity}.",
    Kind.REOPENED: "This finding was closed and is open again. Its severity is {severity}.",
    Kind.RESOLVED: "Resolved. There is nothing left to do.",
    Kind.REMINDER: "Still open: a {severity} finding you were told about before.",
    Kind.CUSTOM_ACTION: "Somebody sent you this {severity} finding on purpose.",
}


def section(heading: str, lines: Iterable[str]) -> str:
    """Return the heading and its lines, or an empty text when there is no line."""
    kept = [line for line in lines if line]
    return "\n".join([heading, *kept]) if kept else ""


def lead(finding: Finding, kind: Kind, custom_action: str) -> str:
    """Return the first lines: what this email is, and where."""
    first = _LEADS[kind].format(severity=finding.severity.name)
    if finding.state is State.CLOSED and kind is not Kind.RESOLVED:
        first += " It was closed since."
    sample = "\nThis is a SAMPLE finding, made for a try-out. Nothing happened." if finding.is_sample else ""
    action = f"\n{field('Custom action', custom_action)}" if custom_action else ""
    return "\n".join(
        (
            f"{first}{sample}{action}",
            field("Account", account(finding)),
            field("Region", finding.region or "not stated"),
        )
    )


def account(finding: Finding) -> str:
    """Return the account as name and id."""
    number = finding.account_id or "not stated"
    return f"{finding.account_name} ({number})" if finding.account_name else number


def what(finding: Finding, layout: Layout) -> str:
    """Return what happened: our sentence, then the finding's own words."""
    own = (finding.title, "" if finding.description == finding.title else finding.description)
    return section("WHAT HAPPENED", (INDENT + layout.happened(finding), *(block(text) for text in own)))


def where(finding: Finding) -> str:
    """Return the affected resources with their tags; many of them as a list that stays readable."""
    shown_resources = finding.resources[:_MOST_RESOURCES]
    more = len(finding.resources) - len(shown_resources)
    rest = f"{INDENT}... and {more} more; the finding as JSON below names them." if more else ""
    return section("WHERE", [line for resource in shown_resources for line in _resource(resource)] + [rest])


def _resource(resource: Resource) -> list[str]:
    named = f"{resource.name} - {resource.id}" if resource.name and resource.name not in resource.id else resource.id
    tags = [f"{INDENT}{field('tag ' + shown(key), value)}" for key, value in resource.tags.items()]
    return [field(shown(resource.type) or "Resource", named or "not named"), *tags]


def what_to_do(finding: Finding, layout: Layout) -> str:
    """Return our steps, then the product's own advice."""
    steps = [f"{INDENT}{number}. {step}" for number, step in enumerate(layout.steps(finding), 1)]
    advice = (
        field("Advice", finding.remediation_text) if finding.remediation_text else "",
        field("Instructions", finding.remediation_url) if finding.remediation_url else "",
    )
    return section("WHAT TO DO", (*steps, *advice))


def links(finding: Finding, layout: Layout, preferences: Preferences) -> str:
    """Return the links that open the finding, Identity Center first."""
    pages = (("Security Hub", console_url(finding)), *layout.links(finding))
    if not (preferences.portal and preferences.permission_set and finding.account_id):
        lines = [f"{INDENT}{label}: {url}" for label, url in pages]
        return section("OPEN IT (sign in to the account first)", lines)
    shortcuts = [
        f"{INDENT}{label}: {portal_url(preferences.portal, finding.account_id, preferences.permission_set, url)}"
        for label, url in pages
    ]
    plain = f"{INDENT}Already signed in to the account: {pages[0][1]}"
    return section(f"OPEN IT (signs you in as {shown(preferences.permission_set)})", (*shortcuts, plain))


def facts(finding: Finding, layout: Layout) -> str:
    """Return what else the product says."""
    product = " ".join(dict.fromkeys(name for name in (finding.company_name, finding.product_name) if name))
    common: tuple[Fact, ...] = (
        ("Found by", product or "not stated"),
        *layout.facts(finding),
        ("Finding id", finding.id),
    )
    return section("DETAILS", [field(label, value) for label, value in common])


def when(finding: Finding, preferences: Preferences, now: datetime) -> str:
    """Return the finding's times in the owner's time zone."""
    times = (
        ("First seen", finding.first_observed_at or finding.created_at),
        ("Last seen", finding.last_observed_at),
        ("Updated", finding.updated_at),
        ("This email", now),
    )
    return section("WHEN", [field(label, local_time(time, preferences.time_zone)) for label, time in times if time])


def why(preferences: Preferences) -> str:
    """Return why the reader gets this and how to change or stop it."""
    stack = f" ({shown(preferences.stack_name)})" if preferences.stack_name else ""
    return section(
        "WHY YOU GET THIS",
        (
            f"{INDENT}A subscription{stack} mails findings from {preferences.minimum_severity.name} up.",
            f"{INDENT}To change or end it for all: AWS Service Catalog, Provisioned products, Update or Terminate.",
            f"{INDENT}To end it for your address only: use the unsubscribe link below.",
        ),
    )
