"""Show which accounts have a subscription, on which version, and who listens."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from installer.configuration import flags
from installer.errors import UserError
from installer.exit_codes import ExitCode


@click.command()
@flags.subscriptions
@click.option("--missing", is_flag=True, help="Only accounts without a subscription, or that could not be looked at.")
@click.option("--csv", "as_csv", is_flag=True, help="Print a CSV table.")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    role_name: str,
    accounts: tuple[str, ...],
    units: tuple[str, ...],
    missing: bool,  # noqa: FBT001  # click passes options by name
    as_csv: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
    regions: tuple[str, ...],
) -> None:
    """Show which accounts that get the portfolio have a subscription, on which version, and whose addresses are confirmed.

    Looks with the operator role. Ends with 1 where an account could not be looked at.
    """
    configuration = flags.configuration(path, {"regions": regions})
    from installer.console import progress, say, say_json, show_table
    from installer.documents import heading
    from installer.lifecycle.installation import Installation
    from installer.subscriptions.coverage import COLUMNS, State, totals
    from installer.subscriptions.looking import look

    if as_csv and as_json:
        raise UserError("Choose --csv or --json.")
    with progress("Looking at the accounts"):
        installation = Installation.start(profile, region, configuration)
        found = list(look(installation, role_name, accounts, units))
    rows = [row for one in found for row in one.rows]
    shown = [row for row in rows if not missing or row.state in (State.NONE, State.UNKNOWN)]
    counted = totals(rows)
    if as_json:
        documents = [row.document() for row in shown]
        account = installation.known.account_id
        say_json({**heading("coverage", account), "accounts": documents, "totals": counted})
    elif as_csv:
        _print_csv(("Region", *COLUMNS), [(row.region, *row.cells()) for row in shown])
    else:
        for one in found:
            here = [row.cells() for row in shown if row.region == one.offer.region]
            show_table(f"Subscriptions in {one.offer.region}", COLUMNS, here)
        say(", ".join(f"{number} {state}" for state, number in counted.items()) + f", of {len(rows)}.")
        if counted[State.UNKNOWN.value]:
            say(
                "Accounts that are unknown: see the problem; 'organization --operator-role' brings the role that looks."
            )
        if counted[State.NONE.value]:
            say("Next: ./install.sh enroll --dry-run shows what a baseline for those without would be.")
    if counted[State.UNKNOWN.value]:
        raise click.exceptions.Exit(ExitCode.WRONG)


def _print_csv(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    from installer.safe_text import safe

    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([_harmless(safe(cell)) for cell in row] for row in rows)


def _harmless(cell: str) -> str:
    """Return the cell so that a spreadsheet takes it for text and not for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
