"""The plainest form, for a problem whose message failed three times: severity, id, link, JSON, and nothing that could fail."""

from __future__ import annotations

from datetime import datetime

from formatter.finding.reader import finding_from
from formatter.memory.records import Kind, Problem
from formatter.messages.data import field
from formatter.messages.limits import SUBJECT_CHARACTERS
from formatter.messages.links import console_url
from formatter.messages.message import Audience, Message
from formatter.messages.raw import finding_as_json
from formatter.messages.subject import ascii_text, shortened
from formatter.messages.times import local_time
from formatter.settings import Preferences

_JSON_BYTES = 40_000


def compose_plainest(problem: Problem, kind: Kind, preferences: Preferences, now: datetime) -> Message:
    """Return the message in ASCII subject and few lines, from whatever the problem's row holds."""
    finding = finding_from(problem.finding or problem.summary)
    mark = "" if kind is Kind.NEW else f"{kind.value} "
    name = ascii_text(finding.own_id) or problem.key
    lines = (
        "This finding could not be written in its usual form three times, so here is what is known of it.",
        field("Severity", problem.severity.name),
        field("Finding id", finding.own_id or "none"),
        field("This email", local_time(now, preferences.time_zone)),
        f"  Security Hub:\n  {console_url(finding)}",
        "",
        finding_as_json(finding, _JSON_BYTES),
    )
    facts = {"audience": Audience.OWNERS.value, "kind": kind.value, "severity": problem.severity.name}
    subject = shortened(f"[{problem.severity.name}] {mark}{name}", SUBJECT_CHARACTERS)
    return Message(subject, "\n".join(lines), facts)
