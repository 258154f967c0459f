"""One finding, one email."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from formatter.finding.finding import Finding
from formatter.memory.records import Kind, Problem
from formatter.messages import sections
from formatter.messages.layouts.custom_action import sent_on_purpose
from formatter.messages.layouts.registry import layout_of
from formatter.messages.lead import lead
from formatter.messages.limits import MESSAGE_BYTES
from formatter.messages.message import Audience, Message, is_over
from formatter.messages.raw import finding_as_json
from formatter.messages.subject import ascii_text, shortened, subject
from formatter.settings import Preferences

_LONGEST_ATTRIBUTE = 256

_DATA_TYPE = len("String")


def compose(  # noqa: PLR0913, PLR0917  # what is told, why, its history, for whom, when
    finding: Finding,
    kind: Kind,
    problem: Problem,  # noqa: ARG001  # its history is told from here on
    preferences: Preferences,
    now: datetime,
    custom_action: str = "",
) -> Message:
    """Return the message about one finding.

    The sections before the JSON leave it some room whatever the finding: each field, link and list in them is bounded.

    Args:
        finding: what to tell.
        kind: why it is told.
        problem: what is remembered of it: history, due date, who is at it, how it ended.
        preferences: the owner's choices (time zone, links).
        now: time of sending.
        custom_action: name of the custom action that sent it; empty for an imported finding.
    """
    text = _sections(finding, kind, preferences, now, custom_action)
    line, facts = subject(finding, kind), attributes(finding, kind)
    room = MESSAGE_BYTES - size_beside_the_body(line, facts) - len(text.encode()) - len("\n\n")
    return Message(line, f"{text}\n\n{finding_as_json(finding, room)}", facts)


def attributes(finding: Finding, kind: Kind) -> dict[str, str]:
    """Return the key facts by which other subscribers of the topic can filter; SNS takes no empty ones.

    https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
    """
    facts = {
        "audience": Audience.OWNERS.value,
        "kind": kind.value,
        "severity": finding.severity.name,
        "product": finding.product_name,
        "account": finding.account_id,
        "region": finding.region,
        "type": next(iter(finding.types), ""),
    }
    return {name: shortened(ascii_text(value), _LONGEST_ATTRIBUTE) for name, value in facts.items() if value}


def size_beside_the_body(line: str, facts: Mapping[str, str]) -> int:
    """Return the bytes of subject and attributes; SNS counts names, types and values of attributes into its limit.

    https://docs.aws.amazon.com/sns/latest/api/API_MessageAttributeValue.html
    """
    return len(line) + sum(len(name) + _DATA_TYPE + len(value) for name, value in facts.items())


def _sections(finding: Finding, kind: Kind, preferences: Preferences, now: datetime, custom_action: str) -> str:
    own = layout_of(finding)
    layout = sent_on_purpose(own) if kind is Kind.CUSTOM_ACTION else own
    parts = (
        lead(finding, kind, layout, now, custom_action),
        sections.what(finding, layout, kind),
        sections.where(finding),
        "" if is_over(finding, kind) else sections.what_to_do(finding, layout),
        sections.links(finding, layout, preferences),
        sections.facts(finding, layout),
        sections.when(finding, layout, preferences, now),
        sections.why(preferences),
    )
    return "\n\n".join(part for part in parts if part)
