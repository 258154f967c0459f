"""Show what a history of findings would have been like for a subscriber; no AWS, no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from common.choices.configuration import Configuration
from common.choices.words import FindingSource
from installer.configuration import flags
from installer.configuration.flags import Command, configuration
from installer.configuration.reading import CONFIGURATION_FILE
from installer.errors import UserError
from installer.replay.choices import Choices, choices, flag_of, form
from installer.replay.history import Arrival, Happening, History
from installer.replay.play import BEFORE, Replay, SentMessage, Silence
from installer.replay.show import Summary, as_json, as_text
from installer.replay.surroundings import HistoricHub, NotingTopic, SimulatedClock

_PROGRESS_EVERY = 10_000


def answer_flags(command: Command) -> Command:
    """Give the command one flag for each question of the form."""
    for question in reversed(form(configuration(None, {"account_filter": True}))):
        default = f" Default: {question.default}." if question.default else ""
        command = click.option(flag_of(question), question.name, help=f"The form's '{question.label}'.{default}")(
            command
        )
    return command


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@answer_flags
@click.option("--until", metavar="TIME", help="Play up to then; else a day beyond the last event.")
@click.option(
    "--subscribed", metavar="TIME", help="When the subscription begins; else 48 hours before the first event."
)
@click.option("--confirmed", metavar="TIME", help="When the first address confirms; else when it begins.")
@click.option(
    "--arrival",
    type=click.Choice([one.value for one in Arrival]),
    default=Arrival.TIME.value,
    show_default=True,
    help="Order in which events arrive: by their time, as in the file, by chance, or each twice.",
)
@click.option("--seed", default=0, show_default=True, help="Of chance, for shuffled and doubled.")
@click.option("--json", "as_objects", is_flag=True, help="One JSON object a line: emails, silences, and a summary.")
@flags.config
def command(  # noqa: PLR0913, PLR0917  # a flag each
    files: tuple[Path, ...],
    until: str | None,
    subscribed: str | None,
    confirmed: str | None,
    arrival: str,
    seed: int,
    as_objects: bool,  # noqa: FBT001  # click passes it by name
    path: Path | None,
    **answers: str | None,
) -> None:
    """Play the events in FILES through the real formatter, by a simulated clock.

    A file holds JSON lines: whole EventBridge events with their own time, or findings, whose UpdatedAt is the time. The
    subscription begins 48 hours before the first event, and a sweep comes every five minutes.

    Memory hardly grows with the files or the findings: of events only their places are kept, and what is remembered of
    findings goes to a temporary file.
    """
    chosen = choices(_configuration(path), {name: text for name, text in answers.items() if text})
    history = History(files, _progress)
    if history.begins is None:
        raise UserError(f"{', '.join(map(str, files))}: no event in it; one event or finding stands on each line.")
    begins = _moment("--subscribed", subscribed) or history.begins - BEFORE
    replay = _replay(chosen, history, begins, _moment("--confirmed", confirmed) or begins)
    summary = Summary()
    for one in replay.play(_played(history.arriving(Arrival(arrival), seed)), _moment("--until", until)):
        summary.add(one)
        _print(one, as_objects=as_objects)
    if as_objects:
        click.echo(json.dumps({"summary": summary.document(sorted(replay.open_ids()))}))
    else:
        click.echo(f"\n{summary.text(sum(1 for _ in replay.open_ids()))}")


def _configuration(path: Path | None) -> Configuration:
    """Return the admin's choices; without any, findings of both Security Hubs are taken."""
    is_chosen = path is not None or Path(CONFIGURATION_FILE).is_file()
    return configuration(path, {"account_filter": True} | ({} if is_chosen else {"source": FindingSource.BOTH.value}))


def _replay(chosen: Choices, history: History, begins: datetime, confirmed: datetime) -> Replay:
    clock = SimulatedClock(begins)
    addresses = (*chosen.preferences.email_addresses, *chosen.preferences.lead_addresses)
    topic = NotingTopic(clock, addresses, confirmed)
    return Replay(chosen, clock, topic, HistoricHub(history, clock))


def _print(one: SentMessage | Silence, *, as_objects: bool) -> None:
    line = as_json(one) if as_objects else as_text(one)
    if line:
        click.echo(line)


def _progress(count: int) -> None:
    if count and count % _PROGRESS_EVERY == 0:
        click.echo(f"{count} events read ...", err=True)


def _played(happenings: Iterator[Happening]) -> Iterator[Happening]:
    """Yield them, and say how many were played so far: a history may go on for long without an email."""
    for number, one in enumerate(happenings, 1):
        yield one
        if number % _PROGRESS_EVERY == 0:
            click.echo(f"{number} events played ...", err=True)


def _moment(flag: str, text: str | None) -> datetime | None:
    if text is None:
        return None
    from formatter.finding.safe import moment

    found = moment(text)
    if found is None:
        raise UserError(f"{flag}: {text!r} is no time; 2026-11-28T09:00:00Z is one.")
    return found
