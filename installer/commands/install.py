"""Install or upgrade the product in the hub account."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from common.names import PERMISSION_SET_NAME
from installer.configuration import flags
from installer.errors import UserError

if TYPE_CHECKING:
    from installer.lifecycle.installation import Installation
    from installer.lifecycle.plan import Plan


@click.command(cls=flags.SectionedCommand)
@click.argument("plan_file", required=False, metavar="[FILE]", type=click.Path(path_type=Path, dir_okay=False))
@flags.config
@flags.profile
@flags.region
@flags.management_profile
@flags.yes
@flags.take_away
@flags.as_json
@click.option(
    "--remove-version",
    "removed",
    multiple=True,
    metavar="NAME",
    help="Remove an older version, wherever it is; see status.",
)
@flags.configuration_flags
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    plan_file: Path | None,
    path: Path | None,
    profile: str | None,
    region: str | None,
    management_profile: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    take_away: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
    removed: tuple[str, ...],
    **given: flags.Given,
) -> None:
    """Install or upgrade the product in the hub account, share it as the configuration says, and mend what changed by hand.

    Shows a plan first. The same again changes nothing. With FILE, which 'plan --out FILE' wrote, it does exactly that plan.
    """
    from installer.console import progress
    from installer.lifecycle.installation import Installation
    from installer.lifecycle.plan_file import PlanFile

    known = PlanFile(plan_file) if plan_file else None
    if known and (path or removed or any(value not in (None, ()) for value in given.values())):
        raise UserError(
            f"{plan_file} says all that is to be done: leave --config, --remove-version and the other flags out."
        )
    configuration = known.configuration if known else flags.named_configuration(path, given)
    removed = known.removed_versions if known else removed
    with progress("Looking at what is there"):
        installation = Installation.start(profile, region, configuration, management_profile, removed)
        plan = installation.plan()
    if known:
        known.check(installation, plan)
    run(installation, plan, yes=yes, take_away=take_away or bool(known), as_json=as_json)


def run(installation: Installation, plan: Plan, *, yes: bool, take_away: bool = False, as_json: bool = False) -> None:
    """Show the plan, ask, install and share."""
    from installer.console import agree, progress, say, say_json
    from installer.lifecycle.plan import plan_document

    if not as_json:
        say(plan.text())
    hubs = {}
    if plan:
        agree(plan.losses, yes=yes, take_away=take_away, as_json=as_json)
        with progress("Installing") as report:
            hubs = installation.install(report)
    if as_json:
        fields = ("region", "portfolio_id", "product_id", "product_arn")
        made = [{name: getattr(hub, name) for name in fields} for hub in hubs.values()]
        account = installation.known.account_id
        say_json({**plan_document("install", account, plan, done=bool(plan)), "hubs": made})
        return
    for hub in hubs.values():
        say(f"{hub.region}: installed. Portfolio {hub.portfolio_id}, product {hub.product_arn}.")
    if hubs:
        say(*_next_steps(plan, [hub.product_arn for hub in hubs.values()]))


def _next_steps(plan: Plan, products: Sequence[str]) -> Iterator[str]:
    """Say what comes next; at first, that our own permission set is still to be made for the product."""
    if any(
        one.kind == "principal" and one.action == "add" and PERMISSION_SET_NAME in one.name for one in plan.differences
    ):
        named = " ".join(f"--product-arn {one}" for one in products)
        yield f"Next, in the management account: ./install.sh organization {named} makes permission set {PERMISSION_SET_NAME}."
    yield "Next: ./install.sh status shows who can launch it; ./install.sh doctor checks what is missing."
