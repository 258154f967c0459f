"""End the subscription, and look for what is left of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import ClientError

from common import names as ours
from installer.aws.stack_reader import StackReader
from installer.verification.catalog import Catalog
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, Step
from installer.verification.steps.launching import LAUNCH, TRIAL, resources, trial
from installer.verification.who import Who
from product.subscription.function import ROLE

TERMINATE = "terminate"
_GONE_SECONDS = 120

_NOT_THERE = (
    "NoSuchEntity",
    "NotFound",
    "NotFoundException",
    "ResourceNotFoundException",
    "AWS.SimpleQueueService.NonExistentQueue",
    "QueueDoesNotExist",
)

Is = Callable[[Stage, str], Any]


def _asks(service: str, operation: str, parameter: str) -> Is:
    """Return what asks a service for one thing, which refuses where it is not there."""
    return lambda stage, name: getattr(stage.client(Who.WORKLOAD, service), operation)(**{parameter: name})


def _log_group(stage: Stage, name: str) -> bool:
    found = stage.client(Who.WORKLOAD, "logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(one["logGroupName"] == name for one in found)


def _alarm(stage: Stage, name: str) -> bool:
    return bool(stage.client(Who.WORKLOAD, "cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"])


_LOOKS: Mapping[str, Is] = {
    ours.TOPIC: _asks("sns", "get_topic_attributes", "TopicArn"),
    ours.LEAD_TOPIC: _asks("sns", "get_topic_attributes", "TopicArn"),
    ours.QUEUE: lambda stage, url: stage.client(Who.WORKLOAD, "sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["QueueArn"]
    ),
    ours.TABLE: _asks("dynamodb", "describe_table", "TableName"),
    ours.LOG_GROUP: _log_group,
    ours.FUNCTION: _asks("lambda", "get_function_configuration", "FunctionName"),
    ours.FINDING_RULE: _asks("events", "describe_rule", "Name"),
    ours.FINDING_RULE_V2: _asks("events", "describe_rule", "Name"),
    ours.CUSTOM_ACTION_RULE: _asks("events", "describe_rule", "Name"),
    ours.SWEEP_RULE: _asks("events", "describe_rule", "Name"),
    ours.QUEUE_ALARM: _alarm,
    ROLE: _asks("iam", "get_role", "RoleName"),
}
"""How to ask for each of the subscription's resources."""


def _terminate(stage: Stage) -> str:
    stack = trial(stage).stack_name(stage.accounts[Who.WORKLOAD])
    if reason := Catalog(stage, Who.OWNER).end(stage.ledger.name(TRIAL)):
        raise DiffersError(f"the subscription could not be ended: {reason}")
    if StackReader(stage.client(Who.WORKLOAD, "cloudformation")).status(stack) is not None:
        raise DiffersError("Service Catalog has ended the subscription, and its stack is still there")
    return "the owner ended it, and its stack is gone"


def _nothing_left(stage: Stage) -> str:
    looked = {logical: name for logical, name in resources(stage).items() if logical in _LOOKS}
    left = dict(looked)

    def is_over() -> bool | None:
        for logical, name in list(left.items()):
            if not _is_there(stage, logical, name):
                del left[logical]
        return None if left else True

    # Some services need a while to forget what was deleted.
    if stage.wait(is_over, _GONE_SECONDS) is None:
        raise DiffersError(f"{', '.join(left)} of the ended subscription is still there")
    return f"none of {len(looked)} resources is left"


def _is_there(stage: Stage, logical: str, name: str) -> bool:
    try:
        return bool(_LOOKS[logical](stage, name))
    except ClientError as error:
        if error.response["Error"]["Code"] not in _NOT_THERE:
            raise
        return False


STEPS = (
    Step(
        name=TERMINATE,
        title="End the subscription as its owner",
        who=(Who.OWNER, Who.WORKLOAD),
        makes="the end of the subscription",
        cost=NOTHING,
        expects="Service Catalog deletes the stack with the launch role.",
        settles=("launch-role-may-delete",),
        by_hand=r"""
aws servicecatalog terminate-provisioned-product \
  --provisioned-product-name security-notifications-verify --profile OWNER
""",
        play=_terminate,
        after=(LAUNCH,),
    ),
    Step(
        name="nothing-left",
        title="Look for what is left of it",
        who=(Who.WORKLOAD,),
        makes=NOTHING,
        cost=NOTHING,
        expects="Every resource of the subscription is gone.",
        settles=("delete-leaves-nothing",),
        by_hand=r"""
aws logs describe-log-groups --log-group-name-prefix SC-ACCOUNT-PROVISIONED --profile WORKLOAD
aws resourcegroupstaggingapi get-resources --tag-filters Key=security-notifications:product \
  --query 'ResourceTagMappingList[].ResourceARN' --profile WORKLOAD
""",
        play=_nothing_left,
        after=(TERMINATE,),
    ),
)
