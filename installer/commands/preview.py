"""Show findings as the emails they would become; no AWS, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import click

from formatter.decision.old import Decision, decide
from formatter.filters import Filters
from formatter.finding.finding import State
from formatter.finding.reader import Received, received_findings
from formatter.finding.severity import Severity
from formatter.memory.old_memory import NOTHING_REMEMBERED
from formatter.memory.records import Kind, Problem
from formatter.messages.compose import compose
from formatter.messages.message import Message
from formatter.settings import AdminChoices, Preferences
from installer.errors import UserError
from installer.findings.files import read_finding_files

_RULE = "=" * 78
_ONLY_IF_TOLD = "sent only if the finding was told while it was open"


@dataclass(frozen=True)
class Preview:
    """A finding and its email.

    Attributes:
        finding_id: id of the finding.
        email: the email about it.
        remark: when it would be sent, or why not; empty where it is sent as soon as the finding comes.
    """

    finding_id: str
    email: Message
    remark: str


def preview(event: Mapping[str, Any], preferences: Preferences, now: datetime) -> Iterator[Preview]:
    """Yield the emails that the event's findings would become in a subscription that remembers none of them yet."""
    for received in received_findings(event):
        decision = decide(NOTHING_REMEMBERED, received.finding, preferences, received.custom_action)
        yield _preview(received, decision, preferences, now)


def _preview(received: Received, decision: Decision, preferences: Preferences, now: datetime) -> Preview:
    finding = received.finding
    kind = decision.kind or (Kind.RESOLVED if finding.state is State.CLOSED else Kind.NEW)
    remark = _ONLY_IF_TOLD if kind is Kind.RESOLVED else decision.reason and f"not sent: {decision.reason}"
    problem = Problem(finding.id, severity=finding.severity)
    return Preview(finding.id, compose(finding, kind, problem, preferences, now, received.custom_action), remark)


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "output", flag_value="json", help="The same as --format json.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text, or one JSON object a line: id, subject, body.",
)
@click.option("--time-zone", default="UTC", show_default=True, help="Time zone of the times in the emails.")
@click.option("--portal", default="", help="Access portal of Identity Center: subdomain or address.")
@click.option("--permission-set", default="", help="Permission set that the links sign in with.")
def command(files: tuple[str, ...], output: str, time_zone: str, portal: str, permission_set: str) -> None:
    """Show findings in FILES (- is standard input) as the emails they would become.

    A file holds one finding, a list, one finding a line, an EventBridge event, or what
    `aws securityhub get-findings` prints; ASFF and OCSF alike.
    """
    _check_time_zone(time_zone)
    preferences = Preferences(
        filters=Filters(minimum_severity=Severity.INFORMATIONAL),
        time_zone=time_zone,
        admin=AdminChoices(portal, permission_set),
    )
    found = read_finding_files(files)
    now = datetime.now(timezone.utc)
    for event in found.events:
        for one in preview(event, preferences, now):
            click.echo(_as_json(one) if output == "json" else _as_text(one))
    for problem in found.problems:
        click.echo(problem, err=True)
    if found.problems:
        raise click.exceptions.Exit(UserError.exit_code)


def _as_json(one: Preview) -> str:
    return json.dumps({"id": one.finding_id, "subject": one.email.subject, "body": one.email.body})


def _as_text(one: Preview) -> str:
    remark = f"({one.remark})\n" if one.remark else ""
    return f"{_RULE}\n{remark}Subject: {one.email.subject}\n{_RULE}\n{one.email.body}\n"


def _check_time_zone(name: str) -> None:
    import difflib  # noqa: PLC0415  # only for a mistake

    import pytz  # noqa: PLC0415  # likewise

    if name not in pytz.all_timezones_set:
        close = difflib.get_close_matches(name, pytz.common_timezones, 1, 0.4)
        raise UserError(f"{name!r} is no time zone; {f'did you mean {close[0]}?' if close else 'try Europe/Berlin.'}")
