"""The launch role: with it Service Catalog makes, changes and removes the stack of a subscription, and nothing else.

Everything but the stacks themselves and the templates may be called only by CloudFormation on the role's behalf.
https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from troposphere import Ref, Sub, iam

from common import names
from common.choices.words import Formatting
from common.customer_key import KEY_ALIAS, OWN_KEYS, if_key, through, use_key
from common.organization import HUB_ACCOUNT, ORGANIZATION_ID
from common.policies import Statement, allow, of_subscriptions, policy, subscription_stacks
from common.tags import ORGANIZATION_TAGS
from stacksets import conditions, handler_actions
from stacksets.boundary import BOUNDARY
from stacksets.conditions import both

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

_ARTIFACT_ACTIONS = ("s3:GetObject", "s3:GetObjectVersion")
"""The template says which version of the function's code it wants."""

_TOPIC = of_subscriptions("sns", names.TOPIC)
_TOPICS = [_TOPIC, of_subscriptions("sns", names.LEAD_TOPIC)]
_FUNCTIONS = of_subscriptions("lambda", names.FUNCTION, "function:")
_RULES = of_subscriptions("events", names.RULES, "rule/")


def launch_role(formatting: Formatting) -> iam.Role:
    """Return the launch role for one formatting option; without a function it needs no IAM permission at all."""
    function = formatting is Formatting.LAMBDA
    of_function = _function() if function else ()
    allowed = (*_stack(), *_templates(), *_mail(), *_rules(formatting), *of_function, *_key(formatting))
    document = policy([_only_through_cloudformation(), *allowed])
    return iam.Role(
        "LaunchRole",
        RoleName=names.LAUNCH_ROLE_NAME,
        Description="Service Catalog launches security notification subscriptions with this role",
        AssumeRolePolicyDocument=_trust(),
        Policies=[iam.Policy(PolicyName="LaunchSubscriptions", PolicyDocument=document)],
        Tags=ORGANIZATION_TAGS,
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


def _only_through_cloudformation() -> Statement:
    """Return the prohibition to call anything but Service Catalog's own part, unless CloudFormation calls it.

    Without a word on who calls for whom, a call is the role's own.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
    """
    return {
        "Sid": "OnlyThroughCloudFormation",
        "Effect": "Deny",
        "NotAction": ["cloudformation:*", "kms:Decrypt", *_ARTIFACT_ACTIONS],
        "Resource": "*",
        "Condition": {"ForAllValues:StringNotEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}},
    }


def _stack() -> tuple[Statement, ...]:
    while_made_or_changed = {"StringEquals": {"cloudformation:CreateAction": ["CreateStack", "UpdateStack"]}}
    return (
        allow("MakeStacks", _STACK_ACTIONS, subscription_stacks()),
        allow("TagStacks", _TAG_ACTIONS, subscription_stacks(), while_made_or_changed),
        allow("LookAtTemplates", _TEMPLATE_ACTIONS, "*"),
    )


def _templates() -> tuple[Statement, ...]:
    marked = {"StringEquals": {f"s3:ExistingObjectTag/{names.PROVISIONING_TAG_KEY}": names.PROVISIONING_TAG_VALUE}}
    elsewhere = {"StringNotEquals": {"aws:ResourceAccount": Ref("AWS::AccountId")}}
    in_hub = {"StringEquals": {"aws:ResourceAccount": Ref(HUB_ACCOUNT)}}
    hub_buckets = f"{names.ARTIFACT_BUCKET_PREFIX}${{{HUB_ACCOUNT}}}-*"
    return (
        allow("ReadStoredTemplates", ["s3:GetObject"], _objects(_SERVICE_CATALOG_BUCKETS), both(marked, elsewhere)),
        allow("ReadArtifacts", _ARTIFACT_ACTIONS, _objects(hub_buckets), both(marked, in_hub)),
    )


def _objects(buckets: str) -> Sub:
    return Sub(f"arn:${{AWS::Partition}}:s3:::{buckets}/*")


def _mail() -> tuple[Statement, ...]:
    alarms = of_subscriptions("cloudwatch", names.QUEUE_ALARM, "alarm:")
    return (
        allow("MakeTopics", handler_actions.TOPIC, _TOPICS),
        allow("BeginEmails", handler_actions.SUBSCRIBE, _TOPICS, conditions.BY_EMAIL),
        allow("EndEmails", handler_actions.UNSUBSCRIBE, "*"),
        allow("MakeQueues", handler_actions.QUEUE, of_subscriptions("sqs", names.QUEUE)),
        allow("LookAfterAlarms", handler_actions.ALARM, alarms),
        allow("MakeAlarms", handler_actions.PUT_ALARM, alarms, conditions.with_actions(_TOPIC)),
    )


def _rules(formatting: Formatting) -> tuple[Statement, ...]:
    targets = conditions.to_targets([_FUNCTIONS if formatting is Formatting.LAMBDA else _TOPIC])
    return (
        allow("LookAfterRules", handler_actions.RULE, _RULES),
        allow("MakeRules", handler_actions.PUT_RULE, _RULES, conditions.FOR_SECURITY_HUB),
        allow("AimRules", handler_actions.PUT_TARGETS, _RULES, targets),
    )


def _function() -> tuple[Statement, ...]:
    roles = Sub(f"arn:${{AWS::Partition}}:iam::${{AWS::AccountId}}:role/{names.FORMATTER_ROLE_PREFIX}*")
    sweep = of_subscriptions("events", names.SWEEP_RULE, "rule/")
    groups = of_subscriptions("logs", names.LOG_GROUP, "log-group:")
    return (
        allow("MakeSchedule", handler_actions.PUT_RULE, sweep, conditions.WITHOUT_PATTERN),
        allow("LookAfterFunctions", handler_actions.FUNCTION, _FUNCTIONS),
        allow("MakeFunctions", handler_actions.SET_FUNCTION, _FUNCTIONS, conditions.WITHOUT_LAYERS_AND_NETWORK),
        allow("LetRulesInvoke", handler_actions.ADD_PERMISSION, _FUNCTIONS, conditions.FOR_EVENTBRIDGE),
        allow("MakeLogGroups", handler_actions.LOG_GROUP, groups),
        if_key(allow("EncryptLogGroups", handler_actions.LOG_GROUP_KEY, groups)),
        allow("ListLogGroups", handler_actions.LIST_LOG_GROUPS, "*"),
        allow("MakeTables", handler_actions.TABLE, of_subscriptions("dynamodb", names.TABLE, "table/")),
        allow("LookAfterRoles", handler_actions.ROLE, roles),
        allow("MakeRolesWithBoundary", handler_actions.BOUNDED_ROLE, roles, conditions.WITH_BOUNDARY),
        allow("GiveRolesToFunctions", handler_actions.PASS_ROLE, roles, conditions.passed_to_lambda(_FUNCTIONS)),
    )


def _key(formatting: Formatting) -> Iterable[Statement]:
    """Yield what a customer's key needs: to read what it encrypts in the hub, and to encrypt the table."""
    alias = Ref(KEY_ALIAS)
    hub_keys = Sub(f"arn:${{AWS::Partition}}:kms:*:${{{HUB_ACCOUNT}}}:key/*")
    yield if_key(use_key("DecryptArtifacts", ("kms:Decrypt",), hub_keys, alias, through("s3")))
    if formatting is Formatting.LAMBDA:
        yield if_key(use_key("EncryptTables", handler_actions.TABLE_KEY, OWN_KEYS, alias, through("dynamodb")))
        grants = both(through("dynamodb"), conditions.FOR_AWS_SERVICES)
        yield if_key(use_key("LetTablesUseKey", handler_actions.TABLE_KEY_GRANTS, OWN_KEYS, alias, grants))
        yield if_key(allow("FindKey", handler_actions.LIST_KEYS, "*"))
