"""The generated policies, with their functions resolved, ready to be evaluated."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from typing import Any

from permission_sets.template import permission_set_template
from troposphere import Template

from common import names
from common.choices.words import FindingSource, Formatting, Launch
from product.portfolio.artifacts import artifact_template
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template
from stacksets.template import launch_role_template
from tests.permissions.evaluator import ACCOUNT, BASE, EVERYTHING, HUB, ORGANIZATION, REGION, STACK, SUFFIX, Principal

ALIAS = "alias/security-notifications"
NO_VALUE = {"Ref": "AWS::NoValue"}


def named(service: str, logical_id: str, kind: str = "", stack: str = STACK) -> str:
    """Return the ARN of what CloudFormation makes of a logical id."""
    return f"arn:aws:{service}:{BASE}:{kind}{stack}-{logical_id}-{SUFFIX}"


TOPIC = named("sns", names.TOPIC)
LEAD_TOPIC = named("sns", names.LEAD_TOPIC)
QUEUE = named("sqs", names.QUEUE)
TABLE = named("dynamodb", names.TABLE, "table/")
LOG_GROUP = named("logs", names.LOG_GROUP, "log-group:")
RULE = named("events", names.FINDING_RULE, "rule/")
SWEEP = named("events", names.SWEEP_RULE, "rule/")
ALARM = named("cloudwatch", names.QUEUE_ALARM, "alarm:")
FUNCTION = named("lambda", names.FUNCTION, "function:")
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{names.FORMATTER_ROLE_PREFIX}11111111-2222-3333-4444-555555555555"
ARTIFACTS = f"arn:aws:s3:::security-notifications-artifacts-{HUB}-{REGION}"
LOGS = f"arn:aws:s3:::security-notifications-logs-{HUB}-{REGION}"
PRODUCT = f"arn:aws:catalog:{REGION}:{HUB}:product/prod-ours"

_ARNS = {
    names.TOPIC: TOPIC,
    names.LEAD_TOPIC: LEAD_TOPIC,
    names.QUEUE: QUEUE,
    names.TABLE: TABLE,
    names.LOG_GROUP: f"{LOG_GROUP}:*",
    names.FUNCTION: FUNCTION,
    names.QUEUE_ALARM: ALARM,
    "FormatterRole": ROLE,
    "ArtifactBucket": ARTIFACTS,
    "LogBucket": LOGS,
    **{
        rule: named("events", rule, "rule/")
        for rule in (names.FINDING_RULE, names.FINDING_RULE_V2, names.CUSTOM_ACTION_RULE, names.SWEEP_RULE)
    },
}
KNOWN: Mapping[str, Any] = {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "AWS::URLSuffix": "amazonaws.com",
    "OrganizationId": ORGANIZATION,
    "HubAccount": HUB,
    "HubOperator": "Pipeline",
    "KeyAlias": ALIAS,
    "ProductArns": [PRODUCT.replace(HUB, "*"), f"arn:aws:catalog:eu-west-1:{HUB}:product/prod-two"],
    names.TOPIC: TOPIC,
    names.LEAD_TOPIC: LEAD_TOPIC,
    **{f"{logical_id}.Arn": arn for logical_id, arn in _ARNS.items()},
}
HUB_KNOWN = {**KNOWN, "AWS::AccountId": HUB}
"""The same for what is deployed in the hub."""

CONDITIONS = {"HasKey": False, "HasOperator": True, "ReadsFindings": True}


def resolved(node: Any, known: Mapping[str, Any] = KNOWN, **conditions: bool) -> Any:
    """Return a part of a template with its functions resolved; conditions may be answered otherwise than `CONDITIONS`."""
    if isinstance(node, list):
        return [resolved(item, known, **conditions) for item in _without_ifs(node, conditions)]
    if not isinstance(node, dict):
        return node
    for name, resolve in _FUNCTIONS.items():
        if name in node:
            return resolve(node[name], lambda inner: resolved(inner, known, **conditions), known)
    return {key: resolved(value, known, **conditions) for key, value in node.items()}


def _without_ifs(items: list[Any], conditions: Mapping[str, bool]) -> list[Any]:
    chosen = []
    for item in items:
        if isinstance(item, dict) and "Fn::If" in item:
            condition, then, otherwise = item["Fn::If"]
            item = then if {**CONDITIONS, **conditions}[condition] else otherwise  # noqa: PLW2901  # what it stands for
        if item != NO_VALUE:
            chosen.append(item)
    return chosen


_Resolve = Callable[[Any, Callable[[Any], Any], Mapping[str, Any]], Any]
_FUNCTIONS: Mapping[str, _Resolve] = {
    "Ref": lambda name, _resolve, known: known[name],
    "Fn::GetAtt": lambda parts, _resolve, known: known[".".join(parts)],
    "Fn::Sub": lambda text, _resolve, known: re.sub(r"\$\{([^}]+)\}", lambda match: str(known[match[1]]), text),
    "Fn::Join": lambda arguments, resolve, _known: arguments[0].join(resolve(arguments[1])),
}


def _properties(template: Template, logical_id: str) -> dict[str, Any]:
    return dict(template.to_dict()["Resources"][logical_id]["Properties"])


def launch_policy(
    formatting: Formatting = Formatting.LAMBDA, *, key: bool = False, known: Mapping[str, Any] = KNOWN
) -> dict[str, Any]:
    role = _properties(launch_role_template(formatting), "LaunchRole")
    return dict(resolved(role["Policies"][0]["PolicyDocument"], known, HasKey=key))


def trust_policy(role: str = "LaunchRole", formatting: Formatting = Formatting.LAMBDA) -> dict[str, Any]:
    return dict(resolved(_properties(launch_role_template(formatting), role)["AssumeRolePolicyDocument"]))


def boundary_policy(*, key: bool = False) -> dict[str, Any]:
    template = launch_role_template(Formatting.LAMBDA)
    return dict(resolved(_properties(template, "PermissionsBoundary")["PolicyDocument"], HasKey=key))


def operator_policy(*, key: bool = False) -> dict[str, Any]:
    role = _properties(launch_role_template(Formatting.LAMBDA), "OperatorRole")
    return dict(resolved(role["Policies"][0]["PolicyDocument"], HasKey=key))


def operator_boundary(*, key: bool = False) -> dict[str, Any]:
    boundary = _properties(launch_role_template(Formatting.LAMBDA), "OperatorBoundary")
    return dict(resolved(boundary["PolicyDocument"], HasKey=key))


def owner_policy(*, reads_findings: bool = True) -> dict[str, Any]:
    permission_set = _properties(permission_set_template(), "PermissionSet")
    return dict(resolved(permission_set["InlinePolicy"], ReadsFindings=reads_findings))


def formatter_policy() -> dict[str, Any]:
    role = subscription(Formatting.LAMBDA)["FormatterRole"]["Properties"]
    return dict(resolved(role["Policies"][0]["PolicyDocument"]))


def topic_policy(formatting: Formatting) -> dict[str, Any]:
    return dict(resolved(subscription(formatting)["TopicPolicy"]["Properties"]["PolicyDocument"]))


def queue_policy(formatting: Formatting = Formatting.LAMBDA) -> dict[str, Any]:
    return dict(resolved(subscription(formatting)["QueuePolicy"]["Properties"]["PolicyDocument"]))


def bucket_policy(name: str, launch: Launch = Launch.ROLE) -> dict[str, Any]:
    return dict(resolved(_properties(artifact_template(launch), name)["PolicyDocument"], HUB_KNOWN))


@functools.cache
def subscription(
    formatting: Formatting, launch: Launch = Launch.ROLE, source: FindingSource = FindingSource.CSPM
) -> dict[str, Any]:
    """Return the resources of a subscription's template, unresolved."""
    options = SubscriptionOptions(
        artifact_bucket="bucket", formatter_key="key", version="1", formatting=formatting, launch=launch, source=source
    )
    return dict(subscription_template(options).to_dict()["Resources"])


