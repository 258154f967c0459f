"""Share the portfolio with the organization, its units or accounts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from installer.configuration import flags
from installer.configuration.reading import CONFIGURATION_FILE
from installer.errors import UserError


@click.command()
@flags.config
@flags.profile
@flags.region
@flags.yes
@click.option("--remove", multiple=True, metavar="ID", help="Take one share back: organization, unit or account id.")
@flags.configuration_flags
def command(  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    remove: tuple[str, ...],
    **given: Any,
) -> None:
    """Share the portfolio as the configuration says, and take back what it no longer names.

    Flags stand in place of what the file names, and like --remove they hold this time only: next time the file decides.
    """
    read = flags.configuration if remove else flags.named_configuration
    configuration = read(path, given)
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.lifecycle.installation import Installation  # noqa: PLC0415  # loads boto3
    from installer.lifecycle.plan import Plan, plan_lines  # noqa: PLC0415  # likewise

    with progress("Looking at the shares") as report:
        installation = Installation.start(profile, region, configuration, report)
        installation.require_installed()
        changes = _changes(installation, remove)
    plan = Plan(plan_lines({}, changes))
    click.echo(plan.text())
    if not plan:
        return
    if remove or any(value not in (None, ()) for key, value in given.items() if key.startswith("share_with_")):
        click.echo(f"Note: next time the file decides; write into {path or CONFIGURATION_FILE} what is to stay.")
    if not yes:
        click.confirm("Do it?", abort=True)
    with progress("Sharing") as report:
        replace(installation, report=report).share(changes)
    click.echo("Done.")


def _changes(installation: Any, remove: tuple[str, ...]) -> Any:
    """Return what the configuration asks for, or only the named shares' removal where shares are named."""
    from installer.hub.sharing import ShareChanges  # noqa: PLC0415  # loads boto3

    if not remove:
        return installation.share_changes()
    shares = installation.shares()
    known = {target.value for found in shares.values() for target in found}
    if missing := [one for one in remove if one not in known]:
        raise UserError(f"The portfolio is not shared with {', '.join(missing)}.")
    return {
        region: ShareChanges((), tuple(target for target in found if target.value in remove))
        for region, found in shares.items()
    }
