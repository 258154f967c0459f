"""Who may take the roles, publish to the topic, send to the queue, and use the buckets: nobody from outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from common.names import LAUNCH_ROLE_NAME, OPERATOR_ROLE_NAME
from tests.permissions.cases import Case
from tests.permissions.evaluator import (
    ACCOUNT,
    BASE,
    BY_CLOUDFORMATION,
    FOREIGN_ACCOUNT,
    FOREIGN_ORGANIZATION,
    HUB,
    ORGANIZATION,
    Request,
)
from tests.permissions.policies import ALARM, ARTIFACTS, LOGS, QUEUE, RULE, TOPIC

CATALOG, EVENTS = "servicecatalog.amazonaws.com", "events.amazonaws.com"
CLOUDWATCH, LAMBDA = "cloudwatch.amazonaws.com", "lambda.amazonaws.com"
ADMIN = f"arn:aws:iam::{ACCOUNT}:role/Admin"
STRANGER = f"arn:aws:iam::{FOREIGN_ACCOUNT}:user/x"
OURS = {"aws:SourceOrgID": ORGANIZATION, "aws:SourceAccount": ACCOUNT}

TAKE = Request("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/{LAUNCH_ROLE_NAME}", principal=CATALOG)
LAUNCH_TRUST: list[tuple[str, Request, bool]] = [
    ("Service Catalog for this organization", replace(TAKE, keys=OURS), True),
    ("Service Catalog, where it states no source", TAKE, True),
    ("Service Catalog for another", replace(TAKE, keys={"aws:SourceOrgID": FOREIGN_ORGANIZATION}), False),
    ("CloudFormation", replace(TAKE, principal="cloudformation.amazonaws.com", keys=OURS), False),
    ("Lambda", replace(TAKE, principal=LAMBDA, keys=OURS), False),
    ("an administrator of the account", replace(TAKE, principal=ADMIN), False),
    ("a user of another account", replace(TAKE, principal=STRANGER), False),
    ("Service Catalog with tags", replace(TAKE, action="sts:TagSession", keys=OURS), False),
]

IN_ORGANIZATION = {"aws:PrincipalOrgID": ORGANIZATION}
PIPELINE = Request(
    "sts:AssumeRole",
    f"arn:aws:iam::{ACCOUNT}:role/{OPERATOR_ROLE_NAME}",
    IN_ORGANIZATION,
    f"arn:aws:iam::{HUB}:role/Pipeline",
)
OPERATOR_TRUST: list[tuple[str, Request, bool]] = [
    ("the hub's named role", PIPELINE, True),
    ("another role of the hub", replace(PIPELINE, principal=f"arn:aws:iam::{HUB}:role/Pipelines"), False),
    ("a role of that name below a path", replace(PIPELINE, principal=f"arn:aws:iam::{HUB}:role/x/Pipeline"), False),
    (
        "a role of that name in this account",
        replace(PIPELINE, principal=f"arn:aws:iam::{ACCOUNT}:role/Pipeline"),
        False,
    ),
    (
        "a role of that name elsewhere",
        replace(PIPELINE, principal=f"arn:aws:iam::{FOREIGN_ACCOUNT}:role/Pipeline"),
        False,
    ),
    ("the hub after it left", replace(PIPELINE, keys={"aws:PrincipalOrgID": FOREIGN_ORGANIZATION}), False),
    ("the hub without an organization", replace(PIPELINE, keys={}), False),
    ("an administrator of the account", replace(PIPELINE, principal=ADMIN), False),
    ("Service Catalog", replace(PIPELINE, principal=CATALOG), False),
    ("the hub's role with tags", replace(PIPELINE, action="sts:TagSession"), False),
]


def service(name: str, source: str, account: str = ACCOUNT) -> dict[str, Any]:
    return {"principal": name, "keys": {"aws:SourceArn": source, "aws:SourceAccount": account}}


FOREIGN_RULE = RULE.replace(ACCOUNT, FOREIGN_ACCOUNT)
OTHER_RULE = f"arn:aws:events:{BASE}:rule/payments"
PUBLISH = Request("sns:Publish", TOPIC)
ALARMED = replace(PUBLISH, **service(CLOUDWATCH, ALARM))
MATCHED = replace(PUBLISH, **service(EVENTS, RULE))
BOTH_TOPICS: list[tuple[str, Request, bool]] = [
    ("our alarm", ALARMED, True),
    ("our alarm without TLS", replace(ALARMED, tls=False), False),
    ("another alarm", replace(PUBLISH, **service(CLOUDWATCH, ALARM + "x")), False),
    ("our alarm's name for another account", replace(PUBLISH, **service(CLOUDWATCH, ALARM, "1")), False),
    ("a user of another account", replace(PUBLISH, principal=STRANGER), False),
    ("a bucket's notification", replace(PUBLISH, **service("s3.amazonaws.com", "arn:aws:s3:::x")), False),
    ("our rule as subscriber", replace(MATCHED, action="sns:Subscribe", keys={"sns:Protocol": "email"}), False),
    ("our rule that opens the topic", replace(MATCHED, action="sns:SetTopicAttributes"), False),
]
TOPIC_OF_FUNCTION = [*BOTH_TOPICS, ("our rule, where the function publishes", MATCHED, False)]
TOPIC_OF_RULES = [
    *BOTH_TOPICS,
    ("our rule", MATCHED, True),
    ("our rule without TLS", replace(MATCHED, tls=False), False),
    # AWS documents no way to tell rules apart here; docs/permissions.md says what that leaves open.
    ("another rule of the account", replace(PUBLISH, **service(EVENTS, OTHER_RULE)), True),
    ("a rule of another account", replace(PUBLISH, **service(EVENTS, FOREIGN_RULE, FOREIGN_ACCOUNT)), True),
]

SEND = Request("sqs:SendMessage", QUEUE)
DEAD = replace(SEND, **service(EVENTS, RULE))
DEAD_LETTERS: list[tuple[str, Request, bool]] = [
    ("our rule's dead letter", DEAD, True),
    ("our rule, where EventBridge states no account", replace(DEAD, keys={"aws:SourceArn": RULE}), True),
    ("our rule's dead letter without TLS", replace(DEAD, tls=False), False),
    ("another rule's", replace(SEND, **service(EVENTS, OTHER_RULE)), False),
    ("a dead letter of another account", replace(SEND, **service(EVENTS, FOREIGN_RULE, FOREIGN_ACCOUNT)), False),
    ("EventBridge without a source", replace(SEND, principal=EVENTS), False),
    ("our rule that reads the queue", replace(DEAD, action="sqs:ReceiveMessage"), False),
    ("a bucket's notification", replace(SEND, **service("s3.amazonaws.com", "arn:aws:s3:::x")), False),
    ("a user of another account", replace(SEND, principal=STRANGER), False),
]

MARKED = IN_ORGANIZATION | {"s3:ExistingObjectTag/servicecatalog:provisioning": "true", "aws:ResourceAccount": HUB}
READ = Request("s3:GetObject", f"{ARTIFACTS}/a.zip", MARKED, f"arn:aws:iam::{ACCOUNT}:role/{LAUNCH_ROLE_NAME}")
BY_ADMIN = replace(READ, principal=ADMIN)
FOREIGN = replace(READ, keys=MARKED | {"aws:PrincipalOrgID": FOREIGN_ORGANIZATION})
UNMARKED = replace(READ, keys=IN_ORGANIZATION | {"aws:ResourceAccount": HUB})
BOTH_BUCKETS: list[tuple[str, Request, bool]] = [
    ("a launch role of the organization", READ, True),
    ("a launch role that reads a version", replace(READ, action="s3:GetObjectVersion"), True),
    ("a launch role of another organization", FOREIGN, False),
    ("somebody of no organization", replace(READ, keys={"aws:ResourceAccount": HUB}), False),
    ("without TLS", replace(READ, tls=False), False),
    ("an object that is not marked", UNMARKED, False),
    ("who lists", replace(READ, action="s3:ListBucket", resource=ARTIFACTS), False),
    *(
        (f"a launch role that calls {action}", replace(READ, action=f"s3:{action}"), False)
        for action in ("PutObject", "PutObjectTagging", "DeleteObject", "DeleteObjectVersion", "GetObjectAcl")
    ),
]
BUCKET_OF_LAUNCH_ROLES = [*BOTH_BUCKETS, ("another role of the organization", BY_ADMIN, False)]
BUCKET_OF_CALLERS = [*BOTH_BUCKETS, ("another role of the organization", BY_ADMIN, True)]

LOG = Request("s3:PutObject", f"{LOGS}/artifacts/x", principal="logging.s3.amazonaws.com")
FROM_ARTIFACTS = {"aws:SourceArn": ARTIFACTS, "aws:SourceAccount": HUB, "aws:ResourceAccount": HUB}
ACCESS_LOGS: list[tuple[str, Request, bool]] = [
    ("our bucket", replace(LOG, keys=FROM_ARTIFACTS), True),
    ("our bucket without TLS", replace(LOG, keys=FROM_ARTIFACTS, tls=False), False),
    ("another account", replace(LOG, keys=FROM_ARTIFACTS | {"aws:SourceAccount": FOREIGN_ACCOUNT}), False),
    ("another bucket", replace(LOG, keys=FROM_ARTIFACTS | {"aws:SourceArn": "arn:aws:s3:::another"}), False),
]

_TABLES: Mapping[str, list[tuple[str, Request, bool]]] = {
    "launch role's trust": LAUNCH_TRUST,
    "operator role's trust": OPERATOR_TRUST,
    "topic, lambda": TOPIC_OF_FUNCTION,
    "topic, eventbridge": TOPIC_OF_RULES,
    "dead-letter queue": DEAD_LETTERS,
    "artifact bucket, launch role": BUCKET_OF_LAUNCH_ROLES,
    "artifact bucket, caller": BUCKET_OF_CALLERS,
    "log bucket": ACCESS_LOGS,
}
RESOURCE_CASES: tuple[Case, ...] = tuple(
    Case(who, what, request, allowed) for who, table in _TABLES.items() for what, request, allowed in table
)

# Who may write in the hub by their own policies is still held to new keys, marked from their beginning.
_MARK = "servicecatalog:provisioning"
_NEW = {"s3:if-none-match": "*", f"s3:RequestObjectTag/{_MARK}": "true", "aws:ResourceAccount": HUB}
_PUT = Request("s3:PutObject", f"{ARTIFACTS}/a.zip", _NEW, f"arn:aws:iam::{HUB}:role/Admin")
_THERE = {f"s3:ExistingObjectTag/{_MARK}": "true", "aws:ResourceAccount": HUB}
_BUCKET = replace(_PUT, resource=ARTIFACTS, keys={"aws:ResourceAccount": HUB})
_MARKING = ("PutObjectTagging", "PutObjectVersionTagging", "DeleteObjectTagging", "DeleteObjectVersionTagging")
_TAGGING = ("PutBucketTagging", "TagResource", "UntagResource")


def _without(key: str) -> Request:
    return replace(_PUT, keys={name: value for name, value in _NEW.items() if name != key})


HUB_WRITES: tuple[Case, ...] = (
    Case("administrator of the hub", "a new artifact", _PUT, allowed=True),
    Case("administrator of the hub", "over an artifact", _without("s3:if-none-match")),
    Case("administrator of the hub", "an artifact without the mark", _without(f"s3:RequestObjectTag/{_MARK}")),
    Case(
        "administrator of the hub",
        "an artifact marked otherwise",
        replace(_PUT, keys=_NEW | {f"s3:RequestObjectTag/{_MARK}": "false"}),
    ),
    Case("administrator of the hub", "a new artifact without TLS", replace(_PUT, tls=False)),
    Case("administrator of the hub", "the first mark", replace(_PUT, action="s3:PutObjectTagging"), allowed=True),
    *(
        Case("administrator of the hub", "another mark", replace(_PUT, action=f"s3:{action}", keys=_THERE | more))
        for action in _MARKING
        for more in ({}, {f"s3:RequestObjectTag/{_MARK}": "true"}, {f"s3:RequestObjectTag/{_MARK}": "false"})
    ),
    *(
        Case("administrator of the hub", "tags of the bucket", replace(_BUCKET, action=f"s3:{action}"))
        for action in _TAGGING
    ),
    *(
        Case(
            "administrator of the hub",
            "tags of the bucket by its stack",
            replace(_BUCKET, action=f"s3:{action}", keys={**_BUCKET.keys, **BY_CLOUDFORMATION}),
            allowed=True,
        )
        for action in _TAGGING
    ),
    Case("administrator of another account", "a new artifact", replace(_PUT, principal=ADMIN)),
    Case("administrator of another account", "the mark", replace(_PUT, action="s3:PutObjectTagging", principal=ADMIN)),
    Case("administrator of another account", "an end", replace(_PUT, action="s3:DeleteObject", principal=ADMIN)),
)
