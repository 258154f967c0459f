"""The same in chat: a custom notification of Amazon Q Developer in chat applications.

https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html has the fields; the lengths are ours, with a margin to
what Slack shows. Slack and Teams write links and marks differently, and one text serves both: addresses stand bare, and nothing
of a finding can mention anybody, link or format. docs/chat.md and the JSON schema beside it say what stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Any

from formatter.memory.records import Kind
from formatter.messages.data import shown, unlinked
from formatter.messages.headline import IMPORTED
from formatter.messages.lead import account, finder, what
from formatter.messages.limits import shortened
from formatter.messages.main_resource import told_resource
from formatter.messages.telling import Telling

LONGEST_TITLE = 200
LONGEST_DESCRIPTION = 2_900
_MOST_STEPS = 5
_LONGEST_STEP = 300
_MOST_KEYWORDS = 5
_LONGEST_KEYWORD = 50
_LONGEST_VALUE = 240

_INERT = str.maketrans({"*": "∗", "_": "＿", "~": "∼", "`": "'", "\\": "＼", "|": "¦"})  # noqa: RUF001  # look-alikes
_MARKS = re.compile(r"[*_~`\\|]")
_QUOTE = "'"
_EMOJI = re.compile(r":(?=[a-z0-9_+'-]+:)", re.IGNORECASE)


def about_problem(subject: str, opening: str, telling: Telling) -> Mapping[str, Any]:
    """Return the notification about one problem; all about it stands in one thread."""
    finding, history, preferences = telling.finding, telling.history, telling.preferences
    over = telling.is_over
    page = telling.first_page[0]
    lines = (
        inert(opening),
        _labelled("What", literal(what(finding))),
        _labelled("Resource", literal(told_resource(finding) or "the account")),
        _labelled("Account", literal(f"{account(finding)}, {finding.region}".strip(", "))),
        _labelled("Found by", inert(finder(finding))),
        _labelled("Evidence", literal(telling.evidence)),
        "" if over else _labelled("Open since", history.since(telling.kind)),
        _labelled("It was open for", history.took(telling.kind)) if over else _labelled("Due", history.until()),
        _labelled("Taken on", inert(history.taken_on())),
        "" if over else _labelled("Ask", inert(shown(preferences.admin.contact))),
        _labelled(page, telling.first_link),
        _labelled("Security Hub", telling.finding_link) if page != "The finding" else "",
        _labelled("Runbook", telling.runbook),
    )
    steps = () if over else (step.text for step in telling.steps)
    keywords = (finding.severity.name, telling.kind.value, finding.aws_product or IMPORTED, finding.control_id)
    return notification(subject, lines, telling.kind, history.now, steps, keywords, history.problem.key)


def notification(  # noqa: PLR0913, PLR0917  # the fields of the schema
    subject: str,
    lines: Iterable[str],
    kind: Kind,
    now: datetime,
    steps: Iterable[str] = (),
    keywords: Sequence[str] = (),
    thread: str = "",
) -> Mapping[str, Any]:
    """Return a notification; `lines` are markdown, what they hold of a finding is inert or literal already.

    Args:
        subject: the email's subject.
        lines: lines of the description; those that do not fit are left out.
        kind: why it is told.
        now: time of sending.
        steps: what to do.
        keywords: words to look for.
        thread: what keeps notifications in one thread; empty for a message of its own.
    """
    title = inert(shortened(subject, LONGEST_TITLE // 2))
    content: dict[str, Any] = {"textType": "client-markdown", "title": title, "description": _fitting(lines)}
    shown_steps = [shortened(inert(shown(step)), _LONGEST_STEP) for step in steps if step][:_MOST_STEPS]
    words = [shortened(inert(shown(word)), _LONGEST_KEYWORD) for word in keywords if word][:_MOST_KEYWORDS]
    content |= {name: value for name, value in (("nextSteps", shown_steps), ("keywords", words)) if value}
    metadata = {"summary": title, "eventType": kind.event_type}
    if thread:
        metadata["threadId"] = _hash(thread)
    return {
        "version": "1.0",
        "source": "custom",
        "id": _hash(f"{thread} {subject} {now.isoformat()}"),
        "content": content,
        "metadata": metadata,
    }


def literal(text: str) -> str:
    """Return a text of a finding as a span of code, in which clients neither link nor format nor mention."""
    line = shortened(unlinked(shown(text)), _LONGEST_VALUE)
    return f"`{escape(line.replace('`', _QUOTE), quote=False)}`" if line else ""


def inert(text: str) -> str:
    """Return a text that may hold words of a finding so that it is no markup in Slack or Teams."""
    line = escape(unlinked(text).replace("](", "] ("), quote=False)
    line = line.translate(_INERT) if _MARKS.search(line) else line
    return _EMOJI.sub("：", line)  # noqa: RUF001  # a look-alike


def _labelled(label: str, value: str) -> str:
    return f"{label}: {value}" if value else ""


def _fitting(lines: Iterable[str]) -> str:
    text = ""
    for line in lines:
        if line and len(text) + len(line) + 1 <= LONGEST_DESCRIPTION:
            text += f"\n{line}" if text else line
    return text or "-"


def _hash(text: str) -> str:
    """Return 32 characters of 0-9 and a-f."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
