"""Make an organization in the embedded AWS, as an administrator makes one in AWS."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from embedded_aws.sessions import SessionFactory

if TYPE_CHECKING:
    from types_boto3_organizations import OrganizationsClient

_DIGITS = 12


@dataclass(frozen=True)
class Organization:
    """An organization with a hub and two organizational units that hold one workload account each.

    Attributes:
        id: organization id.
        management: id of the management account.
        hub: id of the account that offers the product.
        root: id of the root.
        shared_unit: id of the organizational unit that the portfolio is for.
        other_unit: id of the one that it is not for.
        owner_account: id of the account in the shared unit.
        other_account: id of the account in the other unit.
    """

    id: str
    management: str
    hub: str
    root: str
    shared_unit: str
    other_unit: str
    owner_account: str
    other_account: str


def new_account_id() -> str:
    """Return an account id that nobody uses yet."""
    return str(secrets.randbelow(9 * 10 ** (_DIGITS - 1)) + 10 ** (_DIGITS - 1))


def create_organization(aws: SessionFactory) -> Organization:
    """Make an organization of accounts that no other run uses."""
    management = new_account_id()
    organizations = aws.session(management).client("organizations")
    created = organizations.create_organization(FeatureSet="ALL")["Organization"]
    root = organizations.list_roots()["Roots"][0]["Id"]
    shared_unit, other_unit = (_create_unit(organizations, root, name) for name in ("Workloads", "Sandbox"))
    return Organization(
        id=created["Id"],
        management=management,
        hub=create_account(organizations, "Notifications hub"),
        root=root,
        shared_unit=shared_unit,
        other_unit=other_unit,
        owner_account=create_account(organizations, "Web shop", root, shared_unit),
        other_account=create_account(organizations, "Sandbox", root, other_unit),
    )


def create_account(organizations: OrganizationsClient, name: str, root: str = "", unit: str = "") -> str:
    """Make an account, in the root or in a unit, and return its id."""
    email = f"aws+{secrets.token_hex(4)}@example.com"
    status = organizations.create_account(Email=email, AccountName=name)["CreateAccountStatus"]
    account_id = status["AccountId"]
    if unit:
        organizations.move_account(AccountId=account_id, SourceParentId=root, DestinationParentId=unit)
    return account_id


def _create_unit(organizations: OrganizationsClient, root: str, name: str) -> str:
    return organizations.create_organizational_unit(ParentId=root, Name=name)["OrganizationalUnit"]["Id"]
