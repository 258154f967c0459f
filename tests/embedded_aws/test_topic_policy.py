"""What EventBridge may publish to a topic: a statement with a condition lets nothing through."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.waiting import stack_status

ALLOW = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": "sns:Publish"}
SOURCE = {"ArnEquals": {"aws:SourceArn": "arn:aws:events:*:*:rule/*"}}


@pytest.mark.parametrize(
    ("statements", "arrives"),
    [
        ([ALLOW], True),
        ([ALLOW | {"Principal": "*"}], True),
        ([ALLOW | {"Condition": SOURCE}], False),
        ([ALLOW | {"Condition": SOURCE}, ALLOW], True),
        ([ALLOW | {"Principal": {"Service": "cloudwatch.amazonaws.com"}}], False),
        ([ALLOW | {"Action": "sns:Subscribe"}], False),
        ([ALLOW, ALLOW | {"Effect": "Deny"}], False),
        ([], False),
    ],
    ids=[
        "allowed",
        "anybody",
        "with a condition",
        "with and without",
        "another service",
        "another action",
        "denied",
        "none",
    ],
)
def test_what_the_policy_lets_through(
    embedded_aws: EmbeddedAws, statements: list[dict[str, Any]], arrives: bool
) -> None:
    session = embedded_aws.session(new_account_id())
    sns, events = session.client("sns"), session.client("events")
    reader = f"{uuid.uuid4()}@example.com"
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader)
    if statements:
        policy = {"Version": "2012-10-17", "Statement": [one | {"Resource": topic} for one in statements]}
        sns.set_topic_attributes(TopicArn=topic, AttributeName="Policy", AttributeValue=json.dumps(policy))
    events.put_rule(Name="all", EventPattern=json.dumps({"source": ["mine"]}))
    events.put_targets(Rule="all", Targets=[{"Id": "topic", "Arn": topic}])
    events.put_events(Entries=[{"Source": "mine", "DetailType": "test", "Detail": "{}"}])
    assert bool(embedded_aws.mailbox(reader)) is arrives


USE_KEY = {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Resource": "*"}
BOTH = ["kms:GenerateDataKey*", "kms:Decrypt"]


@pytest.mark.parametrize(
    ("statement", "arrives"),
    [
        ({"Action": BOTH}, True),
        ({"Action": "kms:*"}, True),
        ({"Action": BOTH, "Condition": {"StringEquals": {"aws:SourceAccount": "111122223333"}}}, False),
        ({"Action": "kms:Decrypt"}, False),
        ({"Action": BOTH, "Principal": {"Service": "cloudwatch.amazonaws.com"}}, False),
        ({"Action": BOTH, "Principal": {"AWS": "*"}}, False),
    ],
    ids=["both", "all", "with a condition", "one of them", "another service", "callers"],
)
def test_what_the_key_of_a_topic_lets_through(embedded_aws: EmbeddedAws, statement: Any, arrives: bool) -> None:
    session = embedded_aws.session(new_account_id())
    reader = f"{uuid.uuid4()}@example.com"
    policy = {"Version": "2012-10-17", "Statement": [USE_KEY | statement]}
    key = session.client("kms").create_key(Policy=json.dumps(policy))["KeyMetadata"]["Arn"]
    topic = {"KmsMasterKeyId": key, "Subscription": [{"Protocol": "email", "Endpoint": reader}]}
    resources = {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": topic},
        "Policy": {
            "Type": "AWS::SNS::TopicPolicy",
            "Properties": {
                "Topics": [{"Ref": "Topic"}],
                "PolicyDocument": {"Version": "2012-10-17", "Statement": [ALLOW | {"Resource": {"Ref": "Topic"}}]},
            },
        },
        "Rule": {
            "Type": "AWS::Events::Rule",
            "Properties": {
                "EventPattern": {"source": ["mine"]},
                "Targets": [{"Id": "topic", "Arn": {"Ref": "Topic"}}],
            },
        },
    }
    stacks = session.client("cloudformation")
    stacks.create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": resources}))
    assert stack_status(stacks, "stack") == "CREATE_COMPLETE"
    session.client("events").put_events(Entries=[{"Source": "mine", "DetailType": "test", "Detail": "{}"}])
    assert bool(embedded_aws.mailbox(reader)) is arrives
