"""Show versions, shares and the accounts that lack the launch role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer.configuration import flags


@click.command()
@flags.config
@flags.profile
@flags.region
@click.option(
    "--management-profile",
    help="Profile of the management account, or of StackSets' delegated administrator, to see where the launch role is.",
)
@flags.organization_region
@flags.configuration_flags
def command(
    path: Path | None,
    profile: str | None,
    region: str | None,
    management_profile: str | None,
    management_region: str | None,
    **given: Any,
) -> None:
    """Show what is installed, with whom it is shared, and which accounts lack the launch role."""
    configuration = flags.configuration(path, given)
    from installer.aws.session import session  # noqa: PLC0415  # loads boto3
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.lifecycle.installation import Installation  # noqa: PLC0415  # loads boto3
    from installer.lifecycle.status import launch_role_status, region_status  # noqa: PLC0415  # likewise

    with progress("Looking at the hub"):
        installation = Installation.start(profile, region, configuration)
        found = [region_status(installation, one) for one in installation.configuration.regions]
    for one in found:
        _show(one)
    targets = {target for one in found for target in one.shares}
    # The launch role is brought from one Region to all; --region says nothing about that.
    place = management_region or (configuration.regions or installation.configuration.regions)[0]
    source = session(management_profile, place) if management_profile else installation.session
    with progress("Looking where the launch role is"):
        where = launch_role_status(source, place, targets)
    _show_launch_role(where, place)


def _show(found: Any) -> None:
    if not found.product_arn:
        left = f" (stack in {found.stack}; run the same command again to go on)" if found.stack else ""
        click.echo(f"{found.region}: nothing is installed here{left}.")
        return
    click.echo(f"{found.region}: {found.stack}")
    click.echo(f"  product {found.product_arn}")
    for name, guidance in found.versions:
        click.echo(f"  version {name}: {'current' if guidance == 'DEFAULT' else guidance.lower()}")
    for target in found.shares:
        click.echo(f"  shared with {target}")
    if not found.shares:
        click.echo("  shared with nobody yet: ./install.sh share")


def _show_launch_role(found: Any, region: str) -> None:
    if found is None:
        click.echo(
            "Launch role: name --management-profile (the management account, or StackSets' delegated administrator) to see "
            "where it is missing."
        )
        return
    click.echo(f"Launch role: {len(found.present)} accounts have it, by the StackSet in {region}.")
    for account, reason in found.failed:
        click.echo(f"  failed in account {account}: {reason}")
    if found.failed:
        click.echo(
            "  when the reasons are gone, './install.sh organization' in the account that deployed it tries them again"
        )
    for account in found.uncovered:
        click.echo(f"  missing in account {account}, which gets the portfolio: no StackSet brings it there")
