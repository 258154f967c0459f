"""Show what install would change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer import options

CHANGES = 3
"""Exit code when something would change."""


@click.command()
@options.config
@options.profile
@options.region
@options.configuration_flags
def command(path: Path | None, profile: str | None, region: str | None, **flags: Any) -> None:
    """Show what install would change, and change nothing. Ends with 0 for no change, 3 for changes."""
    from installer.installation import Installation  # noqa: PLC0415  # loads boto3
    from installer.plan import NO_CHANGES  # noqa: PLC0415  # likewise

    configuration = options.configuration(path, flags)
    lines = Installation.start(profile, region, configuration).plan()
    for line in lines:
        click.echo(line)
    if lines != [NO_CHANGES]:
        raise click.exceptions.Exit(CHANGES)
