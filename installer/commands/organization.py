"""Prepare the organization: launch role, delegated administrator, permission set."""

from __future__ import annotations

import click

from common.choices.patterns import ACCOUNT, PRODUCT_ARN, ROOT_OR_UNIT
from common.options import Formatting
from installer.configuration import flags


@click.command()
@flags.profile
@flags.region_alone
@flags.yes
@click.option(
    "--hub-account",
    metavar="ID",
    default="",
    callback=flags.matching(ACCOUNT),
    help="Hub account that becomes delegated administrator of Service Catalog.",
)
@click.option(
    "--formatting",
    type=click.Choice([one.value for one in Formatting]),
    help="For which the launch role is made, the same as in the hub; else what is deployed, lambda at first.",
)
@click.option(
    "--unit",
    "units",
    multiple=True,
    metavar="ID",
    callback=flags.matching(ROOT_OR_UNIT),
    help="Root or unit that gets the launch role; else what is deployed, the root at first. May be given several times.",
)
@click.option(
    "--product-arn",
    "products",
    multiple=True,
    metavar="ARN",
    callback=flags.matching(PRODUCT_ARN),
    help="Product of the permission set, one a Region; status in the hub shows it. May be given several times.",
)
@click.option("--identity-center-region", help="Home Region of Identity Center; else the Region.")
@click.option("--no-launch-role", is_flag=True, help="Leave the launch role out.")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    hub_account: str,
    formatting: str | None,
    units: tuple[str, ...],
    products: tuple[str, ...],
    identity_center_region: str | None,
    no_launch_role: bool,  # noqa: FBT001  # likewise
) -> None:
    """Prepare the organization, as its management account or as delegated administrator.

    The management account may do everything. A delegated administrator of StackSets may bring the launch role, one of Identity
    Center may make the permission set. Each step says what it does and is skipped where it is already so. What is not named
    stays as it is deployed. Use the same Region every time.
    """
    from installer.aws.identity import identity  # noqa: PLC0415  # loads boto3
    from installer.aws.session import session  # noqa: PLC0415  # likewise
    from installer.console import progress  # noqa: PLC0415  # loads rich
    from installer.organization.authority import authority_of  # noqa: PLC0415  # likewise
    from installer.organization.setup import OrganizationSetup  # noqa: PLC0415  # loads boto3
    from installer.organization.steps import Choices, check, plan_step, steps  # noqa: PLC0415  # likewise

    found = session(profile, region)
    choices = Choices(hub_account, Formatting(formatting) if formatting else None, units, products, not no_launch_role)
    with progress("Looking at the organization") as report:
        known = identity(found)
        held = authority_of(found, known)
        setup = OrganizationSetup(found, found.region_name, held, report, identity_center_region)
        wanted = steps(setup, held, choices)
        check(found, known, setup, choices)
        views = [plan_step(step) for step in wanted]
    for view in views:
        click.echo("\n".join(view.lines))
    pending = [view.step for view in views if view.is_pending]
    if not pending:
        click.echo("Nothing would change.")
        return
    if not yes:
        click.confirm("Do it?", abort=True)
    for step in pending:
        with progress(step.title):
            step.do()
            left = step.left()
        click.echo("\n".join((f"Done{', but not everywhere' if left else ''}: {step.title}.", *left)))
