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
from local.journey.finding_outcomes import FindingOutcome


def print_objects(outcomes: Sequence[FindingOutcome], emails: Sequence[ReceivedEmail], now: datetime) -> None:
    """Print one JSON object a line.

    Args:
        outcomes: what became of each finding, in order.
        emails: all that arrived, oldest first.
        now: when that was looked at.
    """
    for one in _objects(outcomes, emails, now):
        click.echo(json.dumps(one))


def _objects(
    outcomes: Sequence[FindingOutcome], emails: Sequence[ReceivedEmail], now: datetime
) -> Iterable[SentLine | SilenceLine | SummaryLine]:
    sent = {email.message_id: email for email in emails}
    told = {
        email.message_id: [outcome.finding.id for outcome in outcomes if outcome.email == email]
        for email in sent.values()
    }
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
    silent = [outcome for outcome in outcomes if outcome.email is None]
    for outcome in silent:
        yield {"time": _moment(now), "finding": outcome.finding.id, "decision": "silent", "reason": outcome.reason}
    last = {outcome.finding.id: outcome for outcome in outcomes if outcome.email is not None}
    open_ids = sorted(name for name, outcome in last.items() if outcome.finding.state is not State.CLOSED)
    kinds = Counter(Kind(email.attributes["kind"]).name for email in sent.values())
    yield {"summary": {"emails": len(sent), "kinds": dict(sorted(kinds.items())), "told": len(last), "open": open_ids}}


def _moment(at: datetime) -> str:
    return f"{at:{TIME}}"
