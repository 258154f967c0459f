"""Remove the product from the hub account."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from common.names import PORTFOLIO_STACK_NAME
from installer.configuration import flags
from installer.errors import UserError


@click.command()
@flags.config
@flags.profile
@flags.region
@flags.yes
@click.option(
    "--management-profile",
    help="Profile of the account that ran organization: removes launch role and permission set too.",
)
@flags.organization_region
@click.option("--role-name", help="Role in each account, as for coverage: counts the subscriptions that are left.")
@flags.configuration_flags
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    management_profile: str | None,
    management_region: str | None,
    role_name: str | None,
    **given: Any,
) -> None:
    """Remove shares, portfolio, artifacts and buckets from the hub account.

    Subscriptions in workload accounts keep mailing, but lose their product: end them first.
    """
    configuration = flags.configuration(path, given)
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.lifecycle.installation import Installation  # noqa: PLC0415  # loads boto3
    from installer.lifecycle.uninstall import uninstall  # noqa: PLC0415  # likewise

    with progress("Looking at what is there"):
        installation = Installation.start(profile, region, configuration)
        warnings = _warnings(installation, role_name)
        regions = installation.configuration.regions
        removal = None
        if management_profile:
            _refuse_other_hubs(installation, [one for one in configuration.regions if one not in regions])
            home = management_region or (configuration.regions or regions)[0]
            removal = _removal(management_profile, home, configuration.identity_center_region)
            removal.check()
    for warning in warnings:
        click.echo(f"Warning: {warning}", err=True)
    click.echo(
        f"Would remove shares, portfolio and buckets of account {installation.known.account_id} in {', '.join(regions)}."
    )
    if removal:
        click.echo("Would remove launch role and permission set, in all accounts.")
    if not yes and click.prompt(f"Type {PORTFOLIO_STACK_NAME} to go on") != PORTFOLIO_STACK_NAME:
        raise UserError(f"That was not {PORTFOLIO_STACK_NAME}: nothing was removed.")
    for one in regions:
        with progress(f"Removing from {one}") as report:
            removed = uninstall(replace(installation, report=report), one)
        click.echo(f"{one}: {'removed' if removed else 'nothing was there'}")
    if removal:
        with progress("Removing launch role and permission set") as report:
            left = removal.remove(report)
        for line in left.lines:
            click.echo(line)
        if left.problems:
            raise UserError(" ".join(left.problems))


def _refuse_other_hubs(installation: Any, regions: Sequence[str]) -> None:
    """Keep launch role and permission set as long as other Regions offer the product."""
    from installer.aws.regions import check_regions  # noqa: PLC0415  # loads boto3

    check_regions(installation.session, tuple(regions))
    if others := [one for one in regions if installation.hub(one).stacks.status(PORTFOLIO_STACK_NAME) is not None]:
        raise UserError(
            f"Launch role and permission set serve {', '.join(others)} too: leave --region out, or --management-profile until "
            "the last Region."
        )


def _warnings(installation: Any, role_name: str | None) -> list[str]:
    """Return what the admin should know about subscriptions that are left."""
    from installer.subscriptions.coverage import accounts_of, coverage  # noqa: PLC0415  # loads boto3

    shares = installation.shares()
    if not any(shares.values()):
        return []
    after = "they keep mailing but lose their product: let their owners terminate them first"
    if not role_name:
        cause = f"subscriptions in other accounts cannot be seen from here; {after}."
        return [f"{cause} Name --role-name to count them, or see ./install.sh coverage."]
    found = []
    for region, targets in shares.items():
        accounts = coverage(installation.session, accounts_of(installation.session, targets), role_name, region)
        subscribed = [one.account_id for one in accounts if one.versions]
        unseen = [one.account_id for one in accounts if one.problem]
        if subscribed:
            found.append(f"{region}: {len(subscribed)} accounts have subscriptions ({', '.join(subscribed)}); {after}.")
        if unseen:
            found.append(f"{region}: {len(unseen)} accounts could not be looked at ({', '.join(unseen)}).")
    return found


def _removal(profile: str, region: str, identity_center_region: str) -> Any:
    """Return what removes launch role and permission set; the latter may be in one of several Regions.

    Made once: a profile that asks for a code of an MFA device asks with every new session.
    """
    from installer.aws.identity import identity  # noqa: PLC0415  # loads boto3
    from installer.aws.session import Session, session  # noqa: PLC0415  # likewise
    from installer.organization.authority import authority_of  # noqa: PLC0415  # likewise
    from installer.organization.removal import Removal  # noqa: PLC0415  # likewise

    found = session(profile, region)
    own = Session(profile_name=profile).region_name
    places = [one for one in (identity_center_region, region, own) if one]
    return Removal(found, region, places, authority_of(found, identity(found)))
