"""Prepare the organization: launch role, delegated administrator, permission set."""

from __future__ import annotations

from collections.abc import Callable

import click

from installer import options
from installer.errors import UserError
from product.subscription.options import Formatting


@click.command()
@options.profile
@options.region
@options.yes
@click.option(
    "--hub-account", metavar="ID", help="Hub account that becomes delegated administrator of Service Catalog."
)
@click.option("--formatting", type=click.Choice([one.value for one in Formatting]), default="lambda", show_default=True)
@click.option(
    "--unit", "units", multiple=True, metavar="ID", help="Root or unit that gets the launch role; the root if none."
)
@click.option(
    "--product-arn", "products", multiple=True, metavar="ARN", help="Product of the permission set, one a Region."
)
@click.option("--no-launch-role", is_flag=True, help="Leave the launch role out.")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    hub_account: str | None,
    formatting: str,
    units: tuple[str, ...],
    products: tuple[str, ...],
    no_launch_role: bool,  # noqa: FBT001  # likewise
) -> None:
    """Prepare the organization, with the management account's permissions.

    Each step says what it does and is skipped where it is already so. The permission set needs the product's ARN, which the
    hub's installation shows.
    """
    from installer.aws import identity, session  # noqa: PLC0415  # loads boto3
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.organization import OrganizationSetup  # noqa: PLC0415  # loads boto3

    found = session(profile, region)
    known = identity(found)
    if not known.is_management:
        raise UserError(
            f"Account {known.account_id} is not the management account ({known.management_account_id}): "
            "name its profile with --profile."
        )
    setup = OrganizationSetup(found, found.region_name, lambda _: None)
    steps: list[tuple[str, Callable[[], bool]]] = [
        ("Let Service Catalog share within the organization", setup.enable_sharing),
        ("Let StackSets deploy to the organization's accounts", setup.enable_stack_sets),
    ]
    if hub_account:
        steps.append((f"Make account {hub_account} delegated administrator", lambda: setup.delegate(hub_account)))
    if not no_launch_role:
        place = ", ".join(units) or "every account of the organization"
        steps.append(
            (f"Bring the launch role to {place}", lambda: setup.deploy_launch_role(Formatting(formatting), units))
        )
    if products:
        steps.append(("Make the permission set", lambda: setup.deploy_permission_set(products)))
    for title, _ in steps:
        click.echo(f"Would: {title}")
    if not yes:
        click.confirm("Do it?", abort=True)
    for title, step in steps:
        with progress(title):
            changed = step()
        click.echo(f"{title}: {'done' if changed else 'already so'}")
