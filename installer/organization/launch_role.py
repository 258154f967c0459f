"""Bring the launch role to the organization's accounts: a stack whose StackSet reaches them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from common.choices.words import Formatting
from common.names import STACK_SET_NAME
from common.organization import HUB_ACCOUNT, ORGANIZATION_ID
from common.tags import ORGANIZATION_STACK_TAGS
from installer.aws.sentences import is_denied
from installer.aws.session import Session
from installer.aws.stack_state import Change, StackState
from installer.aws.stacks import Report, StackDeployer
from installer.organization.accounts import accounts_under
from installer.organization.authority import SERVICE_CATALOG, Authority
from installer.organization.instances import Failure, StackInstances
from installer.organization.scope import Scope, changed_targets, losses
from installer.organization.units import roots, units_above
from stacksets.stack_set import ACCOUNT_TYPE, DELEGATED, FORMATTING, MANAGEMENT, TARGETS, stack_set_template

if TYPE_CHECKING:
    from types_boto3_cloudformation.type_defs import StackSetTypeDef

STACK_NAME = "security-notifications-launch-role"


class LaunchRole:
    """The launch role in the accounts of an organization; what is there is looked up once, until it is changed here.

    Args:
        session: boto3 session of the management account or of a delegated administrator of StackSets.
        region: Region of the StackSet.
        authority: what the account administers.
        report: takes progress, one line each.
        sleep: waits for so many seconds.
        answers: to further questions of the StackSet; what is deployed stays where none is given.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # the edge of several services
        self,
        session: Session,
        region: str,
        authority: Authority,
        report: Report = lambda _: None,
        sleep: Callable[[float], None] = time.sleep,
        answers: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._answers = answers
        self._organizations = session.client("organizations", region_name=region)
        self._cloudformation = session.client("cloudformation", region_name=region)
        self._stacks = StackDeployer(self._cloudformation, report)
        self._authority = authority
        self._instances = StackInstances(self._cloudformation, region, authority.call_as, sleep)

    @cached_property
    def _stack(self) -> StackState:
        return self._stacks.state(STACK_NAME)

    @property
    def deployed(self) -> Scope | None:
        """What this account has deployed, or has tried to; None where it has not."""
        parameters = self._stack.parameters
        if not parameters:
            return None
        targets = tuple(target.strip() for target in parameters[TARGETS].split(","))
        return Scope(Formatting(parameters[FORMATTING]), targets, parameters.get(HUB_ACCOUNT, ""))

    def is_elsewhere(self) -> bool:
        """Return whether another account has deployed the StackSet."""
        return self.deployed is None and self.stack_set is not None

    def scope(
        self,
        formatting: Formatting | None,
        added: tuple[str, ...],
        hub_account: str = "",
        removed: tuple[str, ...] = (),
    ) -> Scope:
        """Return what is to be deployed: what is deployed, with what is added and without what is removed.

        At first it is all for every account. What another account has deployed stays as it is, whatever is chosen.

        Args:
            formatting: for which the role is made; None for what is deployed.
            hub_account: whose artifacts the role may read; empty for the one deployed, else the one delegated administrator.
            added: roots and units that get it too; at first, instead of the root.
            removed: roots and units that no longer get it.

        Raises:
            UserError: one that is to be removed is not there, or nothing would be left.
        """
        known = self.deployed
        if known is None and self.stack_set is not None:
            return Scope(formatting or Formatting.LAMBDA, tuple(self.stack_set.get("OrganizationalUnitIds", ())))
        if known is None:
            known = Scope(Formatting.LAMBDA, added or roots(self._organizations))
        elif self.stack_set is None and added:
            # A first try that has failed brought it nowhere.
            known = Scope(known.formatting, added, known.hub_account)
        hub = hub_account or known.hub_account or self._delegated_hub()
        return Scope(formatting or known.formatting, changed_targets(known.targets, added, removed), hub)

    def changes(self, scope: Scope) -> tuple[Change, ...]:
        """Return what deploying would change; nothing where another account has deployed it."""
        return () if self.is_elsewhere() else self._stacks.plan(STACK_NAME, *self._wanted(scope))

    def losses(self, scope: Scope) -> tuple[str, ...]:
        """Return what deploying would take away, one line each."""
        if self.deployed is None or self.stack_set is None:
            return ()
        return losses(self.deployed, scope, lambda child: units_above(self._organizations, child))

    def deploy(self, scope: Scope) -> None:
        """Deploy launch role and boundary to all accounts of the targets, and try again in those in which it has failed.

        Accounts in which it fails do not keep it from the others: see `failures`.

        Raises:
            UserError: the deployment failed.
        """
        # It may have changed while somebody thought it over.
        self._look_again()
        try:
            self._stacks.deploy(STACK_NAME, *self._wanted(scope))
        finally:
            self._look_again()
        # Where only the units changed, AWS has left the other accounts as they were.
        # https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-cloudformation (UpdateHandler)
        if failed := [one.account for one in self.failures() if not one.is_inoperable]:
            self._instances.retry(scope.targets, failed)
        if missing := self.missing():
            self._instances.make(scope.targets, missing)

    def failures(self) -> tuple[Failure, ...]:
        """Return the accounts in which the StackSet failed; none where another account has deployed it."""
        return self._instances.failures() if self._is_ours() else ()

    def release(self, failure: Failure) -> str:
        """Return the commands that free an account in which the StackSet is inoperable."""
        return self._instances.release(failure)

    def missing(self) -> tuple[str, ...]:
        """Return accounts that are to have the launch role and to which the StackSet has never tried to bring it.

        AWS makes up for none that came while automatic deployment was off.
        https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-manage-auto-deployment.html
        """
        if self.deployed is None or self.stack_set is None:
            return ()
        try:
            wanted = accounts_under(self._organizations, self.deployed.targets)
        except ClientError as error:
            # Who may not look at the tree cannot know.
            if not is_denied(error):
                raise
            return ()
        return tuple(sorted(wanted - self._instances.accounts() - {self._authority.management_account_id}))

    def is_at_work(self) -> bool:
        """Return whether the StackSet is at work in an account; no where another account has deployed it."""
        return self._is_ours() and self._instances.are_at_work()

    def problems(self) -> tuple[str, ...]:
        """Return what is not as this account has deployed it, one clause each."""
        return self._stacks.problems(self._stack)

    def remove(self) -> bool:
        """Remove it from all accounts; returns whether there was anything.

        Raises:
            UserError: it could not be removed.
        """
        try:
            return self._stacks.delete(STACK_NAME)
        finally:
            self._look_again()

    @cached_property
    def stack_set(self) -> StackSetTypeDef | None:
        """The organization's StackSet in this Region, whoever deployed it; None where there is none."""
        call_as = self._authority.call_as
        try:
            found = self._cloudformation.describe_stack_set(StackSetName=STACK_SET_NAME, CallAs=call_as)["StackSet"]
        except ClientError as error:
            # ValidationError: StackSets may not look at the organization yet.
            if error.response["Error"]["Code"] not in ("StackSetNotFoundException", "ValidationError"):
                raise
            return None
        return found

    def _delegated_hub(self) -> str:
        """Return the one delegated administrator of Service Catalog, else nothing."""
        pages = self._organizations.get_paginator("list_delegated_administrators")
        asked = pages.paginate(ServicePrincipal=SERVICE_CATALOG)
        found = [one["Id"] for page in asked for one in page["DelegatedAdministrators"]]
        return found[0] if len(found) == 1 else ""

    def _is_ours(self) -> bool:
        return self.deployed is not None and self.stack_set is not None

    def _look_again(self) -> None:
        for name in ("_stack", "stack_set"):
            self.__dict__.pop(name, None)
        self._instances.look_again()

    def _wanted(self, scope: Scope) -> tuple[str, dict[str, str], Mapping[str, str]]:
        template = stack_set_template()
        # A parameter that is left out falls back to its default, whatever somebody has chosen in the console.
        kept = {key: value for key, value in self._stack.parameters.items() if key in template.parameters}
        parameters = {
            **kept,
            **self._answers,
            ORGANIZATION_ID: self._authority.organization_id,
            HUB_ACCOUNT: scope.hub_account,
            TARGETS: ",".join(scope.targets),
            FORMATTING: scope.formatting.value,
            ACCOUNT_TYPE: MANAGEMENT if self._authority.is_management else DELEGATED,
        }
        return template.to_yaml(), parameters, ORGANIZATION_STACK_TAGS
