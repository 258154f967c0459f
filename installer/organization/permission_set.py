"""Make the permission set with which people may launch the product, where Identity Center lives."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from permission_sets.template import INSTANCE_ARN, permission_set_template

from common.names import PERMISSION_SET_NAME
from common.products import PRODUCT_ARNS
from common.tags import ORGANIZATION_STACK_TAGS
from installer.aws.sentences import is_denied, sentence
from installer.aws.session import Session
from installer.aws.stack_state import MODIFIED, Change, Drifted, StackState
from installer.aws.stacks import Report, StackDeployer
from installer.errors import UserError
from installer.organization.authority import Authority
from installer.organization.foreign_policies import ForeignPolicies, foreign_policies, take_off
from installer.organization.identity_center import organization_instance

if TYPE_CHECKING:
    from types_boto3_sso_admin.type_defs import DescribePermissionSetRequestTypeDef, InstanceMetadataTypeDef

STACK_NAME = "security-notifications-permission-set"
MADE_ELSEWHERE = "another account made it, then name that one's profile, or somebody by hand"
"""What there is to say of one that this account has not made."""

_RESOURCE = ("PermissionSet", "AWS::SSO::PermissionSet")
"""Logical id and type of it in its stack."""


class PermissionSet:
    """The permission set of the product; what is there is looked up once, until it is changed here.

    Args:
        session: boto3 session of the management account or of a delegated administrator of Identity Center.
        region: Identity Center's home Region.
        authority: what the account administers.
        report: takes progress, one line each.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        session: Session,
        region: str,
        authority: Authority,
        report: Report = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._sleep = sleep
        self._sso = session.client("sso-admin", region_name=region)
        self._stacks = StackDeployer(session.client("cloudformation", region_name=region), report)
        self._region = region
        self._owner = authority.management_account_id

    @cached_property
    def _stack(self) -> StackState:
        return self._stacks.state(STACK_NAME)

    def deployed_products(self) -> tuple[str, ...]:
        """Return the ARNs of the products for which this account has made it."""
        return tuple(one for one in self._stack.parameters.get(PRODUCT_ARNS, "").split(",") if one)

    def products(self, named: Sequence[str]) -> tuple[str, ...]:
        """Return the products that the permission set is to be for: those deployed, with the named ones in their Regions.

        Args:
            named: ARNs of the product, one a Region; what is deployed in other Regions stays.
        """
        known = self.deployed_products()
        by_region = {_region_of(arn): arn for arn in (*known, *map(in_any_account, named))}
        return tuple(by_region.values())

    def notes(self, named: Sequence[str]) -> tuple[str, ...]:
        """Return what deploying changes for the holders, one line each."""
        known = set(self.deployed_products())
        wanted = self.products(named)
        added = (f"Would let its holders launch {arn}" for arn in wanted if arn not in known)
        removed = (f"Would let its holders launch {arn} no more" for arn in known - set(wanted))
        return (*added, *removed)

    def changes(self, named: Sequence[str]) -> tuple[Change, ...]:
        """Return what deploying the permission set would change.

        Raises:
            UserError: there is no Identity Center instance in its Region.
        """
        changes = self._stacks.plan(STACK_NAME, *_wanted(self._required_instance(), self.products(named)))
        foreign = self._foreign().properties
        return (*changes, *([Change("Modify", *_RESOURCE, drift=MODIFIED, properties=foreign)] if foreign else []))

    def deploy(self, named: Sequence[str]) -> None:
        """Deploy the permission set for the product in each of its Regions; signing in leads to the first.

        Raises:
            UserError: there is no Identity Center instance in its Region, or some accounts keep what somebody put on it.
        """
        # It may have changed while somebody thought it over.
        self._look_again()
        try:
            self._stacks.deploy(STACK_NAME, *_wanted(self._required_instance(), self.products(named)))
        finally:
            self._look_again()
        if deployed := self._deployed():
            take_off(self._sso, deployed, foreign_policies(self._sso, deployed), self._sleep)

    def problems(self) -> tuple[str, ...]:
        """Return what is not as this account has deployed it, one clause each."""
        found = self._stacks.problems(self._stack)
        try:
            foreign = self._foreign().properties
        except ClientError as error:
            if not is_denied(error):
                raise
            return (
                *found,
                f"not all that somebody may have changed by hand of it could be looked at: {sentence(error)}",
            )
        return (*found, *([str(Drifted(STACK_NAME, *_RESOURCE, MODIFIED, foreign))] if foreign else []))

    def remove(self) -> bool:
        """Remove the permission set; returns whether there was anything.

        Raises:
            UserError: it could not be removed.
        """
        try:
            return self._stacks.delete(STACK_NAME)
        finally:
            self._look_again()

    def is_deployed(self) -> bool:
        """Return whether this account has made it here."""
        return bool(self._stack.status)

    def exists(self) -> bool:
        """Return whether it is here, whoever has made it; no where this account may not look."""
        return self._found() is not None

    def is_elsewhere(self) -> bool:
        """Return whether it is here but not of this account's making; no where this account may not look."""
        return not self.is_deployed() and self.exists()

    def accounts(self) -> tuple[str, ...]:
        """Return the accounts in which somebody holds it; none where this account may not look.

        https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ListAccountsForProvisionedPermissionSet.html
        """
        found = self._found()
        if found is None:
            return ()
        pages = self._sso.get_paginator("list_accounts_for_provisioned_permission_set").paginate(**found)
        return tuple(sorted(account for page in pages for account in page["AccountIds"]))

    def home(self) -> str | None:
        """Return the home Region of the Identity Center that is seen here, which may be another one; None where it is not told.

        https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_InstanceMetadata.html
        """
        instance = self._instance()
        return instance.get("PrimaryRegion") if instance else None

    def _foreign(self) -> ForeignPolicies:
        deployed = self._deployed()
        return foreign_policies(self._sso, deployed) if deployed else ForeignPolicies()

    def _deployed(self) -> DescribePermissionSetRequestTypeDef | None:
        """Return instance and ARN of what this account has made, as calls take them; None where it has made none."""
        arn = self._stack.outputs.get("PermissionSetArn")
        return {"InstanceArn": self._stack.parameters[INSTANCE_ARN], "PermissionSetArn": arn} if arn else None

    def _look_again(self) -> None:
        self.__dict__.pop("_stack", None)

    @cached_property
    def _organization_instance(self) -> InstanceMetadataTypeDef | None:
        return organization_instance(self._sso, self._owner)

    def _instance(self) -> InstanceMetadataTypeDef | None:
        """Return the organization's instance; None where this account may not look, either."""
        try:
            return self._organization_instance
        except ClientError as error:
            if not is_denied(error):
                raise
            return None

    def _found(self) -> DescribePermissionSetRequestTypeDef | None:
        """Return instance and ARN, as calls take them."""
        instance = self._instance()
        if instance is None:
            return None
        try:
            arn = self._arn(instance["InstanceArn"])
        except ClientError as error:
            # Every account of the organization sees its instance; only those that administer it may look into it.
            if not is_denied(error):
                raise
            return None
        return {"InstanceArn": instance["InstanceArn"], "PermissionSetArn": arn} if arn else None

    def _required_instance(self) -> str:
        instance = self._organization_instance
        if instance is None:
            raise UserError(
                f"There is no Identity Center instance in {self._region}: name its home Region with --identity-center-region."
            )
        return str(instance["InstanceArn"])

    def _arn(self, instance: str) -> str | None:
        pages = self._sso.get_paginator("list_permission_sets").paginate(InstanceArn=instance)
        for arn in (arn for page in pages for arn in page["PermissionSets"]):
            described = self._sso.describe_permission_set(InstanceArn=instance, PermissionSetArn=arn)
            if described["PermissionSet"]["Name"] == PERMISSION_SET_NAME:
                return str(arn)
        return None


def _wanted(instance: str, product_arns: Sequence[str]) -> tuple[str, dict[str, str], Mapping[str, str]]:
    return (
        permission_set_template().to_yaml(),
        {INSTANCE_ARN: instance, PRODUCT_ARNS: ",".join(product_arns)},
        ORGANIZATION_STACK_TAGS,
    )


def in_any_account(product_arn: str) -> str:
    """Return the ARN for any account: owners launch in theirs what belongs to the hub's, and the id alone is unique."""
    return re.sub(r":[0-9]{12}:product/", ":*:product/", product_arn)


def _region_of(product_arn: str) -> str:
    return product_arn.split(":")[3]
