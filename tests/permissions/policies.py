"""The generated policies, with their functions resolved, ready to be evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from permission_sets.template import permission_set_template

from common import names
from common.options import Formatting, Launch
from product.portfolio.artifacts import artifact_template
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template
from stacksets.template import launch_role_template
from tests.permissions.evaluator import ACCOUNT, BASE, ORGANIZATION, STACK

TOPIC = f"arn:aws:sns:{BASE}:{STACK}-{names.TOPIC}-1A2B"
QUEUE = f"arn:aws:sqs:{BASE}:{STACK}-{names.QUEUE}-1A2B"
TABLE = f"arn:aws:dynamodb:{BASE}:table/{STACK}-{names.TABLE}-1A2B"
LOG_GROUP = f"arn:aws:logs:{BASE}:log-group:{STACK}-{names.LOG_GROUP}-1A2B"
RULE = f"arn:aws:events:{BASE}:rule/{STACK}-{names.FINDING_RULE}-1A2B"
ALARM = f"arn:aws:cloudwatch:{BASE}:alarm:{STACK}-{names.QUEUE_ALARM}-1A2B"
ARTIFACTS = f"arn:aws:s3:::security-notifications-artifacts-{ACCOUNT}-eu-central-1"
LOGS = f"arn:aws:s3:::security-notifications-logs-{ACCOUNT}-eu-central-1"
PRODUCT = f"arn:aws:catalog:{BASE}:product/prod-ours"

KNOWN: Mapping[str, Any] = {
    "AWS::Partition": "aws",
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": "eu-central-1",
    "OrganizationId": ORGANIZATION,
    "ProductArns": ["arn:aws:catalog:eu-central-1:*:product/prod-ours", "arn:aws:catalog:eu-west-1:*:product/prod-two"],
    names.TOPIC: TOPIC,
    f"{names.QUEUE}.Arn": QUEUE,
    f"{names.TABLE}.Arn": TABLE,
    f"{names.LOG_GROUP}.Arn": f"{LOG_GROUP}:*",
    f"{names.FINDING_RULE}.Arn": RULE,
    f"{names.CUSTOM_ACTION_RULE}.Arn": f"arn:aws:events:{BASE}:rule/{STACK}-{names.CUSTOM_ACTION_RULE}-1A2B",
    f"{names.QUEUE_ALARM}.Arn": ALARM,
    "ArtifactBucket.Arn": ARTIFACTS,
    "LogBucket.Arn": LOGS,
}


def launch_policy(formatting: Formatting = Formatting.LAMBDA) -> dict[str, Any]:
    return dict(_resolved(_launch_role(formatting)["Policies"][0]["PolicyDocument"]))


def trust_policy(formatting: Formatting = Formatting.LAMBDA) -> dict[str, Any]:
    return dict(_resolved(_launch_role(formatting)["AssumeRolePolicyDocument"]))


def boundary_policy() -> dict[str, Any]:
    boundary = launch_role_template(Formatting.LAMBDA).to_dict()["Resources"]["PermissionsBoundary"]["Properties"]
    return dict(_resolved(boundary["PolicyDocument"]))


def owner_policy(*, reads_findings: bool = True) -> dict[str, Any]:
    permission_set = permission_set_template().to_dict()["Resources"]["PermissionSet"]["Properties"]
    document = dict(_resolved(permission_set["InlinePolicy"]))
    kept = [one for one in document["Statement"] if reads_findings or one["Sid"] != "ReadFindings"]
    return {**document, "Statement": kept}


def formatter_policy() -> dict[str, Any]:
    return dict(
        _resolved(subscription(Formatting.LAMBDA)["FormatterRole"]["Properties"]["Policies"][0]["PolicyDocument"])
    )


def topic_policy(formatting: Formatting) -> dict[str, Any]:
    return dict(_resolved(subscription(formatting)["TopicPolicy"]["Properties"]["PolicyDocument"]))


def queue_policy(formatting: Formatting = Formatting.LAMBDA) -> dict[str, Any]:
    return dict(_resolved(subscription(formatting)["QueuePolicy"]["Properties"]["PolicyDocument"]))


def bucket_policy(name: str, launch: Launch = Launch.ROLE) -> dict[str, Any]:
    return dict(_resolved(artifact_template(launch).to_dict()["Resources"][name]["Properties"]["PolicyDocument"]))


def subscription(formatting: Formatting, launch: Launch = Launch.ROLE) -> dict[str, Any]:
    options = SubscriptionOptions("bucket", "key", "1", formatting=formatting, launch=launch)
    return dict(subscription_template(options).to_dict()["Resources"])


def all_policies() -> dict[str, dict[str, Any]]:
    """Return every policy of the product by a name."""
    return {
        "launch role, lambda": launch_policy(),
        "launch role, eventbridge": launch_policy(Formatting.EVENTBRIDGE),
        "launch role's trust": trust_policy(),
        "permissions boundary": boundary_policy(),
        "permission set": owner_policy(),
        "formatter's role": formatter_policy(),
        "topic, lambda": topic_policy(Formatting.LAMBDA),
        "topic, eventbridge": topic_policy(Formatting.EVENTBRIDGE),
        "dead-letter queue": queue_policy(),
        "artifact bucket, launch role": bucket_policy("ArtifactBucketPolicy"),
        "artifact bucket, caller": bucket_policy("ArtifactBucketPolicy", Launch.CALLER),
        "log bucket": bucket_policy("LogBucketPolicy"),
    }


def _launch_role(formatting: Formatting) -> dict[str, Any]:
    return dict(launch_role_template(formatting).to_dict()["Resources"]["LaunchRole"]["Properties"])


def _resolved(node: Any) -> Any:
    if isinstance(node, list):
        return [_resolved(item) for item in node]
    if not isinstance(node, dict):
        return node
    for name, resolve in _FUNCTIONS.items():
        if name in node:
            return resolve(node[name])
    return {key: _resolved(value) for key, value in node.items()}


_FUNCTIONS: Mapping[str, Callable[[Any], Any]] = {
    "Ref": lambda name: KNOWN[name],
    "Fn::GetAtt": lambda parts: KNOWN[".".join(parts)],
    "Fn::Sub": lambda text: re.sub(r"\$\{([^}]+)\}", lambda match: str(KNOWN[match[1]]), text),
    "Fn::Join": lambda arguments: arguments[0].join(_resolved(arguments[1])),
    "Fn::If": lambda arguments: _resolved(arguments[1]),
}
