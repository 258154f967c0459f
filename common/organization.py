"""The parameters that ask for the organization and its hub; whoever belongs to another is kept out."""

from __future__ import annotations

from troposphere import Parameter

ORGANIZATION_ID = "OrganizationId"
HUB_ACCOUNT = "HubAccount"


def organization_id() -> Parameter:
    """Return the parameter that asks for the organization.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html
    """
    return Parameter(
        ORGANIZATION_ID,
        Type="String",
        Description=(
            "Id of your organization. In AWS CloudShell: aws organizations describe-organization "
            "--query Organization.Id --output text"
        ),
        AllowedPattern="^o-[a-z0-9]{10,32}$",
        ConstraintDescription="must be an organization id such as o-a1b2c3d4e5.",
    )


def hub_account() -> Parameter:
    """Return the parameter that asks for the account of the portfolio and of the artifacts."""
    return Parameter(
        HUB_ACCOUNT,
        Type="String",
        Description="Id of the hub, the account that offers the product. It is shown at the top right of its console.",
        AllowedPattern="^[0-9]{12}$",
        ConstraintDescription="must be an account id of 12 digits.",
    )
