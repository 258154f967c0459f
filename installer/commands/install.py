"""Install or upgrade the product in the hub account."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from installer.configuration import flags


@click.command()
@flags.config
@flags.profile
@flags.region
@flags.management_profile
@flags.yes
@click.option(
    "--remove-version",
    "removed",
    multiple=True,
    metavar="NAME",
    help="Remove an older version, wherever it is; see status.",
)
@flags.configuration_flags
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    management_profile: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    removed: tuple[str, ...],
    **given: Any,
) -> None:
    """Install or upgrade the product in the hub account, and share it as the configuration says.

    Shows a plan first. The same again changes nothing.
    """
    configuration = flags.named_configuration(path, given)
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.lifecycle.installation import Installation  # noqa: PLC0415  # loads boto3

    with progress("Looking at what is there") as report:
        found = Installation.start(profile, region, configuration, report, management_profile)
        installation = replace(found, removed_versions=removed)
        plan = installation.plan()
    run(installation, plan, yes=yes)


def run(installation: Any, plan: Any, *, yes: bool) -> None:
    """Show the plan, ask, install and share."""
    from installer.console import progress  # noqa: PLC0415  # loads rich

    click.echo(plan.text())
    if not plan:
        return
    if not yes:
        click.confirm("Do it?", abort=True)
    with progress("Installing") as report:
        reporting = replace(installation, report=report)
        hubs = reporting.install()
        reporting.share(reporting.share_changes())
    for hub in hubs.values():
        click.echo(f"{hub.region}: installed. Portfolio {hub.portfolio_id}, product {hub.product_arn}.")
    click.echo("Next: ./install.sh status shows who can launch it; ./install.sh doctor checks what is missing.")
