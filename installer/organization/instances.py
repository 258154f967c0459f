"""The accounts in which the StackSet failed, and another try in them.

AWS tolerates failures where the StackSet's preferences do, and then tells them of the stack instances only; it tries none of
them again by itself.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-troubleshooting.html
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from common.names import STACK_SET_NAME
from installer.errors import UserError
from stacksets.stack_set import OPERATION_PREFERENCES

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.literals import CallAsType
    from types_boto3_cloudformation.type_defs import DescribeStackSetInputTypeDef, StackInstanceSummaryTypeDef

_FAILED = ("FAILED", "CANCELLED")
"""States that another try can mend; the rest are at work, well, suspended, or could not be deleted.

https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_StackInstanceComprehensiveStatus.html
"""

_UNFINISHED = ("PENDING", "RUNNING")
"""States of which nobody knows yet how they end; the same source."""

_AT_WORK = ("QUEUED", "RUNNING", "STOPPING")
_SECONDS_BETWEEN_LOOKS = 1.0
_LONGEST_SECONDS = 1_800


@dataclass(frozen=True)
class Failure:
    """An account in which the StackSet failed.

    Attributes:
        account: the account.
        reason: why, in AWS's words.
    """

    account: str
    reason: str


class StackInstances:
    """The stacks of the StackSet in the organization's accounts.

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
        """Return the accounts in which the StackSet failed, by id."""
        failures = {
            Failure(one["Account"], one.get("StatusReason") or one["Status"]) for one in self._in_states(_FAILED)
        }
        return tuple(sorted(failures, key=lambda failure: failure.account))

    def are_at_work(self) -> bool:
        """Return whether AWS is at work in an account, so that it may still fail there."""
        return any(self._in_states(_UNFINISHED))

    def retry(self, targets: Sequence[str], accounts: Sequence[str]) -> None:
        """Bring the stacks of these accounts up to date, or make them, and wait until that is done or failed again.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_UpdateStackInstances.html

        Args:
            targets: roots and units of the StackSet.
            accounts: accounts in them.

        Raises:
            UserError: AWS is still at work after a long time.
        """
        operation = self._client.update_stack_instances(
            **self._stack_set,
            # A StackSet with service-managed permissions takes accounts only as a part of its units.
            DeploymentTargets={
                "OrganizationalUnitIds": list(targets),
                "Accounts": list(accounts),
                "AccountFilterType": "INTERSECTION",
            },
            Regions=[self._region],
            OperationPreferences=OPERATION_PREFERENCES,
        )["OperationId"]
        for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
            found = self._client.describe_stack_set_operation(OperationId=operation, **self._stack_set)
            if found["StackSetOperation"]["Status"] not in _AT_WORK:
                return
            self._sleep(_SECONDS_BETWEEN_LOOKS)
        raise UserError(
            f"StackSet {STACK_SET_NAME} is still trying again after {_LONGEST_SECONDS // 60} minutes: AWS is still at work on "
            "it; run the same command when it is done."
        )

    def _in_states(self, states: Sequence[str]) -> Iterator[StackInstanceSummaryTypeDef]:
        paginator = self._client.get_paginator("list_stack_instances")
        for state in states:
            for page in paginator.paginate(Filters=[{"Name": "DETAILED_STATUS", "Values": state}], **self._stack_set):
                yield from page["Summaries"]
