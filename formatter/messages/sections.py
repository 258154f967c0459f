"""The parts of an email, each a heading at the margin with indented text below it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from formatter.finding.finding import Finding
from formatter.finding.resource import Resource
from formatter.memory.records import Kind
from formatter.messages.data import INDENT, block, field, shown
from formatter.messages.facts.look import Fact
from formatter.messages.layouts.layout import Layout
from formatter.messages.links import console_url, portal_url, source_console_url
from formatter.messages.message import is_over
from formatter.messages.times import age, local_time
from formatter.settings import Preferences

_MOST_RESOURCES = 10
_MOST_FACTS = 40
_SEE_PAGE = "For information on how to correct this issue"
"""Security Hub's own advice begins so and says no more than that its page tells what to do."""

_SEE_ABOVE = "Remediation is available. Please refer to the"
"""Inspector's advice goes on with a section of its console; the fixed versions stand among our details."""

_NO_ADVICE = "None Provided"
"""What Inspector writes where it has none."""


def section(heading: str, lines: Iterable[str]) -> str:
    """Return the heading and its lines, or an empty text when there is no line."""
    kept = [line for line in lines if line]
    return "\n".join([heading, *kept]) if kept else ""


def account(finding: Finding) -> str:
    """Return the account as name and id."""
    number = finding.account_id or "not stated"
    return f"{finding.account_name} ({number})" if finding.account_name else number


def what(finding: Finding, layout: Layout, kind: Kind) -> str:
    """Return what happened: our sentence, then the finding's own words and what somebody noted on it."""
    own = "" if finding.description == finding.title else finding.description
    note = field("Note", finding.note) if finding.note else ""
    # Our sentence speaks of now, which is over.
    heading, before = ("WHAT IT WAS ABOUT", "The finding said: ") if is_over(finding, kind) else ("WHAT HAPPENED", "")
    return section(heading, (INDENT + before + layout.happened(finding), block(own), note))


def where(finding: Finding) -> str:
    """Return account, Region and affected resources; many of them as a list that stays readable."""
    shown_resources = finding.resources[:_MOST_RESOURCES]
    more = len(finding.resources) - len(shown_resources)
    return section(
        "WHERE",
        (
            field("Account", account(finding)),
            field("Region", finding.region or "not stated"),
            *(
                line
                for pair in zip((None, *shown_resources), shown_resources, strict=False)
                for line in _resource(*pair)
            ),
            f"{INDENT}... and {more} more; the finding as JSON below names them." if more else "",
        ),
    )


def _resource(before: Resource | None, resource: Resource) -> list[str]:
    """Return the lines of a resource; in a list of many, a type is named once."""
    kind = "" if before and before.type == resource.type else resource.type
    name = "" if resource.name in resource.id else resource.name
    tags = ", ".join(f"{key}={value}" if value else key for key, value in resource.tags.items())
    facts = (("Type", kind), ("Name", name), ("Tags", tags))
    return [field("Resource", resource.id or "not named"), *(INDENT + field(*fact) for fact in facts if fact[1])]


def what_to_do(finding: Finding, layout: Layout) -> str:
    """Return our steps with the commands they speak of, then the product's own advice."""
    steps = [f"{INDENT}{number}. {step.text}" for number, step in enumerate(layout.steps(finding), 1)]
    commands = [f"{INDENT}$ {shown(command.text)}" for command in layout.commands(finding)]
    advice = (("Advice", _advice(finding)), ("Instructions", finding.remediation_url))
    return section("WHAT TO DO", (*steps, *commands, *(field(*one) for one in advice if one[1])))


def _advice(finding: Finding) -> str:
    advice = finding.remediation_text
    sees_page = finding.remediation_url and advice.startswith(_SEE_PAGE)
    return "" if sees_page or advice.startswith(_SEE_ABOVE) or advice == _NO_ADVICE else advice


def links(finding: Finding, layout: Layout, preferences: Preferences) -> str:
    """Return the links that open the finding, Identity Center first; each on a line of its own."""
    pages = _pages(finding, layout)
    if not (preferences.admin.portal and preferences.admin.permission_set and finding.account_id):
        return section("OPEN IT (sign in to the account first)", [_link(label, url) for label, url in pages])
    shortcuts = [(label, shortcut(finding, preferences, url)) for label, url in pages]
    plain = ("Already signed in to the account", pages[0][1])
    heading = f"OPEN IT (signs you in as {shown(preferences.admin.permission_set)})"
    return section(heading, [_link(label, url) for label, url in (*shortcuts, plain)])


def shortcut(finding: Finding, preferences: Preferences, url: str) -> str:
    """Return the address that signs in to the finding's account and opens that page; the page where it cannot."""
    if not (preferences.admin.portal and preferences.admin.permission_set and finding.account_id):
        return url
    return portal_url(preferences.admin.portal, finding.account_id, preferences.admin.permission_set, url)


def _pages(finding: Finding, layout: Layout) -> tuple[Fact, ...]:
    own = source_console_url(finding)
    first = ("Security Hub", console_url(finding))
    pages = [("At the product that found it", own)] if own else list(layout.own_pages(finding))
    return (first, *pages, *layout.links(finding))


def _link(label: str, url: str) -> str:
    return f"{INDENT}{label}:\n{INDENT}{url}"


def facts(finding: Finding, layout: Layout) -> str:
    """Return what else the product says."""
    product = " ".join(dict.fromkeys(name for name in (finding.company_name, finding.product_name) if name))
    source = "" if source_console_url(finding) else finding.source_url
    common: tuple[Fact, ...] = (
        ("Found by", product or "not stated"),
        *layout.facts(finding),
        *((("Page at the product", source),) if source else ()),
        ("Finding id", finding.own_id or "none"),
    )
    more = len(common) - _MOST_FACTS
    rest = f"{INDENT}... and {more} more; see the finding as JSON below." if more > 0 else ""
    return section("DETAILS", [*(field(label, value) for label, value in common[:_MOST_FACTS]), rest])


def when(finding: Finding, layout: Layout, preferences: Preferences, now: datetime) -> str:
    """Return the finding's times in the owner's time zone, and how long ago that was."""
    times = (
        ("First seen", finding.first_observed_at or finding.created_at),
        ("Last seen", finding.last_observed_at),
        ("Updated", finding.updated_at),
        *layout.times(finding),
        ("This email", now),
    )
    return section("WHEN", [_time(label, time, preferences, now) for label, time in times if time])


def _time(label: str, time: datetime, preferences: Preferences, now: datetime) -> str:
    ago = age(time, now)
    return field(label, local_time(time, preferences.time_zone) + (f", {ago} ago" if ago else ""))


def why(preferences: Preferences) -> str:
    """Return why the reader gets this and how to change or stop it."""
    stack = f" ({shown(preferences.stack_name)})" if preferences.stack_name else ""
    severity = preferences.filters.minimum_severity.name
    return section(
        "WHY YOU GET THIS",
        (
            f"{INDENT}This address is on a subscription{stack} to findings of severity {severity} and above.",
            f"{INDENT}Change or end it for everybody: AWS Service Catalog, Provisioned products, Update or Terminate.",
            f"{INDENT}End it for this address only: the unsubscribe link at the very end of this email.",
        ),
    )
