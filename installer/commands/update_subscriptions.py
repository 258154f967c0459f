"""Bring subscriptions to the newest version, with their owners' answers."""

from __future__ import annotations

from pathlib import Path

import click

from common.choices.patterns import ACCOUNT
from installer.configuration import flags


@click.command()
@flags.operations
@click.option(
    "--canary", metavar="ID", default="", callback=flags.matching(ACCOUNT), help="Account that goes first, alone."
)
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    dry_run: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
    role_name: str,
    accounts: tuple[str, ...],
    units: tuple[str, ...],
    canary: str,
    regions: tuple[str, ...],
) -> None:
    """Bring subscriptions to the version that owners launch now, with the answers that they gave; shows a plan first.

    One goes first, alone; then several at a time. Nothing more is begun after a failure. The same again goes on from there.
    """
    configuration = flags.configuration(path, {"regions": regions})
    from installer.console import progress
    from installer.lifecycle.installation import Installation
    from installer.subscriptions.commands import run_operations
    from installer.subscriptions.looking import look
    from installer.subscriptions.update import plan_updates

    with progress("Looking at the accounts"):
        installation = Installation.start(profile, region, configuration)
        operations = []
        for one in look(installation, role_name, accounts, units):
            operations += plan_updates(one.coverage, one.offer.product_id, one.version_id, one.rows, canary)
    account = installation.known.account_id
    run_operations("update-subscriptions", account, operations, yes=yes, dry_run=dry_run, as_json=as_json, stops=True)
