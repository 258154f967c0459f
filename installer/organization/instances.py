"""The accounts in which the StackSet failed, and another try in them.

AWS tolerates failures where the StackSet's preferences do, and then tells them of the stack instances only; it tries none of
them again by itself.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-troubleshooting.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from common.names import STACK_SET_NAME
from installer.errors import UserError
from stacksets.stack_set import OPERATION_PREFERENCES

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.literals import CallAsType
    from types_boto3_cloudformation.type_defs import (
        DeploymentTargetsTypeDef,
        DescribeStackSetInputTypeDef,
        StackInstanceSummaryTypeDef,
    )

_CURRENT = "CURRENT"
_INOPERABLE = "INOPERABLE"
"""It could not be deleted, and AWS leaves it out of all that follows.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstance.html
"""

_UNFINISHED = ("PENDING", "RUNNING")
_SUSPENDED = "SKIPPED_SUSPENDED_ACCOUNT"
"""Detailed states in which another try would change nothing, or of which nobody knows yet how they end.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html
"""

_AT_WORK = ("QUEUED", "RUNNING", "STOPPING")
_SECONDS_BETWEEN_LOOKS = 1.0
_LONGEST_SECONDS = 1_800


@dataclass(frozen=True)
class Failure:
    """An account in which the StackSet failed, or which it has not brought up to date.

    Attributes:
        account: the account.
        reason: why, in AWS's words.
        is_inoperable: whether another try cannot mend it.
        unit: the root or unit by which the account has its stack.
        stack: name of that stack.
    """

    account: str
    reason: str
    is_inoperable: bool = False
    unit: str = ""
    stack: str = ""


class StackInstances:
    """The stacks of the StackSet in the organization's accounts; looked up once, until something is changed here.

    Args:
        client: CloudFormation client in the Region of the StackSet, where its stacks are too.
        region: that Region.
        call_as: how CloudFormation wants to be told who acts.
        sleep: waits for so many seconds.
    """

    def __init__(
        self,
        client: CloudFormationClient,
        region: str,
        call_as: CallAsType,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._client = client
        self._region = region
        self._sleep = sleep
        self._stack_set: DescribeStackSetInputTypeDef = {"StackSetName": STACK_SET_NAME, "CallAs": call_as}

    def failures(self) -> tuple[Failure, ...]:
        """Return the accounts in which the StackSet failed, or which it has not brought up to date, by id."""
        failures = {
            _failure(one)
            for one in self._listed
            if one["Status"] != _CURRENT and _detail(one) not in (*_UNFINISHED, _SUSPENDED)
        }
        return tuple(sorted(failures, key=lambda failure: failure.account))

    def release(self, failure: Failure) -> str:
        """Return the commands that free an inoperable account, the first for who deployed the StackSet, the second for there.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DeleteStackInstances.html (RetainStacks)
        """
        call_as = self._stack_set.get("CallAs")
        as_delegate = f" --call-as {call_as}" if call_as == "DELEGATED_ADMIN" else ""
        return (
            f"aws cloudformation delete-stack-instances --stack-set-name {STACK_SET_NAME} --retain-stacks --deployment-targets "
            f"Accounts={failure.account},AccountFilterType=INTERSECTION,OrganizationalUnitIds={failure.unit} "
            f"--regions {self._region} --region {self._region}{as_delegate}, then in that account aws cloudformation "
            f"delete-stack --stack-name {failure.stack} --region {self._region}"
        )

    def are_at_work(self) -> bool:
        """Return whether AWS is at work in an account, so that it may still fail there."""
        return any(_detail(one) in _UNFINISHED for one in self._listed)

    def accounts(self) -> frozenset[str]:
        """Return the accounts that have a stack of the StackSet, or were to have one."""
        return frozenset(one["Account"] for one in self._listed)

    def retry(self, targets: Sequence[str], accounts: Sequence[str]) -> None:
        """Bring the stacks of these accounts up to date, and wait until that is done or failed again.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackInstances.html

        Args:
            targets: roots and units of the StackSet.
            accounts: accounts in them.

        Raises:
            UserError: AWS is still at work after a long time.
        """
        begun = self._client.update_stack_instances(
            **self._stack_set,
            DeploymentTargets=_only(targets, accounts),
            Regions=[self._region],
            OperationPreferences=OPERATION_PREFERENCES,
        )
        self._finish(begun["OperationId"])

    def make(self, targets: Sequence[str], accounts: Sequence[str]) -> None:
        """Make the stacks of accounts that have none, and wait until that is done or failed.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackInstances.html

        Args:
            targets: likewise.
            accounts: likewise.

        Raises:
            UserError: likewise.
        """
        begun = self._client.create_stack_instances(
            **self._stack_set,
            DeploymentTargets=_only(targets, accounts),
            Regions=[self._region],
            OperationPreferences=OPERATION_PREFERENCES,
        )
        self._finish(begun["OperationId"])

    def look_again(self) -> None:
        """Forget what is known: something has changed, or may have."""
        self.__dict__.pop("_listed", None)

    def _finish(self, operation: str) -> None:
        self.look_again()
        for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
            found = self._client.describe_stack_set_operation(OperationId=operation, **self._stack_set)
            if found["StackSetOperation"]["Status"] not in _AT_WORK:
                return
            self._sleep(_SECONDS_BETWEEN_LOOKS)
        raise UserError(
            f"StackSet {STACK_SET_NAME} is still trying again after {_LONGEST_SECONDS // 60} minutes: AWS is still at work on "
            "it; run the same command when it is done."
        )

    @cached_property
    def _listed(self) -> tuple[StackInstanceSummaryTypeDef, ...]:
        pages = self._client.get_paginator("list_stack_instances").paginate(**self._stack_set)
        return tuple(one for page in pages for one in page["Summaries"])


def _only(targets: Sequence[str], accounts: Sequence[str]) -> DeploymentTargetsTypeDef:
    """Name accounts; a StackSet with service-managed permissions takes them only as a part of its units."""
    return {
        "OrganizationalUnitIds": list(targets),
        "Accounts": list(accounts),
        "AccountFilterType": "INTERSECTION",
    }


def _failure(instance: StackInstanceSummaryTypeDef) -> Failure:
    return Failure(
        instance["Account"],
        instance.get("StatusReason") or instance["Status"],
        is_inoperable=instance["Status"] == _INOPERABLE,
        unit=instance.get("OrganizationalUnitId", ""),
        # An ARN that ends in stack/NAME/UUID; empty where there never was one.
        stack="".join(instance.get("StackId", "").split("/")[1:2]),
    )


def _detail(instance: StackInstanceSummaryTypeDef) -> str:
    return str(instance.get("StackInstanceStatus", {}).get("DetailedStatus", ""))
