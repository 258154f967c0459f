"""Remove the product from the hub account."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from common.names import PORTFOLIO_STACK_NAME
from installer.configuration import flags
from installer.errors import UserError

if TYPE_CHECKING:
    from installer.lifecycle.installation import Installation
    from installer.organization.removal import Removal


@click.command()
@flags.config
@flags.profile
@flags.region
@flags.yes
@flags.as_json
@click.option(
    "--management-profile",
    help="Profile of the account that ran organization: removes launch role and permission set too.",
)
@flags.organization_region
@flags.role_name
@click.option(
    "--leave-subscriptions",
    is_flag=True,
    help="Go on though accounts have subscriptions, or may have: they keep mailing, and only their stacks can be deleted.",
)
@flags.keys_as_flags("regions", "identity_center_region")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    as_json: bool,  # noqa: FBT001  # likewise
    management_profile: str | None,
    management_region: str | None,
    role_name: str,
    leave_subscriptions: bool,  # noqa: FBT001  # likewise
    **given: flags.Given,
) -> None:
    """Remove shares, portfolio, artifacts and buckets from the hub account.

    Refuses while accounts have subscriptions, or may have: end them first, since without the product their owners cannot.
    Needs the operator role in every account, or a role of your own that may read Service Catalog there (--role-name).
    """
    configuration = flags.configuration(path, given)
    from installer.console import progress, say, say_json
    from installer.documents import heading
    from installer.lifecycle.installation import Installation
    from installer.lifecycle.live_subscriptions import live_subscriptions
    from installer.lifecycle.uninstall import uninstall

    with progress("Looking at what is there"):
        installation = Installation.start(profile, region, configuration)
        live = live_subscriptions(installation, role_name)
        regions = installation.configuration.regions
        removal = None
        if management_profile:
            _refuse_other_hubs(installation, [one for one in configuration.regions if one not in regions])
            home = management_region or (configuration.regions or regions)[0]
            # With the portfolio gone nobody knows any more who has a subscription.
            unseen = leave_subscriptions and not any(one.portfolio_id for one in installation.offers.values())
            stays = bool(live) or unseen
            removal = _removal(management_profile, home, configuration.identity_center_region, stays=stays)
            removal.check()
    if live and not leave_subscriptions:
        raise UserError(f"Nothing was removed. {' '.join(live)}")
    account = installation.known.account_id
    if not as_json:
        say(*(f"Note: {line}" for line in live))
        say(f"Would remove shares, portfolio and buckets of account {account} in {', '.join(regions)}.")
        if removal:
            say(removal.announcement)
    _agree(yes=yes, as_json=as_json)
    removed = {}
    for one in regions:
        with progress(f"Removing from {one}") as report:
            removed[one] = uninstall(installation, one, report)
        if not as_json:
            say(f"{one}: {'removed' if removed[one] else 'nothing was there'}")
    lines: Sequence[str] = ()
    problems: Sequence[str] = ()
    if removal:
        with progress("Removing launch role and permission set") as report:
            left = removal.remove(report)
        lines, problems = left.lines, left.problems
    if as_json:
        say_json({**heading("uninstall", account), "regions": removed, "lines": [*lines], "problems": [*problems]})
    else:
        say(*lines)
    if problems:
        raise UserError(" ".join(problems))


def _agree(*, yes: bool, as_json: bool) -> None:
    if yes:
        return
    if as_json:
        raise UserError("--json asks nothing: say --yes too to go on; nothing was removed.")
    if click.prompt(f"Type {PORTFOLIO_STACK_NAME} to go on") != PORTFOLIO_STACK_NAME:
        raise UserError(f"That was not {PORTFOLIO_STACK_NAME}: nothing was removed.")


def _refuse_other_hubs(installation: Installation, regions: Sequence[str]) -> None:
    """Keep launch role and permission set as long as other Regions offer the product."""
    from installer.aws.regions import check_regions

    check_regions(installation.session, regions)
    if others := [one for one in regions if installation.hub(one).stacks.status(PORTFOLIO_STACK_NAME) is not None]:
        raise UserError(
            f"Launch role and permission set serve {', '.join(others)} too: leave --region out, or --management-profile until "
            "the last Region."
        )


def _removal(profile: str, region: str, identity_center_region: str, *, stays: bool) -> Removal:
    """Return what removes launch role and permission set; the latter may be in one of several Regions.

    Made once: a profile that asks for a code of an MFA device asks with every new session.
    """
    from installer.aws.identity import identity
    from installer.aws.session import Session, session
    from installer.organization.authority import authority_of
    from installer.organization.removal import Removal

    found = session(profile, region)
    own = Session(profile_name=profile).region_name
    places = [one for one in (identity_center_region, region, own) if one]
    return Removal(found, region, places, authority_of(found, identity(found)), keeps_launch_role=stays)
