"""The parts of an email below its first screen, each a heading at the margin with indented text below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from formatter.finding.finding import Finding
from formatter.finding.resource import Resource
from formatter.messages.data import INDENT, block, field, shown, unlinked
from formatter.messages.facts.look import Fact
from formatter.messages.history import History
from formatter.messages.how import advice
from formatter.messages.layouts.layout import Layout
from formatter.messages.lead import product_of
from formatter.messages.limits import cut_to_bytes, shortened
from formatter.messages.telling import Telling
from formatter.messages.times import time_and_age
from formatter.messages.words import delivery_in_words, filters_in_words, joined
from formatter.settings import Preferences

_MOST_RESOURCES = 10
_MOST_FACTS = 60
_LONGEST = 300
_NOT_AWS = " (not a product of AWS)"
_CUT = f"\n{INDENT}... the rest did not fit; open the finding to see it."


def section(heading: str, lines: Iterable[str]) -> str:
    """Return the heading and its lines, or an empty text when there is no line."""
    kept = [line for line in lines if line]
    return "\n".join([heading, *kept]) if kept else ""


def facts(telling: Telling) -> str:
    """Return what the finding says: our sentence, its own words, the resources, times and every fact of its product."""
    finding, layout = telling.finding, telling.layout
    said = "The finding said: " if telling.is_over else ""
    own = "" if finding.description == finding.title else finding.description
    found = tuple(_facts(finding, layout, telling.history))
    more = len(found) - _MOST_FACTS
    return section(
        "FACTS",
        (
            f"{INDENT}{said}{layout.happened(finding)}",
            block(own),
            *(field(label, value) for label, value in found[:_MOST_FACTS]),
            f"{INDENT}... and {more} more; open the finding to see them." if more > 0 else "",
            *_resources(finding.resources),
            *_advice(finding),
        ),
    )


def history(telling: Telling) -> str:
    """Return the section on the problem's history."""
    return section("HISTORY", [field(label, value) for label, value in telling.history.facts(telling.kind)])


def plain(text: str) -> str:
    """Return a text that may come from a finding as part of a line of ours, without links."""
    return unlinked(shown(shortened(text, _LONGEST)))


def cut(text: str, room: int) -> str:
    """Return as much of a section as so many bytes hold."""
    return text if len(text.encode()) <= room else cut_to_bytes(text, room - len(_CUT)).rpartition("\n")[0] + _CUT


def why(preferences: Preferences) -> str:
    """Return why the reader gets this, in the words of the form, and how to change or stop it."""
    stack = f" ({shown(preferences.stack_name)})" if preferences.stack_name else ""
    workload = f" of {shown(preferences.workload)}" if preferences.workload else ""
    ended = "" if preferences.notify_when_resolved else " You are not told when something is resolved."
    return section(
        "WHY YOU GET THIS",
        (
            f"{INDENT}Your address is on the subscription{workload}{stack} to {filters_in_words(preferences.filters)}.",
            f"{INDENT}{delivery_in_words(preferences)}{ended}",
            *_others(preferences),
            f"{INDENT}Change or end it for everybody: AWS Service Catalog, Provisioned products, Update or Terminate.",
            f"{INDENT}End it for this address only: the unsubscribe link at the very end of this email.",
        ),
    )


def _others(preferences: Preferences) -> Iterator[str]:
    if preferences.email_addresses:
        yield f"{INDENT}Told: {joined([shown(address) for address in preferences.email_addresses])}"
    if preferences.lead_addresses:
        leads = joined([shown(address) for address in preferences.lead_addresses])
        yield f"{INDENT}Told when nobody reacts, and weekly: {leads}"


def _facts(finding: Finding, layout: Layout, history: History) -> Iterator[Fact]:
    product = product_of(finding)
    yield ("Found by", f"{product}{'' if finding.is_aws_product else _NOT_AWS}" if product else "not stated")
    yield from layout.facts(finding)
    if finding.note:
        yield ("Note", finding.note)
    times = (("Last seen", finding.last_observed_at), ("Updated", finding.updated_at), *layout.times(finding))
    yield from ((label, time_and_age(time, history.now, history.zone)) for label, time in times if time)
    yield ("Finding id", finding.own_id or "none")


def _resources(resources: tuple[Resource, ...]) -> Iterator[str]:
    """Yield the lines of the resources; in a list of many, a type is named once."""
    kind = ""
    for resource in resources[:_MOST_RESOURCES]:
        yield field("Resource", resource.id or "not named")
        tags = ", ".join(f"{key}={value}" if value else key for key, value in resource.tags.items())
        name = "" if resource.name in resource.id else resource.name
        said = (("Type", "" if resource.type == kind else resource.type), ("Name", name), ("Tags", tags))
        yield from (INDENT + field(label, value) for label, value in said if value)
        kind = resource.type
    if (more := len(resources) - _MOST_RESOURCES) > 0:
        yield f"{INDENT}... and {more:,} more; open the finding to see them."


def _advice(finding: Finding) -> Iterator[str]:
    """Yield what a product outside AWS advises: to read, not to follow unseen."""
    text = "" if finding.is_aws_product else advice(finding)
    if text:
        yield f"{INDENT}The product, which is not AWS, advises; check it before you follow it:"
        yield block(text)
