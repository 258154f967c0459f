"""Prepare the organization, as its management account or as delegated administrator; what is so already stays as it is."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError
from permission_sets.policy import PRODUCT_ARNS
from permission_sets.template import INSTANCE_ARN, permission_set_template

from installer.errors import UserError
from installer.organization.access import ENABLED, access_status
from installer.organization.standing import SERVICE_CATALOG, STACK_SETS, Standing
from installer.stacks import Change, Report, StackDeployer
from product.names import PERMISSION_SET_NAME, PRODUCT_TAG_KEY, STACK_SET_NAME
from product.subscription.options import Formatting
from stacksets.launch_role import ORGANIZATION_ID
from stacksets.stack_set import ACCOUNT_TYPE, DELEGATED, FORMATTING, MANAGEMENT, TARGETS, stack_set_template

STACK_SET_STACK_NAME = "security-notifications-launch-role"
PERMISSION_SET_STACK_NAME = "security-notifications-permission-set"
_TAGS = {PRODUCT_TAG_KEY: "organization"}
_ACTIVATION_LOOKS = 30
_SECONDS_BETWEEN_LOOKS = 2.0


class OrganizationSetup:
    """Prepares the organization.

    Args:
        session: boto3 session of the management account or of a delegated administrator.
        region: Region of the StackSet.
        standing: what the account administers.
        report: takes progress, one line each.
        identity_center_region: home Region of Identity Center, where it is another one.
        sleep: waits for so many seconds.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the edge of several services
        self,
        session: Any,
        region: str,
        standing: Standing,
        report: Report = lambda _: None,
        identity_center_region: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        home = identity_center_region or region
        self._organizations = session.client("organizations", region_name=region)
        self._catalog = session.client("servicecatalog", region_name=region)
        self._cloudformation = session.client("cloudformation", region_name=region)
        self._sso = session.client("sso-admin", region_name=home)
        self._standing = standing
        self._report = report
        self._sleep = sleep
        self._home = home
        self._stacks = StackDeployer(self._cloudformation, report)
        self._home_stacks = StackDeployer(session.client("cloudformation", region_name=home), report)

    def sharing_is_enabled(self) -> bool:
        """Return whether Service Catalog may share within the organization."""
        if not self._standing.administers(SERVICE_CATALOG):
            return self._is_trusted(SERVICE_CATALOG)
        return access_status(self._catalog) == ENABLED

    def enable_sharing(self) -> None:
        """Let Service Catalog share within the organization.

        https://docs.aws.amazon.com/servicecatalog/latest/adminguide/catalogs_portfolios_sharing_how-to-share.html
        """
        self._catalog.enable_aws_organizations_access()
        self._report("Service Catalog may share within the organization")

    def is_delegated(self, account_id: str) -> bool:
        """Return whether an account is delegated administrator of Service Catalog."""
        pages = self._organizations.get_paginator("list_delegated_administrators")
        found = pages.paginate(ServicePrincipal=SERVICE_CATALOG)
        return any(one["Id"] == account_id for page in found for one in page["DelegatedAdministrators"])

    def delegate(self, account_id: str) -> None:
        """Make the hub a delegated administrator of Service Catalog, so that it may share with units itself."""
        self._organizations.register_delegated_administrator(AccountId=account_id, ServicePrincipal=SERVICE_CATALOG)
        self._report(f"account {account_id} is delegated administrator of Service Catalog")

    def stack_sets_are_enabled(self) -> bool:
        """Return whether StackSets may deploy to the organization's accounts."""
        if not self._standing.administers(STACK_SETS):
            return self._is_trusted(STACK_SETS)
        answer = self._cloudformation.describe_organizations_access(CallAs=self._standing.call_as)
        return bool(answer.get("Status") == "ENABLED")

    def enable_stack_sets(self) -> None:
        """Let StackSets deploy to the organization's accounts, and wait until they may.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-activate-trusted-access.html
        """
        self._cloudformation.activate_organizations_access()
        for _ in range(_ACTIVATION_LOOKS):
            if self.stack_sets_are_enabled():
                break
            self._sleep(_SECONDS_BETWEEN_LOOKS)
        self._report("StackSets may deploy to the organization's accounts")

    def launch_role_changes(self, formatting: Formatting, targets: Sequence[str] = ()) -> tuple[Change, ...]:
        """Return what deploying the launch role would change; nothing where another account has deployed it."""
        if self._stacks.status(STACK_SET_STACK_NAME) is None and self.has_stack_set():
            return ()
        return self._stacks.plan(STACK_SET_STACK_NAME, *self._launch_role_stack(formatting, targets))

    def deploy_launch_role(self, formatting: Formatting, targets: Sequence[str] = ()) -> None:
        """Deploy launch role and boundary to all accounts of the targets; the whole organization where none is named."""
        self._stacks.deploy(STACK_SET_STACK_NAME, *self._launch_role_stack(formatting, targets))

    def has_stack_set(self) -> bool:
        """Return whether the organization has the StackSet in this Region, whoever deployed it."""
        try:
            self._cloudformation.describe_stack_set(StackSetName=STACK_SET_NAME, CallAs=self._standing.call_as)
        except ClientError as error:
            # ValidationError: StackSets may not look at the organization yet.
            if error.response["Error"]["Code"] not in ("StackSetNotFoundException", "ValidationError"):
                raise
            return False
        return True

    def permission_set_changes(self, product_arns: Sequence[str]) -> tuple[Change, ...]:
        """Return what deploying the permission set would change; nothing where another account has made it.

        Raises:
            UserError: there is no Identity Center instance in its Region.
        """
        instance = self._instance()
        if self._home_stacks.status(PERMISSION_SET_STACK_NAME) is None and self._has_permission_set(instance):
            return ()
        return self._home_stacks.plan(PERMISSION_SET_STACK_NAME, *_permission_set_stack(instance, product_arns))

    def deploy_permission_set(self, product_arns: Sequence[str]) -> None:
        """Deploy the permission set for the product in each of its Regions; signing in leads to the first.

        Raises:
            UserError: there is no Identity Center instance in its Region.
        """
        stack = _permission_set_stack(self._instance(), product_arns)
        self._home_stacks.deploy(PERMISSION_SET_STACK_NAME, *stack)

    def remove(self) -> bool:
        """Remove permission set and launch role; returns whether there was anything."""
        permission_set = self._home_stacks.delete(PERMISSION_SET_STACK_NAME)
        return self._stacks.delete(STACK_SET_STACK_NAME) or permission_set

    def _launch_role_stack(self, formatting: Formatting, targets: Sequence[str]) -> tuple[str, dict[str, str], Any]:
        organization = self._organizations.describe_organization()["Organization"]["Id"]
        everywhere = [root["Id"] for root in self._organizations.list_roots()["Roots"]]
        parameters = {
            ORGANIZATION_ID: organization,
            TARGETS: ",".join(targets or everywhere),
            FORMATTING: formatting.value,
            ACCOUNT_TYPE: MANAGEMENT if self._standing.is_management else DELEGATED,
        }
        return stack_set_template().to_yaml(), parameters, _TAGS

    def _is_trusted(self, service: str) -> bool:
        """https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html."""
        pages = self._organizations.get_paginator("list_aws_service_access_for_organization").paginate()
        return any(one["ServicePrincipal"] == service for page in pages for one in page["EnabledServicePrincipals"])

    def _instance(self) -> str:
        instances = self._sso.list_instances()["Instances"]
        if not instances:
            raise UserError(
                f"There is no Identity Center instance in {self._home}: name its home Region with --identity-center-region."
            )
        return str(instances[0]["InstanceArn"])

    def _has_permission_set(self, instance: str) -> bool:
        pages = self._sso.get_paginator("list_permission_sets").paginate(InstanceArn=instance)
        arns = (arn for page in pages for arn in page["PermissionSets"])
        described = (self._sso.describe_permission_set(InstanceArn=instance, PermissionSetArn=arn) for arn in arns)
        return any(one["PermissionSet"]["Name"] == PERMISSION_SET_NAME for one in described)


def _permission_set_stack(instance: str, product_arns: Sequence[str]) -> tuple[str, dict[str, str], Any]:
    products = ",".join(_in_any_account(arn) for arn in product_arns)
    return permission_set_template().to_yaml(), {INSTANCE_ARN: instance, PRODUCT_ARNS: products}, _TAGS


def _in_any_account(product_arn: str) -> str:
    """Return the ARN for any account: owners launch in theirs what belongs to the hub's, and the id alone is unique."""
    return re.sub(r":[0-9]{12}:product/", ":*:product/", product_arn)
