"""Who may not share is told who has to act, already by the plan."""

from __future__ import annotations

from pathlib import Path

from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.organization.authority import SERVICE_CATALOG
from tests.installer.launch_role import give_launch_role
from tests.installer.profiles import Profiles

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
        "Service Catalog may not share within the organization yet: somebody with the management account's permissions runs "
        f"'./install.sh organization --hub-account {hub}' first."
    ) in line.says(*plan, exit_code=2)

    management.client("servicecatalog").enable_aws_organizations_access()
    unit = f"Would share the portfolio with organizational unit {organization.shared_unit}"
    assert unit in line.says(*plan, exit_code=3)
