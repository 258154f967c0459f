"""What the tests of the organization do to accounts, and ask of them."""

from __future__ import annotations

from common.names import LAUNCH_ROLE_NAME
from embedded_aws.organization import Organization
from embedded_aws.process import EmbeddedAws


def has_launch_role(aws: EmbeddedAws, account: str) -> bool:
    roles = aws.session(account).client("iam").list_roles()["Roles"]
    return LAUNCH_ROLE_NAME in {role["RoleName"] for role in roles}


def move_hub(aws: EmbeddedAws, organization: Organization) -> None:
    """Move the hub into the unit that the portfolio is for."""
    aws.session(organization.management).client("organizations").move_account(
        AccountId=organization.hub,
        SourceParentId=organization.root,
        DestinationParentId=organization.shared_unit,
    )
