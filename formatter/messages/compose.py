"""One problem, one message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from formatter.finding.finding import Finding
from formatter.memory.records import Kind, Problem
from formatter.messages import sections
from formatter.messages.chat import about_problem
from formatter.messages.history import history_of
from formatter.messages.how import how
from formatter.messages.layouts.custom_action import sent_on_purpose
from formatter.messages.layouts.registry import layout_of
from formatter.messages.lead import first_line, lead
from formatter.messages.limits import BODY_BYTES, shortened
from formatter.messages.message import Audience, Message
from formatter.messages.pages import links
from formatter.messages.raw import LEAST_JSON, finding_as_json
from formatter.messages.sections import section
from formatter.messages.subject import ascii_text, subject
from formatter.messages.telling import Telling
from formatter.settings import Preferences

_LONGEST_ATTRIBUTE = 256
_BETWEEN = "\n\n"


def compose(  # noqa: PLR0913, PLR0917  # what is told, why, its history, for whom, when
    finding: Finding,
    kind: Kind,
    problem: Problem,
    preferences: Preferences,
    now: datetime,
    custom_action: str = "",
) -> Message:
    """Return the message about one finding.

    Args:
        finding: what to tell; it is told with the problem's severity.
        kind: why it is told.
        problem: what is remembered of it: history, due date, who is at it, how it ended.
        preferences: everybody's choices.
        now: time of sending.
        custom_action: name of the custom action that sent it; empty for an imported finding.
    """
    finding = finding.told_as(problem.severity)
    own = layout_of(finding)
    layout = sent_on_purpose(own) if kind is Kind.CUSTOM_ACTION else own
    history = history_of(problem, finding, kind, preferences, now)
    telling = Telling(finding, kind, layout, history, preferences, custom_action)
    line = subject(finding, kind, problem, history.due, now)
    opening = first_line(telling)
    return Message(line, _body(telling, opening), attributes(kind, finding), about_problem(line, opening, telling))


def attributes(kind: Kind, finding: Finding, audience: Audience = Audience.OWNERS) -> Mapping[str, str]:
    """Return the key facts by which subscribers of the topic can filter; SNS takes no empty ones.

    https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
    """
    facts = {
        "audience": audience.value,
        "kind": kind.value,
        "severity": finding.severity.name,
        "product": finding.product_name,
        "account": finding.account_id,
        "region": finding.region,
        "type": next(iter(finding.types), ""),
    }
    return {name: shortened(ascii_text(value), _LONGEST_ATTRIBUTE) for name, value in facts.items() if value}


def _body(telling: Telling, opening: str) -> str:
    """Return the parts in their order; facts give way to the rest, and the JSON to all."""
    finding, preferences = telling.finding, telling.preferences
    top = lead(telling, opening)
    steps = () if telling.is_over else how(telling)
    before = (top, section("HOW", steps))
    after = (
        sections.history(telling),
        section("LINKS", links(telling)),
        sections.why(preferences),
    )
    room = BODY_BYTES - LEAST_JSON - len(_BETWEEN.join((*before, *after)).encode())
    facts = sections.cut(sections.facts(telling), room)
    text = _BETWEEN.join(part for part in (*before, facts, *after) if part)
    if not preferences.admin.attach_json:
        return text
    return f"{text}{_BETWEEN}{finding_as_json(finding, BODY_BYTES - len(text.encode()) - len(_BETWEEN))}"
