"""End the subscription, and look for what is left of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from botocore.exceptions import ClientError

from common import names as ours
from installer.aws.session import Session
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

Is = Callable[[Session, str], object]


def _topic(session: Session, arn: str) -> object:
    return session.client("sns").get_topic_attributes(TopicArn=arn)


def _rule(session: Session, name: str) -> object:
    return session.client("events").describe_rule(Name=name)


def _log_group(session: Session, name: str) -> bool:
    found = session.client("logs").describe_log_groups(logGroupNamePrefix=name)["logGroups"]
    return any(one["logGroupName"] == name for one in found)


def _alarm(session: Session, name: str) -> bool:
    return bool(session.client("cloudwatch").describe_alarms(AlarmNames=[name])["MetricAlarms"])


_LOOKS: Mapping[str, Is] = {
    ours.TOPIC: _topic,
    ours.LEAD_TOPIC: _topic,
    ours.QUEUE: lambda session, url: session.client("sqs").get_queue_attributes(
        QueueUrl=url, AttributeNames=["QueueArn"]
    ),
    ours.TABLE: lambda session, name: session.client("dynamodb").describe_table(TableName=name),
    ours.LOG_GROUP: _log_group,
    ours.FUNCTION: lambda session, name: session.client("lambda").get_function_configuration(FunctionName=name),
    ours.FINDING_RULE: _rule,
    ours.FINDING_RULE_V2: _rule,
    ours.CUSTOM_ACTION_RULE: _rule,
    ours.SWEEP_RULE: _rule,
    ours.QUEUE_ALARM: _alarm,
    ROLE: lambda session, name: session.client("iam").get_role(RoleName=name),
}
"""How to ask for each of the subscription's resources; a service refuses where it is not there, or has nothing to tell."""


def _terminate(stage: Stage) -> str:
    stack = trial(stage).stack_name(stage.accounts[Who.WORKLOAD])
    if reason := Catalog(stage, Who.OWNER).end(stage.ledger.name(TRIAL)):
        raise DiffersError(f"the subscription could not be ended: {reason}")
    if StackReader(stage.sessions[Who.WORKLOAD].client("cloudformation")).status(stack) is not None:
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
        return bool(_LOOKS[logical](stage.sessions[Who.WORKLOAD], name))
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
