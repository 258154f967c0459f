"""Remove the product from the hub account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer import options
from installer.errors import UserError
from product.names import PORTFOLIO_STACK_NAME


@click.command()
@options.config
@options.profile
@options.region
@options.yes
@click.option(
    "--management-profile", help="Profile of the management account: removes launch role and permission set too."
)
@options.configuration_flags
def command(  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    management_profile: str | None,
    **flags: Any,
) -> None:
    """Remove shares, portfolio, artifacts and buckets from the hub account.

    Subscriptions in workload accounts keep mailing, but lose their product: end them first.
    """
    configuration = options.configuration(path, flags)
    from installer.aws import session  # noqa: PLC0415  # loads boto3
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.installation import Installation  # noqa: PLC0415  # loads boto3
    from installer.organization import OrganizationSetup  # noqa: PLC0415  # likewise
    from installer.uninstall import live_subscriptions, uninstall  # noqa: PLC0415  # likewise

    installation = Installation.start(profile, region, configuration)
    regions = installation.configuration.regions
    for one in regions:
        if live_subscriptions(installation, one):
            click.echo(
                f"{one}: there are live subscriptions in this account; they keep mailing without their product.",
                err=True,
            )
    click.echo(
        f"Would remove shares, portfolio and buckets of account {installation.known.account_id} in {', '.join(regions)}."
    )
    if not yes and click.prompt(f"Type {PORTFOLIO_STACK_NAME} to go on") != PORTFOLIO_STACK_NAME:
        raise UserError(f"That was not {PORTFOLIO_STACK_NAME}: nothing was removed.")
    for one in regions:
        with progress(f"Removing from {one}"):
            removed = uninstall(installation, one)
        click.echo(f"{one}: {'removed' if removed else 'nothing was there'}")
    if management_profile:
        with progress("Removing launch role and permission set"):
            removed = OrganizationSetup(session(management_profile, regions[0]), regions[0]).remove()
        click.echo(f"Launch role and permission set: {'removed' if removed else 'nothing was there'}")
