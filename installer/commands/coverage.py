"""Show which accounts have a subscription, and on which version."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer.configuration import flags
from installer.errors import UserError


@click.command()
@flags.config
@flags.profile
@flags.region
@click.option(
    "--role-name", required=True, help="Role in each account that you may take and that may read Service Catalog."
)
@flags.configuration_flags
def command(path: Path | None, profile: str | None, region: str | None, role_name: str, **given: Any) -> None:
    """Show which accounts of the shared targets have a subscription, and on which version."""
    configuration = flags.configuration(path, given)
    from installer.console import progress, show_table  # noqa: PLC0415  # loads rich
    from installer.lifecycle.installation import Installation  # noqa: PLC0415  # likewise
    from installer.subscriptions.coverage import accounts_of, coverage  # noqa: PLC0415  # loads boto3

    installation = Installation.start(profile, region, configuration)
    if not installation.wanted():
        raise UserError("The configuration shares with nobody: name accounts, units or the organization to look at.")
    accounts = accounts_of(installation.session, installation.wanted())
    for one in installation.configuration.regions:
        with progress(f"Looking at {len(accounts)} accounts in {one}"):
            found = coverage(installation.session, accounts, role_name, one)
        rows = [(row.account_id, ", ".join(row.versions) or "none", row.problem) for row in found]
        show_table(f"Subscriptions in {one}", ("Account", "Version", "Problem"), rows)
        subscribed = sum(bool(row.versions) for row in found)
        click.echo(f"{subscribed} of {len(found)} accounts have a subscription.")
