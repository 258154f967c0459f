"""Show findings as the emails they would become; no AWS, no network."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

import click

from formatter.decision import decide
from formatter.emails.compose import compose
from formatter.emails.message import Email
from formatter.finding.reader import received_findings
from formatter.finding.severity import Severity
from formatter.memory.memory import NOTHING_REMEMBERED
from formatter.settings import Preferences
from installer.errors import UserError
from installer.finding_files import read_finding_files
from product.subscription.form import SEVERITIES


@dataclass(frozen=True)
class Preview:
    """A finding and the email that it would become as the first that is told of it.

    Attributes:
        finding_id: id of the finding.
        email: the email; None where there would be silence.
        reason: why there would be silence.
    """

    finding_id: str
    email: Email | None
    reason: str


def preview(event: Mapping[str, Any], preferences: Preferences, now: datetime) -> tuple[Preview, ...]:
    """Return what a subscription with these preferences, which remembers nothing yet, would do with the event."""
    return tuple(_preview(received, preferences, now) for received in received_findings(event))


def _preview(received: Any, preferences: Preferences, now: datetime) -> Preview:
    finding = received.finding
    decision = decide(NOTHING_REMEMBERED, finding, preferences, received.custom_action)
    if decision.kind is None:
        return Preview(finding.id, None, decision.reason)
    return Preview(finding.id, compose(finding, decision.kind, preferences, now, received.custom_action), "")


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
@click.option("--time-zone", default="UTC", show_default=True, help="Time zone of the times.")
@click.option("--portal", default="", help="Identity Center portal of the links, subdomain or address.")
@click.option("--permission-set", default="", help="Permission set of the links.")
@click.option(
    "--minimum-severity", type=click.Choice(SEVERITIES, case_sensitive=False), help="Leave out what is below."
)
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    files: tuple[str, ...],
    output: str,
    time_zone: str,
    portal: str,
    permission_set: str,
    minimum_severity: str | None,
) -> None:
    """Show findings in FILES (- is standard input) as the emails they would become.

    A file holds one finding, a list, one finding a line, or an EventBridge event; ASFF and OCSF alike.
    """
    _check_time_zone(time_zone)
    severity = Severity.named(minimum_severity or "", Severity.INFORMATIONAL)
    preferences = Preferences(
        minimum_severity=severity, time_zone=time_zone, portal=portal, permission_set=permission_set
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
    if one.email is None:
        return json.dumps({"id": one.finding_id, "subject": None, "body": None, "reason": one.reason})
    return json.dumps({"id": one.finding_id, "subject": one.email.subject, "body": one.email.body})


def _as_text(one: Preview) -> str:
    rule = "=" * 78
    if one.email is None:
        return f"{rule}\nNo email for {one.finding_id}: {one.reason}\n"
    return f"{rule}\nSubject: {one.email.subject}\n{rule}\n{one.email.body}\n"


def _check_time_zone(name: str) -> None:
    import difflib  # noqa: PLC0415  # only for a mistake

    import pytz  # noqa: PLC0415  # likewise

    if name not in pytz.all_timezones_set:
        close = difflib.get_close_matches(name, pytz.common_timezones, 1, 0.4)
        raise UserError(f"{name!r} is no time zone; {f'did you mean {close[0]}?' if close else 'try Europe/Berlin.'}")
