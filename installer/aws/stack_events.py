"""What CloudFormation tells about the latest operation on a stack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from installer.aws.sentences import is_denied

if TYPE_CHECKING:
    from types_boto3_cloudformation import CloudFormationClient
    from types_boto3_cloudformation.type_defs import (
        DescribeEventsInputPaginateTypeDef,
        OperationEventTypeDef,
        StackEventTypeDef,
    )

STACK = "AWS::CloudFormation::Stack"
_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
NO_REASON = "CloudFormation gave no reason; look at the stack's events."


class StackEvents:
    """The events of a stack, while it is being changed.

    Args:
        client: CloudFormation client.
        name: name of the stack, or its id, which finds a deleted one too.
    """

    def __init__(self, client: CloudFormationClient, name: str) -> None:
        self._client = client
        self._name = name
        self._told: set[str] = set()

    def finished(self) -> Iterator[str]:
        """Yield a line for every resource that was finished, or failed, since the last call."""
        for event in reversed(self._latest()):
            status = event.get("ResourceStatus", "")
            if status.endswith(("_COMPLETE", "_FAILED")) and event["EventId"] not in self._told:
                self._told.add(event["EventId"])
                yield f"{event.get('LogicalResourceId', self._name)} {status}"

    def reason(self, of_the_stack: str) -> str:
        """Return the first failure, which is the cause; what follows was cancelled because of it.

        Args:
            of_the_stack: the stack's own reason, for where no event tells one; may be empty.
        """
        latest = self._latest()
        failed = [event for event in latest if event.get("ResourceStatus", "").endswith("_FAILED")]
        resources = [event for event in failed if event["ResourceType"] != STACK]
        if resources:
            cause = resources[-1]
            reason = cause.get("ResourceStatusReason", "no reason given")
            return f"{cause['LogicalResourceId']} ({cause['ResourceType']}): {reason}"
        stated = [event["ResourceStatusReason"] for event in failed if event.get("ResourceStatusReason")]
        return self._validation_errors(latest) or next(iter(stated), of_the_stack) or NO_REASON

    def _validation_errors(self, latest: Sequence[StackEventTypeDef]) -> str:
        """Return what CloudFormation found wrong before it made anything."""
        asked: DescribeEventsInputPaginateTypeDef = {"StackName": self._name}
        if latest and "OperationId" in latest[0]:
            asked["OperationId"] = latest[0]["OperationId"]
        return _failed_events(self._client, asked)

    def _latest(self) -> list[StackEventTypeDef]:
        """Return the events of the latest operation, newest first; what earlier ones left says nothing about it."""
        found: list[StackEventTypeDef] = []
        try:
            for page in self._client.get_paginator("describe_stack_events").paginate(StackName=self._name):
                for event in page["StackEvents"]:
                    found.append(event)
                    if event["ResourceType"] == STACK and event.get("ResourceStatus") in _BEGINNINGS:
                        return found
        except ClientError:
            # The stack is gone, and its events with its name.
            return []
        return found


def change_set_errors(client: CloudFormationClient, change_set_id: str) -> str:
    """Return why CloudFormation could not make a change set; empty where it does not tell this caller.

    Args:
        client: CloudFormation client.
        change_set_id: the change set's ARN; by its name CloudFormation finds no events
            (https://github.com/aws-cloudformation/cloudformation-cli/issues/1116).
    """
    return _failed_events(client, {"ChangeSetName": change_set_id})


def _failed_events(client: CloudFormationClient, asked: DescribeEventsInputPaginateTypeDef) -> str:
    """Return what failed events say, of validation and of hooks; empty where this caller may not read them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
    """
    try:
        failed: DescribeEventsInputPaginateTypeDef = {**asked, "Filters": {"FailedEvents": True}}
        pages = client.get_paginator("describe_events").paginate(**failed)
        events = [event for page in pages for event in page["OperationEvents"]]
    except ClientError as error:
        # The own reason of the stack, or of the change set, is all there is left to say.
        if not is_denied(error):
            raise
        return ""
    # A warning has stopped nothing.
    said = [
        _said(one) for one in events if "WARN" not in (one.get("ValidationFailureMode"), one.get("HookFailureMode"))
    ]
    return "; ".join(dict.fromkeys(filter(None, said)))


def _said(event: OperationEventTypeDef) -> str:
    reason = event.get("ValidationStatusReason") or event.get("HookStatusReason")
    named = f"{event['LogicalResourceId']}: " if "LogicalResourceId" in event else ""
    return f"{named}{reason}" if reason else ""
