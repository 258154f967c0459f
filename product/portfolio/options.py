"""What the admin decides about the portfolio."""

from __future__ import annotations

from dataclasses import dataclass

from common.options import Launch


@dataclass(frozen=True)
class Version:
    """One version of the product, as CloudFormation lists it.

    Attributes:
        name: name that owners see.
        description: what is in it.
        template_url: address of its template, which never changes.
    """

    name: str
    description: str
    template_url: str


@dataclass(frozen=True)
class PortfolioOptions:
    """The admin's choices for portfolio and product.

    Attributes:
        versions: all versions, oldest first.
        permission_sets: names of Identity Center permission sets whose holders may launch.
        roles: names of IAM roles that may launch; `*` and `?` stand for any characters.
        identity_center_region: Identity Center's home Region, part of the path of its roles.
        launch: with the launch role, or with the caller's own permissions.
        provider: who offers the product.
        support_email: whom owners ask; empty for nobody.
        support_url: page for owners; empty for none.
    """

    versions: tuple[Version, ...]
    permission_sets: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    identity_center_region: str = "us-east-1"
    launch: Launch = Launch.ROLE
    provider: str = "Security team"
    support_email: str = ""
    support_url: str = ""
