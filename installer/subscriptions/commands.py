"""What `enroll` and `update-subscriptions` have in common: show, ask, do, tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import click

from installer.console import agree, progress, say, say_json
from installer.documents import heading
from installer.exit_codes import ExitCode
from installer.subscriptions.operations import Operation, Outcome, carry_out


def run_operations(  # noqa: PLR0913  # what the two commands were asked
    command: str,
    account: str,
    operations: Sequence[Operation],
    *,
    yes: bool,
    dry_run: bool,
    as_json: bool,
    stops: bool,
) -> None:
    """Show the operations, ask, carry them out, and tell how each went.

    Args:
        command: the command.
        account: the hub account.
        operations: what is planned, and what is not, with the reason.
        yes: whether nobody is asked.
        dry_run: whether nothing is done.
        as_json: whether one JSON document is printed.
        stops: whether one goes first, alone, and a failure ends the rest.

    Raises:
        Exit: with 3 where a dry run found something to do, with 1 where an account could not be served.
    """
    planned = any(one.outcome is Outcome.PLANNED for one in operations)
    if not as_json:
        say(*(one.line() for one in operations if one.outcome is not Outcome.SKIPPED))
        say("" if planned else "Nothing would change.")
    done = list(operations)
    if planned and not dry_run:
        agree((), yes=yes, as_json=as_json)
        with progress("Working on the accounts") as report:
            done = carry_out(operations, report, stops=stops)
    counted = Counter(one.outcome for one in done)
    if as_json:
        documents = [one.document() for one in done]
        say_json({**heading(command, account), "operations": documents, "done": planned and not dry_run})
    else:
        failed = [
            one.line() for one, before in zip(done, operations, strict=True) if one is not before and _failed(one)
        ]
        say(*failed, ", ".join(f"{counted[one]} {one.value}" for one in Outcome) + ".")
        if counted[Outcome.DONE]:
            say("Next: ./install.sh coverage shows who has confirmed.")
    if dry_run and planned:
        raise click.exceptions.Exit(ExitCode.CHANGES)
    if counted[Outcome.FAILED]:
        raise click.exceptions.Exit(ExitCode.WRONG)


def _failed(operation: Operation) -> bool:
    return operation.outcome is Outcome.FAILED
