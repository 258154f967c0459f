"""What EventBridge may publish to a topic: a statement with a condition lets nothing through."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from local.embedded_aws import EmbeddedAws
from local.organization import new_account_id

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
