"""Prepare the organization with the management account's permissions; each step is skipped where it is already so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from permission_sets.policy import PRODUCT_ARNS
from permission_sets.template import INSTANCE_ARN, permission_set_template

from installer.errors import UserError
from installer.stacks import Report, StackDeployer
from product.names import PRODUCT_TAG_KEY
from product.subscription.options import Formatting
from stacksets.launch_role import ORGANIZATION_ID
from stacksets.stack_set import FORMATTING, TARGETS, stack_set_template

STACK_SET_STACK_NAME = "security-notifications-launch-role"
PERMISSION_SET_STACK_NAME = "security-notifications-permission-set"
_SERVICE_CATALOG = "servicecatalog.amazonaws.com"
_TAGS = {PRODUCT_TAG_KEY: "organization"}


@dataclass(frozen=True)
class Organization:
    """The organization as the management account sees it."""

    id: str
    management_account_id: str
    root_id: str


class OrganizationSetup:
    """Prepares the organization.

    Args:
        session: boto3 session of the management account.
        region: Region of the StackSet and, as a rule, of Identity Center.
        report: takes progress, one line each.
    """

    def __init__(self, session: Any, region: str, report: Report = lambda _: None) -> None:
        self._organizations = session.client("organizations", region_name=region)
        self._catalog = session.client("servicecatalog", region_name=region)
        self._cloudformation = session.client("cloudformation", region_name=region)
        self._sso = session.client("sso-admin", region_name=region)
        self._report = report
        self._stacks = StackDeployer(self._cloudformation, report)

    def organization(self) -> Organization:
        """Describe the organization."""
        found = self._organizations.describe_organization()["Organization"]
        root = self._organizations.list_roots()["Roots"][0]["Id"]
        return Organization(found["Id"], found["MasterAccountId"], root)

    def enable_sharing(self) -> bool:
        """Let Service Catalog share within the organization; returns whether that changed anything.

        https://docs.aws.amazon.com/servicecatalog/latest/adminguide/catalogs_portfolios_sharing_how-to-share.html
        """
        if self._catalog.get_aws_organizations_access_status()["AccessStatus"] == "ENABLED":
            return False
        self._catalog.enable_aws_organizations_access()
        self._report("Service Catalog may share within the organization")
        return True

    def delegate(self, hub_account_id: str) -> bool:
        """Make the hub a delegated administrator of Service Catalog, so that it may share with units itself."""
        delegated = self._organizations.list_delegated_administrators(ServicePrincipal=_SERVICE_CATALOG)
        if any(one["Id"] == hub_account_id for one in delegated["DelegatedAdministrators"]):
            return False
        self._organizations.register_delegated_administrator(
            AccountId=hub_account_id, ServicePrincipal=_SERVICE_CATALOG
        )
        self._report(f"account {hub_account_id} is delegated administrator of Service Catalog")
        return True

    def enable_stack_sets(self) -> bool:
        """Let StackSets deploy to the organization's accounts.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
        """
        if self._cloudformation.describe_organizations_access().get("Status") == "ENABLED":
            return False
        self._cloudformation.activate_organizations_access()
        self._report("StackSets may deploy to the organization's accounts")
        return True

    def deploy_launch_role(self, formatting: Formatting, targets: Sequence[str] = ()) -> bool:
        """Deploy launch role and boundary to all accounts of the targets; the whole organization where none is named."""
        organization = self.organization()
        return self._stacks.deploy(
            STACK_SET_STACK_NAME,
            stack_set_template().to_yaml(),
            {
                ORGANIZATION_ID: organization.id,
                TARGETS: ",".join(targets or (organization.root_id,)),
                FORMATTING: formatting.value,
            },
            _TAGS,
        )

    def deploy_permission_set(self, product_arns: Sequence[str]) -> bool:
        """Deploy the permission set for the product in each of its Regions; signing in leads to the first.

        Raises:
            UserError: there is no Identity Center instance in this Region.
        """
        instances = self._sso.list_instances()["Instances"]
        if not instances:
            raise UserError("There is no Identity Center instance in this Region: name its home Region with --region.")
        return self._stacks.deploy(
            PERMISSION_SET_STACK_NAME,
            permission_set_template().to_yaml(),
            {
                INSTANCE_ARN: instances[0]["InstanceArn"],
                PRODUCT_ARNS: ",".join(_in_any_account(arn) for arn in product_arns),
            },
            _TAGS,
        )

    def remove(self) -> bool:
        """Remove permission set and launch role; returns whether there was anything."""
        removed = [self._stacks.delete(name) for name in (PERMISSION_SET_STACK_NAME, STACK_SET_STACK_NAME)]
        return any(removed)


def _in_any_account(product_arn: str) -> str:
    """Return the ARN for any account: owners launch in theirs what belongs to the hub's, and the id alone is unique."""
    return re.sub(r":[0-9]{12}:product/", ":*:product/", product_arn)
