"""Show findings as the messages they would become; no AWS, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import click

from formatter.decision.decide import Circumstances, Decision, decide
from formatter.filters import Filters
from formatter.finding.ending import how_it_ended
from formatter.finding.finding import Finding, State
from formatter.finding.problem import problem_key
from formatter.finding.reader import Received, received_findings
from formatter.finding.severity import Severity
from formatter.memory.records import Ending, Kind, Problem
from formatter.messages.compose import compose
from formatter.messages.message import Message
from formatter.messages.raw import CUT_MARK
from formatter.settings import AdminChoices, Preferences
from installer.errors import UserError
from installer.findings.files import read_finding_files
from installer.lines import PreviewLine

_RULE = "=" * 78
_ONLY_IF_TOLD = "sent only if the finding was told while it was open"


@dataclass(frozen=True)
class Preview:
    """A finding and its message.

    Attributes:
        finding_id: id of the finding.
        message: the message about it.
        remark: when it would be sent, or why not; empty where it is sent as soon as the finding comes.
    """

    finding_id: str
    message: Message
    remark: str

    @property
    def size(self) -> int:
        """Bytes of the email's body."""
        return len(self.message.body.encode())

    @property
    def is_cut(self) -> bool:
        """Whether the JSON did not fit."""
        return CUT_MARK in self.message.body


def preview(event: Mapping[str, Any], preferences: Preferences, now: datetime) -> Iterator[Preview]:
    """Yield the messages that the event's findings would become in a subscription that remembers none of them yet."""
    for received in received_findings(event):
        problem = Problem(problem_key(received.finding))
        decision = decide(problem, None, received, Circumstances(preferences, None, now))
        yield _preview(received, decision, preferences, now)


def _preview(received: Received, decision: Decision, preferences: Preferences, now: datetime) -> Preview:
    finding = received.finding
    kind, problem = _told_as(finding, received.custom_action, now)
    silence = f"not sent: {decision.silence.value}" if decision.silence else ""
    message = compose(finding, kind, problem, preferences, now, received.custom_action)
    return Preview(finding.id, message, _ONLY_IF_TOLD if problem.ending else silence)


def _told_as(finding: Finding, custom_action: str, now: datetime) -> tuple[Kind, Problem]:
    problem = Problem(problem_key(finding), severity=finding.severity)
    if custom_action:
        return Kind.CUSTOM_ACTION, problem
    if finding.state is not State.CLOSED:
        return Kind.NEW, problem
    ended = how_it_ended(finding)
    ending = Ending(finding.updated_at or now, is_proven=ended.is_proven, reason=ended.reason)
    kind = Kind.RESOLVED if ended.is_proven else Kind.NO_LONGER_REPORTED
    return kind, Problem(problem.key, severity=finding.severity, ending=ending)


@click.command()
@click.argument("files", nargs=-1, required=True)
@click.option("--json", "output", flag_value="json", help="The same as --format json.")
@click.option(
    "--list", "output", flag_value="list", help="The same as --format list: subjects as a mailbox shows them."
)
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "list"]),
    default="text",
    show_default=True,
    help="Text, one JSON object a line (id, subject, body, chat, bytes, cut, remark), or the subjects alone.",
)
@click.option("--time-zone", default="UTC", show_default=True, help="Time zone of the times in the emails.")
@click.option("--portal", default="", help="Access portal of Identity Center: subdomain or address.")
@click.option("--permission-set", default="", help="Permission set that the links sign in with.")
def command(files: tuple[str, ...], output: str, time_zone: str, portal: str, permission_set: str) -> None:
    """Show findings in FILES (- is standard input) as the emails and chat notifications they would become.

    A file holds one finding, a list, one finding a line, an EventBridge event, or what
    `aws securityhub get-findings` prints; ASFF and OCSF alike. What is no finding is named; the others are shown.
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
            click.echo(_SHOWN[output](one))
    for problem in found.problems:
        click.echo(problem, err=True)
    if found.problems:
        raise click.exceptions.Exit(UserError.exit_code)


def _as_json(one: Preview) -> str:
    shown: PreviewLine = {
        "id": one.finding_id,
        "subject": one.message.subject,
        "body": one.message.body,
        "chat": dict(one.message.chat),
        "bytes": one.size,
        "cut": one.is_cut,
        "remark": one.remark,
    }
    return json.dumps(shown)


def _as_text(one: Preview) -> str:
    remark = f"({one.remark})\n" if one.remark else ""
    size = f"({one.size:,} bytes; {'the JSON is cut' if one.is_cut else 'whole'})"
    return f"{_RULE}\n{remark}Subject: {one.message.subject}\n{size}\n{_RULE}\n{one.message.body}\n"


def _as_subject(one: Preview) -> str:
    return one.message.subject


_SHOWN = {"json": _as_json, "text": _as_text, "list": _as_subject}


def _check_time_zone(name: str) -> None:
    import difflib

    import pytz

    if name not in pytz.all_timezones_set:
        close = difflib.get_close_matches(name, pytz.common_timezones, 1, 0.4)
        raise UserError(f"{name!r} is no time zone; {f'did you mean {close[0]}?' if close else 'try Europe/Berlin.'}")
