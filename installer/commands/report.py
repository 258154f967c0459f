"""Show over all accounts what is open and overdue, and how long telling, taking on and closing took."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from installer.configuration import flags
from installer.exit_codes import ExitCode

if TYPE_CHECKING:
    from installer.documents import FiguresDocument, TimeDocument
    from installer.subscriptions.report import Reported


@click.command()
@flags.subscriptions
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    role_name: str,
    accounts: tuple[str, ...],
    units: tuple[str, ...],
    as_json: bool,  # noqa: FBT001  # click passes options by name
    regions: tuple[str, ...],
) -> None:
    """Show over all accounts what is open and overdue, and how long telling, taking on and closing took.

    Each subscription counts once a day; times are of the last 30 days, half and nine tenths. Looks with the operator role.
    Ends with 1 where an account could not be read.
    """
    configuration = flags.configuration(path, {"regions": regions})
    from installer.console import progress, say, say_json, show_table
    from installer.documents import heading
    from installer.lifecycle.installation import Installation
    from installer.subscriptions.looking import look
    from installer.subscriptions.report import documents, read_all, total

    with progress("Reading the accounts' figures"):
        installation = Installation.start(profile, region, configuration)
        found = [
            one for here in look(installation, role_name, accounts, units) for one in read_all(here.coverage, here.rows)
        ]
    totals = list(documents(total(found)))
    unread = [one for one in found if one.is_unread]
    if as_json:
        failures = [{"account": one.account.id, "reason": one.problem} for one in unread]
        head = heading("report", installation.known.account_id)
        say_json({**head, "subscriptions": [one.document() for one in found], "totals": totals, "unread": failures})
    else:
        show_table("By account", ("Region", "Account", "Name", "Subscription", *_COLUMNS, "As of"), _rows(found))
        show_table("All accounts", _COLUMNS, [_cells(one) for one in totals])
        for one in found:
            if one.problem:
                what = f"{one.subscription} " if one.subscription else ""
                say(f"{one.region}: {one.account.id} {one.account.name}: {what}{one.problem}")
    if unread:
        raise click.exceptions.Exit(ExitCode.WRONG)


_COLUMNS = (
    "Severity", "Open", "Overdue", "Taken on", "Oldest", "To tell: half, 90 %", "To take on: half, 90 %",
    "To close: half, 90 %",
)  # fmt: skip


def _rows(found: list[Reported]) -> list[tuple[str, ...]]:
    return [
        (
            one.region,
            one.account.id,
            one.account.name,
            one.subscription,
            *_cells(figures),
            f"{one.as_of:%Y-%m-%d %H:%M}" if one.as_of else "",
        )
        for one in found
        for figures in one.document()["severities"]
    ]


def _cells(one: FiguresDocument) -> tuple[str, ...]:
    times = (one["time_to_tell"], one["time_to_take_on"], one["time_to_close"])
    return (
        one["severity"],
        f"{one['open']:,}",
        f"{one['overdue']:,}",
        f"{one['taken_on']:,}",
        (one["oldest"] or "-")[:10],
        *map(_time, times),
    )


def _time(one: TimeDocument) -> str:
    return f"{_length(one['half'])}, {_length(one['nine_tenths'])}"


def _length(seconds: float | None) -> str:
    """Return a time in the unit in which it has at most two digits before its dot; a dash where there is none."""
    if seconds is None:
        return "-"
    for unit, long in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= long:
            return f"{seconds / long:.1f} {unit}"
    return f"{seconds:.0f} s"