@functools.cache
def principals() -> Mapping[str, Principal]:
    """Return everybody whose calls are judged, by name."""
    launch = {
        f"launch role, {formatting.value}{', own key' if key else ''}": Principal((launch_policy(formatting, key=key),))
        for formatting in Formatting
        for key in (False, True)
    }
    return {
        **launch,
        "function": Principal((formatter_policy(),), boundary_policy()),
        "administrator within the function's boundary": Principal((EVERYTHING,), boundary_policy()),
        "administrator within the boundary, own key": Principal((EVERYTHING,), boundary_policy(key=True)),
        "owner": Principal((owner_policy(),)),
        "owner without findings": Principal((owner_policy(reads_findings=False),)),
        "operator": Principal((operator_policy(),), operator_boundary()),
        "operator, own key": Principal((operator_policy(key=True),), operator_boundary(key=True)),
        "administrator within the operator's boundary": Principal((EVERYTHING,), operator_boundary()),
        "administrator within the operator's boundary, own key": Principal((EVERYTHING,), operator_boundary(key=True)),
        "administrator of the hub": Principal((EVERYTHING,), resource_policy=bucket_policy("ArtifactBucketPolicy")),
        "administrator of another account": Principal(
            (EVERYTHING,), resource_policy=bucket_policy("ArtifactBucketPolicy")
        ),
        "launch role's trust": Principal(resource_policy=trust_policy()),
        "operator role's trust": Principal(resource_policy=trust_policy("OperatorRole")),
        "topic, lambda": Principal(resource_policy=topic_policy(Formatting.LAMBDA)),
        "topic, eventbridge": Principal(resource_policy=topic_policy(Formatting.EVENTBRIDGE)),
        "dead-letter queue": Principal(resource_policy=queue_policy()),
        "artifact bucket, launch role": Principal(resource_policy=bucket_policy("ArtifactBucketPolicy")),
        "artifact bucket, caller": Principal(resource_policy=bucket_policy("ArtifactBucketPolicy", Launch.CALLER)),
        "log bucket": Principal(resource_policy=bucket_policy("LogBucketPolicy")),
    }


def all_policies() -> dict[str, dict[str, Any]]:
    """Return every policy document of the product by a name."""
    found: dict[str, dict[str, Any]] = {}
    for name, principal in principals().items():
        if name.startswith("administrator"):
            continue
        document = principal.resource_policy or principal.policies[0]
        found[name] = dict(document)
    return {
        **found,
        "permissions boundary": boundary_policy(key=True),
        "operator's boundary": operator_boundary(key=True),
    }
