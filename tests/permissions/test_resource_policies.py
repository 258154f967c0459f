"""Who may take the launch role, publish to the topic, send to the queue and read the artifacts: nobody from outside."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from common.names import FINDING_RULE, LAUNCH_ROLE_NAME
from common.options import Formatting, Launch
from tests.permissions.evaluator import (
    ACCOUNT,
    BASE,
    FOREIGN_ACCOUNT,
    FOREIGN_ORGANIZATION,
    ORGANIZATION,
    STACK,
    Request,
    resource_allows,
)
from tests.permissions.policies import (
    ALARM,
    ARTIFACTS,
    LOGS,
    QUEUE,
    RULE,
    TOPIC,
    bucket_policy,
    queue_policy,
    topic_policy,
    trust_policy,
)

CATALOG, EVENTS = "servicecatalog.amazonaws.com", "events.amazonaws.com"
CLOUDWATCH, LAMBDA = "cloudwatch.amazonaws.com", "lambda.amazonaws.com"
OURS = {"aws:SourceOrgID": ORGANIZATION, "aws:SourceAccount": ACCOUNT}
TAKE = Request("sts:AssumeRole", "*", principal=CATALOG)
TRUST: list[tuple[str, Request, bool]] = [
    ("Service Catalog for this organization", replace(TAKE, keys=OURS), True),
    ("Service Catalog, where it states no source", TAKE, True),
    ("Service Catalog for another", replace(TAKE, keys={"aws:SourceOrgID": FOREIGN_ORGANIZATION}), False),
    ("CloudFormation", replace(TAKE, principal="cloudformation.amazonaws.com", keys=OURS), False),
    ("Lambda", replace(TAKE, principal=LAMBDA, keys=OURS), False),
    ("an administrator of the account", replace(TAKE, principal=f"arn:aws:iam::{ACCOUNT}:role/Admin"), False),
    ("a user of another account", replace(TAKE, principal=f"arn:aws:iam::{FOREIGN_ACCOUNT}:user/x"), False),
    ("Service Catalog with tags", replace(TAKE, action="sts:TagSession", keys=OURS), False),
]


@pytest.mark.parametrize(("request_", "allowed"), [case[1:] for case in TRUST], ids=[case[0] for case in TRUST])
def test_the_launch_role_is_taken_by(request_: Request, allowed: bool) -> None:
    for formatting in Formatting:
        assert resource_allows(request_, trust_policy(formatting)) is allowed


def service(name: str, source: str, account: str = ACCOUNT) -> dict[str, Any]:
    return {"principal": name, "keys": {"aws:SourceArn": source, "aws:SourceAccount": account}}


FOREIGN_RULE = f"arn:aws:events:eu-central-1:{FOREIGN_ACCOUNT}:rule/{STACK}-{FINDING_RULE}-1A2B"
OTHER_RULE = f"arn:aws:events:{BASE}:rule/payments"
PUBLISH = Request("sns:Publish", TOPIC)
SEND = Request("sqs:SendMessage", QUEUE)
ALARMED = replace(PUBLISH, **service(CLOUDWATCH, ALARM))
MATCHED = replace(PUBLISH, **service(EVENTS, RULE))
DEAD = replace(SEND, **service(EVENTS, RULE))
LAMBDA_TOPIC, EVENTBRIDGE_TOPIC = topic_policy(Formatting.LAMBDA), topic_policy(Formatting.EVENTBRIDGE)
PUBLISHERS: list[tuple[str, Request, dict[str, Any], bool]] = [
    ("our alarm", ALARMED, LAMBDA_TOPIC, True),
    ("our alarm without TLS", replace(ALARMED, tls=False), LAMBDA_TOPIC, False),
    ("another alarm", replace(PUBLISH, **service(CLOUDWATCH, ALARM + "x")), LAMBDA_TOPIC, False),
    ("our alarm's name for another account", replace(PUBLISH, **service(CLOUDWATCH, ALARM, "1")), LAMBDA_TOPIC, False),
    ("our rule where the function publishes", MATCHED, LAMBDA_TOPIC, False),
    ("our rule", MATCHED, EVENTBRIDGE_TOPIC, True),
    (
        "our rule, where EventBridge states no account",
        replace(MATCHED, keys={"aws:SourceArn": RULE}),
        EVENTBRIDGE_TOPIC,
        True,
    ),
    ("our rule without TLS", replace(MATCHED, tls=False), EVENTBRIDGE_TOPIC, False),
    ("another rule of the account", replace(PUBLISH, **service(EVENTS, OTHER_RULE)), EVENTBRIDGE_TOPIC, False),
    (
        "a rule of another account",
        replace(PUBLISH, **service(EVENTS, FOREIGN_RULE, FOREIGN_ACCOUNT)),
        EVENTBRIDGE_TOPIC,
        False,
    ),
    ("EventBridge without a source", replace(PUBLISH, principal=EVENTS), EVENTBRIDGE_TOPIC, False),
    ("anybody", replace(PUBLISH, principal=f"arn:aws:iam::{FOREIGN_ACCOUNT}:user/x"), EVENTBRIDGE_TOPIC, False),
    ("our rule as subscriber", replace(MATCHED, action="sns:Subscribe"), EVENTBRIDGE_TOPIC, False),
    ("our rule's dead letter", DEAD, queue_policy(), True),
    ("our rule's dead letter without TLS", replace(DEAD, tls=False), queue_policy(), False),
    ("a dead letter of another account", replace(SEND, **service(EVENTS, FOREIGN_RULE)), queue_policy(), False),
    ("our rule that reads the queue", replace(DEAD, action="sqs:ReceiveMessage"), queue_policy(), False),
    ("a bucket's notification", replace(SEND, **service("s3.amazonaws.com", "arn:aws:s3:::x")), queue_policy(), False),
]


@pytest.mark.parametrize(
    ("request_", "policy", "allowed"), [case[1:] for case in PUBLISHERS], ids=[case[0] for case in PUBLISHERS]
)
def test_topic_and_queue_take_from(request_: Request, policy: dict[str, Any], allowed: bool) -> None:
    assert resource_allows(request_, policy) is allowed


MARKED = {"aws:PrincipalOrgID": ORGANIZATION, "s3:ExistingObjectTag/servicecatalog:provisioning": "true"}
OWNER_ACCOUNT = "444455556666"
READ = Request("s3:GetObject", f"{ARTIFACTS}/a.zip", MARKED, f"arn:aws:iam::{OWNER_ACCOUNT}:role/{LAUNCH_ROLE_NAME}")
BY_ADMIN = replace(READ, principal=f"arn:aws:iam::{OWNER_ACCOUNT}:role/Admin")
FOREIGN = replace(READ, keys=MARKED | {"aws:PrincipalOrgID": FOREIGN_ORGANIZATION})
UNMARKED = replace(READ, keys={"aws:PrincipalOrgID": ORGANIZATION})
READERS: list[tuple[str, Request, Launch, bool]] = [
    ("a launch role of the organization", READ, Launch.ROLE, True),
    ("another role of the organization", BY_ADMIN, Launch.ROLE, False),
    ("another role where callers launch themselves", BY_ADMIN, Launch.CALLER, True),
    ("a launch role of another organization", FOREIGN, Launch.ROLE, False),
    ("a caller of another organization", FOREIGN, Launch.CALLER, False),
    ("somebody of no organization", replace(READ, keys={}), Launch.CALLER, False),
    ("without TLS", replace(READ, tls=False), Launch.ROLE, False),
    ("an object that is not marked", UNMARKED, Launch.ROLE, False),
    ("a writer", replace(READ, action="s3:PutObject"), Launch.ROLE, False),
    ("who lists", replace(READ, action="s3:ListBucket", resource=ARTIFACTS), Launch.ROLE, False),
]


@pytest.mark.parametrize(
    ("request_", "launch", "allowed"), [case[1:] for case in READERS], ids=[case[0] for case in READERS]
)
def test_artifacts_are_read_by(request_: Request, launch: Launch, allowed: bool) -> None:
    assert resource_allows(request_, bucket_policy("ArtifactBucketPolicy", launch)) is allowed


LOG = Request("s3:PutObject", f"{LOGS}/artifacts/x", principal="logging.s3.amazonaws.com")
FROM_ARTIFACTS = {"aws:SourceArn": ARTIFACTS, "aws:SourceAccount": ACCOUNT}


@pytest.mark.parametrize(
    ("keys", "tls", "allowed"),
    [
        (FROM_ARTIFACTS, True, True),
        (FROM_ARTIFACTS, False, False),
        (FROM_ARTIFACTS | {"aws:SourceAccount": FOREIGN_ACCOUNT}, True, False),
        (FROM_ARTIFACTS | {"aws:SourceArn": "arn:aws:s3:::another"}, True, False),
    ],
    ids=["our bucket", "without TLS", "another account", "another bucket"],
)
def test_access_logs_come_from(keys: dict[str, str], tls: bool, allowed: bool) -> None:
    assert resource_allows(replace(LOG, keys=keys, tls=tls), bucket_policy("LogBucketPolicy")) is allowed
