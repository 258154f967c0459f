"""What the commands print: results on standard output, progress on standard error; nothing of it steers the terminal."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import click

from installer.errors import UserError
from installer.program import shown

if TYPE_CHECKING:
    from installer.aws.stacks import Report


def say(*lines: str) -> None:
    """Print lines to standard output."""
    for line in lines:
        click.echo(shown(line))


def warn(*lines: str) -> None:
    """Print lines to standard error."""
    for line in lines:
        click.echo(shown(line), err=True)


def say_json(document: Mapping[str, object]) -> None:
    """Print one JSON document, and nothing else, to standard output; only ASCII, so that no character of it steers anything."""
    click.echo(shown(json.dumps(document, indent=2)))


def agree(losses: Sequence[str], *, yes: bool, take_away: bool = False, as_json: bool = False) -> None:
    """Ask whether to go on, and whether what is taken away may be.

    Args:
        losses: what would be taken away, one line each.
        yes: whether the person said so beforehand.
        take_away: whether the person said beforehand that things may be taken away.
        as_json: whether the output is for a machine, which answers nothing.

    Raises:
        UserError: nobody can be asked, or `--yes` alone would take something away.
        Abort: the person said no.
    """
    if yes and losses and not take_away:
        raise UserError(f"That would take something away; say --take-away too if you mean it. {' '.join(losses)}")
    if yes:
        return
    if as_json:
        raise UserError("--json asks nothing: say --yes too to go on; nothing was changed.")
    question = "This takes something away (see above). Do it all the same?" if losses and not take_away else "Do it?"
    try:
        agreed = click.confirm(question)
    except click.Abort:
        if sys.stdin.isatty():
            raise
        raise UserError("Nothing was changed: nobody can be asked without a terminal; say --yes to go on.") from None
    if not agreed:
        raise click.Abort


@contextlib.contextmanager
def progress(title: str) -> Iterator[Report]:
    """Show a spinner with the latest line of progress until the context ends; plain lines where there is no terminal."""
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    if not console.is_terminal:
        yield warn
        return
    with console.status(Text(title)) as status:

        def report(line: str) -> None:
            status.update(Text(shown(f"{title}: {line}")))

        yield report


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; where there is no terminal, a line a row with tabs between the cells, and nothing cut."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console()
    if not console.is_terminal:
        say(title, *("\t".join(row) for row in rows))
        return
    table = Table(*columns, title=Text(title), title_justify="left")
    for row in rows:
        table.add_row(*(Text(shown(cell)) for cell in row))
    console.print(table)
