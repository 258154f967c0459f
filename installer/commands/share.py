"""Share the portfolio with the organization, its units or accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer import options
from installer.errors import UserError


@click.command()
@options.config
@options.profile
@options.region
@options.yes
@click.option("--remove", multiple=True, metavar="ID", help="Take one share back: organization, unit or account id.")
@options.configuration_flags
def command(  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    remove: tuple[str, ...],
    **flags: Any,
) -> None:
    """Share the portfolio as the configuration says, and take back what it no longer names."""
    configuration = options.configuration(path, flags)
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.installation import Installation  # noqa: PLC0415  # loads boto3
    from installer.plan import NO_CHANGES, plan_lines  # noqa: PLC0415  # likewise

    with progress("Looking at the shares") as report:
        installation = Installation.start(profile, region, configuration, report)
        changes = {one: _only(found, remove) for one, found in _changes(installation, remove).items()}
    lines = plan_lines({}, changes)
    for line in lines:
        click.echo(line)
    if lines == [NO_CHANGES]:
        return
    if not yes:
        click.confirm("Do it?", abort=True)
    with progress("Sharing"):
        installation.share(changes)
    click.echo("Done.")


def _changes(installation: Any, remove: tuple[str, ...]) -> Any:
    changes = installation.share_changes()
    shared = {target.value for found in changes.values() for target in found.removed}
    shared |= {target.value for target in installation.wanted()}
    if missing := [one for one in remove if one not in shared]:
        raise UserError(f"The portfolio is not shared with {', '.join(missing)}.")
    return changes


def _only(changes: Any, remove: tuple[str, ...]) -> Any:
    """Leave everything but the named shares alone where shares are named."""
    from installer.sharing import ShareChanges  # noqa: PLC0415  # loads boto3

    if not remove:
        return changes
    return ShareChanges((), tuple(target for target in changes.removed if target.value in remove))
