"""Whether what the admin wants of the organization can be: hub, roots and units are in it, and the hub gets the launch role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.identity import Identity
from installer.aws.sentences import is_denied
from installer.aws.session import Session
from installer.errors import UserError
from installer.hub.sharing import ACCOUNT, ORGANIZATIONAL_UNIT, Target
from installer.organization.members import check_targets
from installer.organization.scope import check_hub
from installer.organization.setup import OrganizationSetup
from installer.organization.steps import Choices
from installer.organization.units import is_root, roots, units_above

if TYPE_CHECKING:
    from types_boto3_organizations import OrganizationsClient


def check(session: Session, known: Identity, setup: OrganizationSetup, choices: Choices) -> None:
    """Check that hub, roots and units are in the organization, and that the launch role reaches the hub.

    Raises:
        UserError: one is not, or the hub is the management account or out of the launch role's scope.
    """
    if choices.hub_account == known.management_account_id:
        raise UserError(
            f"Account {choices.hub_account} is the management account, which needs no delegation and should run nothing; "
            "choose another hub."
        )
    organizations = session.client("organizations")
    if any(map(is_root, choices.units)):
        own = roots(organizations)
        if foreign := set(filter(is_root, choices.units)) - set(own):
            raise UserError(
                f"Your organization {known.organization_id} has no root {min(foreign)}; its root is {own[0]}."
            )
    units = [Target(ORGANIZATIONAL_UNIT, unit) for unit in choices.units if not is_root(unit)]
    hub = [Target(ACCOUNT, choices.hub_account)] if choices.hub_account else []
    check_targets(session, known, [*hub, *units])
    if choices.launch_role and not setup.launch_role.is_elsewhere():
        _check_hub(organizations, setup, choices)


def _check_hub(organizations: OrganizationsClient, setup: OrganizationSetup, choices: Choices) -> None:
    """Check that the launch role reaches the hub; where none is named, whoever may be it."""
    launch_role = setup.launch_role
    targets = launch_role.scope(choices.formatting, choices.units, choices.hub_account, choices.removed_units).targets
    advice = ""
    hubs: tuple[str, ...] = (choices.hub_account,) if choices.hub_account else ()
    try:
        if (choices.units or choices.removed_units) and not hubs:
            hubs, advice = setup.delegated(), "; if another account is the hub, name it with --hub-account"
        for hub in hubs:
            check_hub(hub, targets, lambda child: units_above(organizations, child), advice)
    except ClientError as error:
        # Who may not look at the tree is told later, by the hub itself.
        if not is_denied(error):
            raise
