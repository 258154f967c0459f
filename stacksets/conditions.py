"""The conditions under which the launch role may act, each with the page of its key.

What AWS's service authorization reference lists for an action is taken from the request itself, so that CloudFormation's calls
carry it. Where that is not sure, `IfExists` keeps a launch from failing.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/fas-requests-and-permission-evaluation.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from common.policies import boundary_arn

Condition = Mapping[str, Mapping[str, Any]]

BY_EMAIL: Condition = {"StringEquals": {"sns:Protocol": "email"}}
"""https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html"""

FOR_SECURITY_HUB: Condition = {
    "ForAllValues:StringEquals": {"events:source": "aws.securityhub"},
    "Null": {"events:source": "false"},
}
"""Only rules whose pattern names this source and no other.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
"""

WITHOUT_PATTERN: Condition = {"Null": {"events:source": "true"}}
"""A schedule has no pattern, so no source."""

WITHOUT_LAYERS_AND_NETWORK: Condition = {"Null": {"lambda:Layer": "true", "lambda:VpcIds": "true"}}
"""https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html"""

FOR_EVENTBRIDGE: Condition = {"StringEquals": {"lambda:Principal": "events.amazonaws.com"}}

WITH_BOUNDARY: Condition = {"StringEquals": {"iam:PermissionsBoundary": boundary_arn()}}
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html#access_policies_boundaries-delegate"""

FOR_AWS_SERVICES: Condition = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
"""https://docs.aws.amazon.com/kms/latest/developerguide/conditions-kms.html"""


def to_targets(arns: Sequence[Any]) -> Condition:
    """Return the condition that a rule hands events to these only.

    The key leaves dead-letter queues out: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-conditions.html
    """
    return {"ForAllValues:ArnLike": {"events:TargetArn": list(arns)}, "Null": {"events:TargetArn": "false"}}


def with_actions(arn: object) -> Condition:
    """Return the condition that an alarm does nothing but this.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/iam-cw-condition-keys-alarm-actions.html
    """
    return {"ForAllValues:StringLike": {"cloudwatch:AlarmActions": arn}}


def passed_to_lambda(functions: object) -> Condition:
    """Return the condition that a role is passed to these functions.

    AWS does not say whether Lambda states the function.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
    """
    return {
        "StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"},
        "ArnLikeIfExists": {"iam:AssociatedResourceArn": functions},
    }


def both(*conditions: Condition) -> dict[str, dict[str, Any]]:
    """Return the conditions as one that holds where all of them do."""
    joined: dict[str, dict[str, Any]] = {}
    for condition in conditions:
        for operator, keys in condition.items():
            joined[operator] = {**joined.get(operator, {}), **keys}
    return joined
