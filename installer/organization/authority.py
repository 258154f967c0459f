"""What an account may do for its organization: all of it, or what it was made a delegated administrator of.

https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_services_list.html
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.identity import Identity
from installer.aws.sentences import is_denied
from installer.aws.session import Session
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_cloudformation.literals import CallAsType

SERVICE_CATALOG = "servicecatalog.amazonaws.com"
STACK_SETS = "member.org.stacksets.cloudformation.amazonaws.com"
IDENTITY_CENTER = "sso.amazonaws.com"


@dataclass(frozen=True)
class Authority:
    """An account in its organization.

    Attributes:
        account_id: the account.
        organization_id: the organization.
        management_account_id: the organization's management account.
        services: service principals that the account administers by delegation.
    """

    account_id: str
    organization_id: str
    management_account_id: str
    services: frozenset[str]

    @property
    def is_management(self) -> bool:
        """Whether this is the management account."""
        return self.account_id == self.management_account_id

    @property
    def call_as(self) -> CallAsType:
        """How CloudFormation wants to be told who acts on a StackSet of the organization."""
        return "SELF" if self.is_management else "DELEGATED_ADMIN"

    def administers(self, service: str) -> bool:
        """Return whether the account may administer a service for the organization."""
        return self.is_management or service in self.services


def authority_of(session: Session, known: Identity) -> Authority:
    """Ask what the account administers.

    https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedServicesForAccount.html
    """
    services: frozenset[str] = frozenset()
    if not known.is_management:
        pages = session.client("organizations").get_paginator("list_delegated_services_for_account")
        try:
            found = [one for page in pages.paginate(AccountId=known.account_id) for one in page["DelegatedServices"]]
        except ClientError as error:
            # Only the management account and delegated administrators may ask: a refusal is an answer too.
            if not is_denied(error):
                raise
            found = []
        services = frozenset(one["ServicePrincipal"] for one in found)
    return Authority(known.account_id, known.organization_id, known.management_account_id, services)


def check_authority(known: Authority, option: str) -> None:
    """Check that the account may take a part in what is deployed in the organization.

    Args:
        known: what the account administers.
        option: the option that names the account's profile.

    Raises:
        UserError: it administers neither StackSets nor Identity Center.
    """
    if not any(known.administers(service) for service in (STACK_SETS, IDENTITY_CENTER)):
        raise UserError(
            f"Account {known.account_id} is not the management account ({known.management_account_id}), nor a delegated "
            f"administrator of StackSets or Identity Center: name the profile of one of these with {option}."
        )
