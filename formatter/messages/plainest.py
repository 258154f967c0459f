"""The plainest form, for a problem whose message failed three times: severity, id, link, JSON, and nothing that could fail."""

from __future__ import annotations

from datetime import datetime

from formatter.finding.reader import finding_from
from formatter.memory.records import Kind, Problem
from formatter.messages.chat import literal, notification
from formatter.messages.data import INDENT, field
from formatter.messages.limits import SUBJECT_CHARACTERS, shortened
from formatter.messages.links import console_url
from formatter.messages.message import Audience, Message
from formatter.messages.raw import finding_as_json
from formatter.messages.subject import ascii_text, short_key
from formatter.messages.times import local_time
from formatter.settings import Preferences

_JSON_BYTES = 40_000


def compose_plainest(problem: Problem, kind: Kind, preferences: Preferences, now: datetime) -> Message:
    """Return the message with an ASCII subject and few lines, from whatever the problem's row holds."""
    finding = finding_from(problem.finding or problem.summary)
    severity = problem.severity.name
    mark = "" if kind is Kind.NEW else f"{kind.value} "
    end = f" #{short_key(problem.key)}"
    subject = shortened(
        f"[{severity}] {mark}finding in account {ascii_text(finding.account_id)}", SUBJECT_CHARACTERS - len(end)
    )
    url = console_url(finding)
    lines = (
        "This could not be sent in its usual form, so here is what is known. Do now: open the finding.",
        field("Severity", severity),
        field("Why you are told", kind.value),
        field("Account", finding.account_id or "not stated"),
        field("Finding id", finding.own_id or "none"),
        field("This message", local_time(now, preferences.time_zone)),
        f"{INDENT}Security Hub:\n{INDENT}{url}",
        "",
        finding_as_json(finding, _JSON_BYTES) if preferences.admin.attach_json else "",
    )
    facts = {"audience": Audience.OWNERS.value, "kind": kind.value, "severity": severity}
    told = (f"{severity} finding {literal(finding.own_id)}", url)
    chat = notification(subject + end, told, kind, now, keywords=(severity,), thread=problem.key)
    return Message(subject + end, "\n".join(lines).rstrip(), facts, chat)
