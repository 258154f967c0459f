"""What somebody changed by hand of what a stack made."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from installer.aws.sentences import sentence
from installer.aws.stack_events import NO_REASON
from installer.aws.stack_state import DELETED, MODIFIED, Drifted

_SECONDS_BETWEEN_LOOKS = 0.5
_LONGEST_SECONDS = 300
_AT_WORK = "DETECTION_IN_PROGRESS"
_DONE = "DETECTION_COMPLETE"


def drifted(client: Any, name: str, sleep: Callable[[float], None]) -> tuple[tuple[Drifted, ...], str]:
    """Have CloudFormation look at each resource of a whole stack that it can look at.

    Returns what somebody changed, and why not all could be looked at; empty where all was.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DetectStackDrift.html
    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackDriftDetectionStatus.html

    Args:
        client: CloudFormation client.
        name: the stack.
        sleep: waits for so many seconds.
    """
    try:
        detection = {"StackDriftDetectionId": client.detect_stack_drift(StackName=name)["StackDriftDetectionId"]}
        for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
            status = client.describe_stack_drift_detection_status(**detection)
            if status["DetectionStatus"] != _AT_WORK:
                break
            sleep(_SECONDS_BETWEEN_LOOKS)
        found = tuple(_drifted(name, one) for one in _listed(client, name))
    except ClientError as error:
        return (), sentence(error)
    return found, "" if status["DetectionStatus"] == _DONE else f"{status.get('DetectionStatusReason', NO_REASON)}."


def _listed(client: Any, name: str) -> Iterator[Mapping[str, Any]]:
    asked: dict[str, Any] = {"StackName": name, "StackResourceDriftStatusFilters": [MODIFIED, DELETED]}
    while True:
        page = client.describe_stack_resource_drifts(**asked)
        yield from page["StackResourceDrifts"]
        if not page.get("NextToken"):
            return
        asked["NextToken"] = page["NextToken"]


def _drifted(stack: str, found: Mapping[str, Any]) -> Drifted:
    names = (one["PropertyPath"].split("/")[1] for one in found.get("PropertyDifferences", ()))
    return Drifted(
        stack,
        found["LogicalResourceId"],
        found["ResourceType"],
        found["StackResourceDriftStatus"],
        tuple(dict.fromkeys(names)),
    )
