"""Prepare the organization, as its management account or as delegated administrator; what is so already stays as it is."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

from installer.aws.session import Session
from installer.aws.stacks import Report
from installer.organization.access import ENABLED, access_status
from installer.organization.authority import SERVICE_CATALOG, STACK_SETS, Authority
from installer.organization.launch_role import LaunchRole
from installer.organization.permission_set import PermissionSet

_ACTIVATION_LOOKS = 30
_SECONDS_BETWEEN_LOOKS = 2.0


class OrganizationSetup:
    """Prepares the organization.

    Args:
        session: boto3 session of the management account or of a delegated administrator.
        region: Region of the StackSet.
        authority: what the account administers.
        report: takes progress, one line each.
        identity_center_region: home Region of Identity Center, where it is another one.
        sleep: waits for so many seconds.
        answers: to further questions of the StackSet, about key and operator role.

    Attributes:
        launch_role: the launch role in the organization's accounts.
        permission_set: the permission set of the product.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the edge of several services
        self,
        session: Session,
        region: str,
        authority: Authority,
        report: Report = lambda _: None,
        identity_center_region: str | None = None,
        sleep: Callable[[float], None] = time.sleep,
        answers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._organizations = session.client("organizations", region_name=region)
        self._catalog = session.client("servicecatalog", region_name=region)
        self._cloudformation = session.client("cloudformation", region_name=region)
        self._authority = authority
        self._report = report
        self._sleep = sleep
        self.launch_role = LaunchRole(session, region, authority, report, sleep, answers)
        self.permission_set = PermissionSet(session, identity_center_region or region, authority, report)

    def sharing_is_enabled(self) -> bool:
        """Return whether Service Catalog may share within the organization."""
        if not self._authority.administers(SERVICE_CATALOG):
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
        return account_id in self.delegated()

    def delegated(self) -> tuple[str, ...]:
        """Return the delegated administrators of Service Catalog."""
        pages = self._organizations.get_paginator("list_delegated_administrators")
        found = pages.paginate(ServicePrincipal=SERVICE_CATALOG)
        return tuple(one["Id"] for page in found for one in page["DelegatedAdministrators"])

    def delegate(self, account_id: str) -> None:
        """Make the hub a delegated administrator of Service Catalog, so that it may share with units itself."""
        with contextlib.suppress(self._organizations.exceptions.AccountAlreadyRegisteredException):
            # Where it is refused so, somebody else has done it since we looked.
            self._organizations.register_delegated_administrator(AccountId=account_id, ServicePrincipal=SERVICE_CATALOG)
        self._report(f"account {account_id} is delegated administrator of Service Catalog")

    def stack_sets_are_enabled(self) -> bool:
        """Return whether StackSets may deploy to the organization's accounts."""
        if not self._authority.administers(STACK_SETS):
            return self._is_trusted(STACK_SETS)
        answer = self._cloudformation.describe_organizations_access(CallAs=self._authority.call_as)
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

    def _is_trusted(self, service: str) -> bool:
        """https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html."""
        pages = self._organizations.get_paginator("list_aws_service_access_for_organization").paginate()
        return any(one["ServicePrincipal"] == service for page in pages for one in page["EnabledServicePrincipals"])
