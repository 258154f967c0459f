"""What happened on the embedded AWS, as the objects that `replay --json` prints: emails, silences and a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timezone

import click

from embedded_aws.mailbox import ReceivedEmail
from formatter.finding.finding import State
from formatter.memory.records import Kind
from installer.lines import SentLine, SilenceLine, SummaryLine
from installer.replay.show import TIME
from installer.said import due, taken_on
from local.journey.fates import Fate


def print_objects(fates: Sequence[Fate], emails: Sequence[ReceivedEmail], now: datetime) -> None:
    """Print one JSON object a line.

    Args:
        fates: what became of each finding, in order.
        emails: all that arrived, oldest first.
        now: when that was looked at.
    """
    for one in _objects(fates, emails, now):
        click.echo(json.dumps(one))


def _objects(
    fates: Sequence[Fate], emails: Sequence[ReceivedEmail], now: datetime
) -> Iterable[SentLine | SilenceLine | SummaryLine]:
    sent = {email.message_id: email for email in emails}
    told = {email.message_id: [fate.finding.id for fate in fates if fate.email == email] for email in sent.values()}
    for message_id, email in sent.items():
        yield {
            "time": _moment(datetime.fromtimestamp(email.time, timezone.utc)),
            "kind": Kind(email.attributes["kind"]).name,
            "subject": email.subject,
            "findings": list(dict.fromkeys(told[message_id])),
            "audience": email.attributes["audience"],
            "due": due(email.body),
            "taken_on": taken_on(email.body),
        }
    silent = [fate for fate in fates if fate.email is None]
    for fate in silent:
        yield {"time": _moment(now), "finding": fate.finding.id, "decision": "silent", "reason": fate.reason}
    last = {fate.finding.id: fate for fate in fates if fate.email is not None}
    open_ids = sorted(name for name, fate in last.items() if fate.finding.state is not State.CLOSED)
    kinds = Counter(Kind(email.attributes["kind"]).name for email in sent.values())
    yield {"summary": {"emails": len(sent), "kinds": dict(sorted(kinds.items())), "told": len(last), "open": open_ids}}


def _moment(at: datetime) -> str:
    return f"{at:{TIME}}"
