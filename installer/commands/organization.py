"""Prepare the organization: launch role, delegated administrator, permission set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from common.choices.patterns import ACCOUNT, PRODUCT_ARN, ROOT_OR_UNIT
from common.choices.words import Formatting
from common.customer_key import KEY_ALIAS
from installer.configuration import flags
from installer.exit_codes import ExitCode

if TYPE_CHECKING:
    from installer.organization.steps import Step


_NEXT_INSTALL = "Next, in the hub account: ./install.sh, or ./install.sh install --config notifications.toml"
_NEXT_ASSIGN = (
    "Next: assign the permission set in Identity Center (AWS accounts); ./install.sh doctor in the hub checks the rest."
)


@click.command()
@flags.profile
@flags.region_alone
@flags.yes
@flags.take_away
@flags.dry_run
@flags.as_json
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
    help="Root or unit that gets the launch role, beside those that have it; without any, at first the root.",
)
@click.option(
    "--remove-unit",
    "removed_units",
    multiple=True,
    metavar="ID",
    callback=flags.matching(ROOT_OR_UNIT),
    help="Root or unit that no longer gets the launch role.",
)
@click.option(
    "--product-arn",
    "products",
    multiple=True,
    metavar="ARN",
    callback=flags.matching(PRODUCT_ARN),
    help="Product of the permission set, one a Region, beside those of other Regions; status in the hub shows it.",
)
@click.option("--identity-center-region", help="Home Region of Identity Center; else the Region.")
@click.option("--no-launch-role", is_flag=True, help="Leave the launch role out.")
@flags.keys_as_flags("key_alias", "operator_role")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    take_away: bool,  # noqa: FBT001  # likewise
    dry_run: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
    hub_account: str,
    formatting: str | None,
    units: tuple[str, ...],
    removed_units: tuple[str, ...],
    products: tuple[str, ...],
    identity_center_region: str | None,
    no_launch_role: bool,  # noqa: FBT001  # likewise
    key_alias: str | None,
    operator_role: str | None,
) -> None:
    """Prepare the organization, as its management account or as delegated administrator.

    The management account may do everything. A delegated administrator of StackSets may bring the launch role, one of Identity
    Center may make the permission set. Each step says what it does and is skipped where it is already so. What is not named
    stays as it is deployed. Use the same Region every time.
    """
    from installer.aws.identity import identity
    from installer.aws.session import session
    from installer.console import agree, progress, say, say_json
    from installer.documents import heading
    from installer.organization.authority import authority_of, check_authority
    from installer.organization.operator import operator_answers
    from installer.organization.preconditions import check
    from installer.organization.setup import OrganizationSetup
    from installer.organization.steps import Choices, plan_step, steps

    found = session(profile, region)
    choices = Choices(
        hub_account,
        Formatting(formatting) if formatting else None,
        units,
        removed_units,
        products,
        not no_launch_role,
    )
    with progress("Looking at the organization") as report:
        known = identity(found)
        held = authority_of(found, known)
        key = {} if key_alias is None else {KEY_ALIAS: key_alias}
        answers = {**key, **operator_answers(operator_role, hub_account, products)}
        setup = OrganizationSetup(found, found.region_name, held, report, identity_center_region, answers=answers)
        check_authority(held, "--profile")
        check(found, known, setup, choices)
        plans = [plan_step(step) for step in steps(setup, held, choices)]
    if not as_json:
        for one in plans:
            say(*one.lines)
    pending = [one.step for one in plans if one.is_pending]
    left: dict[str, Sequence[str]] = {}
    does = bool(pending) and not dry_run
    if does:
        agree([line for one in plans for line in one.losses], yes=yes, take_away=take_away, as_json=as_json)
        left = _take(pending, as_json=as_json)
    elif not pending and not as_json:
        say("Nothing would change.")
    if as_json:
        documents = [
            {
                "title": one.step.title,
                "state": "failed" if left.get(one.step.title) else "done" if one.step.title in left else one.state,
                "lines": [*one.lines, *left.get(one.step.title, ())],
            }
            for one in plans
        ]
        say_json({**heading("organization", known.account_id), "steps": documents, "done": does})
    elif does:
        say(_NEXT_ASSIGN if products else _NEXT_INSTALL)
    flags.end_dry_run(dry_run=dry_run, changes=bool(pending))
    if any(left.values()):
        raise click.exceptions.Exit(ExitCode.WRONG)


def _take(pending: Sequence[Step], *, as_json: bool) -> dict[str, Sequence[str]]:
    """Take the steps; returns what is left of each, by its title."""
    from installer.console import progress, say

    found: dict[str, Sequence[str]] = {}
    for step in pending:
        with progress(step.title):
            step.do()
            left = step.left()
        found[step.title] = left
        if not as_json:
            say(f"Done{', but not everywhere' if left else ''}: {step.title}.", *left)
    return found
