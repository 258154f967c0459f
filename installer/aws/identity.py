"""Who we are on AWS: account, principal and organization."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.regions import caller_in
from installer.aws.session import Session
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_sts.type_defs import GetCallerIdentityResponseTypeDef


@dataclass(frozen=True)
class Identity:
    """The account that the credentials belong to, and its organization.

    Attributes:
        account_id: the account.
        arn: the principal.
        organization_id: its organization.
        management_account_id: the organization's management account.
        has_all_features: whether the organization has more than consolidated billing.
    """

    account_id: str
    arn: str
    organization_id: str
    management_account_id: str
    has_all_features: bool = True

    @property
    def is_management(self) -> bool:
        """Whether this is the management account."""
        return self.account_id == self.management_account_id


def caller(found: Session) -> GetCallerIdentityResponseTypeDef:
    """Ask which account and principal the credentials belong to.

    Raises:
        UserError: the session's Region does not exist or is not enabled in the account.
    """
    return caller_in(found, found.region_name)


def identity(found: Session) -> Identity:
    """Ask who we are.

    Raises:
        UserError: the account is in no organization, or the session's Region is not enabled in it.
    """
    return in_organization(found, caller(found))


def in_organization(found: Session, known: GetCallerIdentityResponseTypeDef) -> Identity:
    """Ask for the organization of a caller who is known.

    Raises:
        UserError: the account is in no organization.
    """
    try:
        organization = found.client("organizations").describe_organization()["Organization"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "AWSOrganizationsNotInUseException":
            raise
        raise UserError(
            f"Account {known['Account']} is in no organization; the portfolio is shared within one."
        ) from error
    return Identity(
        known["Account"],
        known["Arn"],
        organization["Id"],
        organization["MasterAccountId"],
        organization["FeatureSet"] == "ALL",
    )


def hub_identity(found: Session) -> Identity:
    """Ask who we are and refuse the management account.

    Raises:
        UserError: this is the management account, or in no organization.
    """
    known = identity(found)
    if known.is_management:
        raise UserError(
            f"Account {known.account_id} is the organization's management account; install in a hub account instead, "
            "such as your security tooling account (AWS advises to run nothing in the management account)."
        )
    return known
