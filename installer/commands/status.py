"""Show versions, shares and the accounts that lack the launch role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer import options


@click.command()
@options.config
@options.profile
@options.region
@click.option(
    "--management-profile", help="Profile of the management account, to see which accounts lack the launch role."
)
@options.configuration_flags
def command(
    path: Path | None, profile: str | None, region: str | None, management_profile: str | None, **flags: Any
) -> None:
    """Show what is installed, with whom it is shared, and which accounts lack the launch role."""
    configuration = options.configuration(path, flags)
    from installer.aws import session  # noqa: PLC0415  # loads boto3
    from installer.installation import Installation  # noqa: PLC0415  # likewise
    from installer.status import accounts_without_launch_role, region_status  # noqa: PLC0415  # likewise

    installation = Installation.start(profile, region, configuration)
    for one in installation.configuration.regions:
        _show(region_status(installation, one))
    source = (
        session(management_profile, installation.configuration.regions[0])
        if management_profile
        else installation.session
    )
    missing = accounts_without_launch_role(source, installation.configuration.regions[0])
    if missing is None:
        click.echo("Launch role: name the management account's --management-profile to see where it is missing.")
    elif missing:
        for account, reason in missing:
            click.echo(f"Launch role missing in account {account}: {reason}")
    else:
        click.echo("Launch role: in every account of the StackSet.")


def _show(found: Any) -> None:
    if not found.stack:
        click.echo(f"{found.region}: nothing is installed here.")
        return
    click.echo(f"{found.region}: {found.stack}")
    for name, guidance in found.versions:
        click.echo(f"  version {name}: {'current' if guidance == 'DEFAULT' else guidance.lower()}")
    for target in found.shares:
        click.echo(f"  shared with {target}")
    if not found.shares:
        click.echo("  shared with nobody yet: ./install.sh share")
