"""The launch role: with it Service Catalog makes, changes and removes the stack of a subscription, and nothing else.

Everything but the stacks themselves and the templates may be called only by CloudFormation on the role's behalf.
https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
"""

from __future__ import annotations

from typing import Any

from troposphere import Ref, Sub, iam

from common.names import (
    ARTIFACT_BUCKET_PREFIX,
    FORMATTER_ROLE_PREFIX,
    LAUNCH_ROLE_NAME,
    PROVISIONING_TAG_KEY,
    PROVISIONING_TAG_VALUE,
)
from common.options import Formatting
from common.organization import ORGANIZATION_ID
from common.policies import Statement, allow, boundary_arn, of_subscriptions, policy
from stacksets import handler_actions
from stacksets.boundary import BOUNDARY

_BY_CLOUDFORMATION = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
"""https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia"""

_STACK_ACTIONS = (
    "cloudformation:CreateStack",
    "cloudformation:DeleteStack",
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStacks",
    "cloudformation:SetStackPolicy",
    "cloudformation:UpdateStack",
)
_TEMPLATE_ACTIONS = ("cloudformation:GetTemplateSummary", "cloudformation:ValidateTemplate")
"""They look at a template that belongs to no stack yet, so IAM offers no resource to name."""

_TAG_ACTIONS = ("cloudformation:TagResource", "cloudformation:UntagResource")
"""Service Catalog tags the stacks that it makes, and CloudFormation may ask for the tags by themselves.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html
"""

_SERVICE_CATALOG_BUCKETS = "sc-*"
"""Where Service Catalog keeps its own copy of every template, in an account of its own.

https://github.com/aws-samples/data-perimeter-policy-examples/blob/main/service_owned_resources.md
"""


def launch_role(formatting: Formatting) -> iam.Role:
    """Return the launch role for one formatting option; without a function it needs no IAM permission at all."""
    function = formatting is Formatting.LAMBDA
    statements = [*_stack(), *_templates(), *_always(), *(_function() if function else ())]
    return iam.Role(
        "LaunchRole",
        RoleName=LAUNCH_ROLE_NAME,
        Description="Service Catalog launches security notification subscriptions with this role",
        AssumeRolePolicyDocument=_trust(),
        Policies=[iam.Policy(PolicyName="LaunchSubscriptions", PolicyDocument=policy(statements))],
        **({"DependsOn": BOUNDARY} if function else {}),
    )


def _trust() -> dict[str, Any]:
    """Return who may take the role: Service Catalog, for this organization.

    AWS documents no source keys for the launch role. Where Service Catalog states for which organization it acts, it has to
    be this one; where it does not, that the constraint names the role by name and not by ARN keeps others out: then the
    role is looked up in the account of whoever launches.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceorgid
    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_CreateConstraint.html
    """
    return policy(
        [
            {
                "Sid": "OnlyServiceCatalogForThisOrganization",
                "Effect": "Allow",
                "Principal": {"Service": "servicecatalog.amazonaws.com"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEqualsIfExists": {"aws:SourceOrgID": Ref(ORGANIZATION_ID)}},
            }
        ]
    )


def _stack() -> tuple[Statement, ...]:
    stacks = of_subscriptions("cloudformation", "stack/", "/*")
    while_made_or_changed = {"StringEquals": {"cloudformation:CreateAction": ["CreateStack", "UpdateStack"]}}
    return (
        allow("MakeStacks", _STACK_ACTIONS, stacks),
        allow("TagStacks", _TAG_ACTIONS, stacks, while_made_or_changed),
        allow("LookAtTemplates", _TEMPLATE_ACTIONS, "*"),
    )


def _templates() -> tuple[Statement, ...]:
    marked = {f"s3:ExistingObjectTag/{PROVISIONING_TAG_KEY}": PROVISIONING_TAG_VALUE}
    of_organization = marked | {"aws:ResourceOrgID": Ref(ORGANIZATION_ID)}
    buckets = "arn:${AWS::Partition}:s3:::"
    return (
        allow(
            "ReadStoredTemplates",
            ["s3:GetObject"],
            Sub(f"{buckets}{_SERVICE_CATALOG_BUCKETS}"),
            {"StringEquals": marked},
        ),
        allow(
            "ReadArtifacts",
            ["s3:GetObject"],
            Sub(f"{buckets}{ARTIFACT_BUCKET_PREFIX}*"),
            {"StringEquals": of_organization},
        ),
    )


def _always() -> tuple[Statement, ...]:
    topics = of_subscriptions("sns")
    by_email = _BY_CLOUDFORMATION | {"StringEquals": {"sns:Protocol": "email"}}
    return (
        allow("MakeTopics", handler_actions.TOPIC, topics, _BY_CLOUDFORMATION),
        allow("BeginEmails", handler_actions.SUBSCRIBE, topics, by_email),
        allow("EndEmails", handler_actions.UNSUBSCRIBE, "*", _BY_CLOUDFORMATION),
        allow("MakeRules", handler_actions.RULE, of_subscriptions("events", "rule/"), _BY_CLOUDFORMATION),
        allow("MakeQueues", handler_actions.QUEUE, of_subscriptions("sqs"), _BY_CLOUDFORMATION),
        allow("MakeAlarms", handler_actions.ALARM, of_subscriptions("cloudwatch", "alarm:"), _BY_CLOUDFORMATION),
    )


def _function() -> tuple[Statement, ...]:
    functions = of_subscriptions("lambda", "function:")
    groups = of_subscriptions("logs", "log-group:")
    roles = Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{FORMATTER_ROLE_PREFIX}*")
    to_rules = _BY_CLOUDFORMATION | {"StringEquals": {"lambda:Principal": "events.amazonaws.com"}}
    bounded = _BY_CLOUDFORMATION | {"StringEquals": {"iam:PermissionsBoundary": boundary_arn()}}
    passed = _BY_CLOUDFORMATION | {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}
    return (
        allow("MakeFunctions", handler_actions.FUNCTION, functions, _BY_CLOUDFORMATION),
        allow("LetRulesInvoke", handler_actions.ADD_PERMISSION, functions, to_rules),
        allow("MakeLogGroups", handler_actions.LOG_GROUP, groups, _BY_CLOUDFORMATION),
        allow("ListLogGroups", handler_actions.LIST_LOG_GROUPS, "*", _BY_CLOUDFORMATION),
        allow("MakeTables", handler_actions.TABLE, of_subscriptions("dynamodb", "table/"), _BY_CLOUDFORMATION),
        allow("LookAfterRoles", handler_actions.ROLE, roles, _BY_CLOUDFORMATION),
        allow("MakeRolesWithBoundary", handler_actions.BOUNDED_ROLE, roles, bounded),
        allow("GiveRolesToFunctions", handler_actions.PASS_ROLE, roles, passed),
    )
