"""Progress on standard error, so that standard output holds only results."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from installer.aws.stacks import Report


@contextlib.contextmanager
def progress(title: str) -> Iterator[Report]:
    """Show a spinner with the latest line of progress until the context ends; plain lines where there is no terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda line: console.print(line, highlight=False)
        return
    with console.status(title) as status:

        def report(line: str) -> None:
            status.update(f"{title}: {line}")

        yield report


def show_table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table to standard output."""
    table = Table(*columns, title=title, title_justify="left")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
