"""Who may not share is told who has to act, already by the plan."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.aws.identity import Identity
from installer.checks.preconditions import check_sharing
from installer.errors import UserError
from installer.organization.authority import SERVICE_CATALOG
from tests.installer.launch_role import give_launch_role

REGION = "us-east-1"


def test_an_organization_in_which_service_catalog_may_not_share(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    organization = create_organization(embedded_aws)
    hub = organization.hub
    give_launch_role(embedded_aws, hub)
    management = embedded_aws.session(organization.management)
    management.client("organizations").register_delegated_administrator(AccountId=hub, ServicePrincipal=SERVICE_CATALOG)
    line = Profiles(embedded_aws, tmp_path, hub=hub)
    flags = ("--regions", REGION, "--roles", "Admin", "--share-with-organizational-units", organization.shared_unit)
    plan = ("plan", "--profile", "hub", *flags)
    assert (
        f"Service Catalog may not share within the organization in {REGION} yet: somebody with the management account's "
        f"permissions runs './install.sh organization --hub-account {hub}' first;"
    ) in line.says(*plan, exit_code=2)

    management.client("servicecatalog").enable_aws_organizations_access()
    unit = f"Would share the portfolio with organizational unit {organization.shared_unit}"
    assert unit in line.says(*plan, exit_code=3)


class Catalogs:
    """A session whose Service Catalog may share in some Regions."""

    def __init__(self, *enabled: str) -> None:
        self._enabled = enabled
        self.asked: list[str] = []

    def client(self, _service: str, region_name: str) -> Any:
        self.asked.append(region_name)
        return Catalog("ENABLED" if region_name in self._enabled else "DISABLED")


class Catalog:
    def __init__(self, status: str) -> None:
        self._status = status

    def get_aws_organizations_access_status(self) -> dict[str, str]:
        return {"AccessStatus": self._status}


HUB = Identity("111122223333", "arn:aws:iam::111122223333:root", "o-a1b2c3d4e5", "444455556666")


def test_every_region_of_the_hub_has_to_share() -> None:
    session: Any = Catalogs("eu-west-1")
    with pytest.raises(UserError, match="aws servicecatalog enable-aws-organizations-access --region eu-north-1"):
        check_sharing(session, HUB, ("eu-west-1", "eu-north-1"), ())
    assert session.asked == ["eu-west-1", "eu-north-1"]


def test_where_all_of_them_may_nothing_is_said() -> None:
    session: Any = Catalogs("eu-west-1", "eu-north-1")
    check_sharing(session, HUB, ("eu-west-1", "eu-north-1"), ())
