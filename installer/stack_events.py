"""What CloudFormation tells about the latest operation on a stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

STACK = "AWS::CloudFormation::Stack"
_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
_NO_REASON = "CloudFormation gave no reason; look at the stack's events."


class StackEvents:
    """The events of a stack, while it is being changed.

    Args:
        client: CloudFormation client.
        name: name of the stack, or its id, which finds a deleted one too.
    """

    def __init__(self, client: Any, name: str) -> None:
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

    def reason(self) -> str:
        """Return the first failure, which is the cause; what follows was cancelled because of it."""
        failed = [event for event in self._latest() if event.get("ResourceStatus", "").endswith("_FAILED")]
        resources = [event for event in failed if event["ResourceType"] != STACK]
        if resources:
            cause = resources[-1]
            reason = cause.get("ResourceStatusReason", "no reason given")
            return f"{cause['LogicalResourceId']} ({cause['ResourceType']}): {reason}"
        stated = [event["ResourceStatusReason"] for event in failed if event.get("ResourceStatusReason")]
        return self._validation_errors() or next(iter(stated), _NO_REASON)

    def _validation_errors(self) -> str:
        """Return what CloudFormation found wrong before it made anything.

        https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html
        """
        latest = self._latest()
        operation = {"OperationId": latest[0]["OperationId"]} if latest and "OperationId" in latest[0] else {}
        asked = {"StackName": self._name, "Filters": {"FailedEvents": True}, **operation}
        pages = self._client.get_paginator("describe_events").paginate(**asked)
        found = [event for page in pages for event in page["OperationEvents"] if event.get("ValidationStatusReason")]
        return "; ".join(
            f"{one.get('LogicalResourceId', self._name)}: {one['ValidationStatusReason']}" for one in found
        )

    def _latest(self) -> list[Mapping[str, Any]]:
        """Return the events of the latest operation, newest first; what earlier ones left says nothing about it."""
        found: list[Mapping[str, Any]] = []
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
