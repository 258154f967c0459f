"""Show what install would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer.configuration import flags

CHANGES = 3
"""Exit code when something would change."""


@click.command()
@flags.config
@flags.profile
@flags.region
@flags.management_profile
@flags.configuration_flags
def command(
    path: Path | None, profile: str | None, region: str | None, management_profile: str | None, **given: Any
) -> None:
    """Show what install would change, and change nothing. Ends with 0 for no change, 3 for changes."""
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.lifecycle.installation import Installation  # noqa: PLC0415  # loads boto3

    configuration = flags.named_configuration(path, given)
    with progress("Looking at what is there") as report:
        installation = Installation.start(profile, region, configuration, report, management_profile)
        plan = installation.plan()
    click.echo(plan.text())
    if plan:
        raise click.exceptions.Exit(CHANGES)
