"""The operator role, if the admin wants one: the hub looks after subscriptions in an account through it, and does nothing else.

A role of the hub takes it. It launches this product only; what Service Catalog's other calls act on can be told apart by who
launched it, not by the product, so it ends only what it launched itself.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsservicecatalog.html
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from troposphere import And, Equals, GetAtt, Join, Not, Output, Parameter, Ref, Sub, Template, iam

from common import names
from common.customer_key import KEY_ALIAS, OWN_KEYS, if_key, through, use_key
from common.organization import HUB_ACCOUNT, ORGANIZATION_ID
from common.policies import Statement, allow, of_subscriptions, policy, subscription_stacks
from common.products import PRODUCT_ARNS
from common.tags import ORGANIZATION_TAGS
from formatter.memory.schema import SWEEP_NOTE

OPERATOR = "OperatorRole"
HUB_OPERATOR = "HubOperator"
HAS_OPERATOR = "HasOperator"
_BOUNDARY = "OperatorBoundary"

_FIND = ("servicecatalog:DescribeProductView", "servicecatalog:SearchProducts")
_LAUNCH = (
    "servicecatalog:DescribeProduct",
    "servicecatalog:DescribeProvisioningArtifact",
    "servicecatalog:DescribeProvisioningParameters",
    "servicecatalog:ListLaunchPaths",
    "servicecatalog:ProvisionProduct",
)
_LOOK = (
    "servicecatalog:DescribeProvisionedProduct",
    "servicecatalog:DescribeRecord",
    "servicecatalog:ListRecordHistory",
    "servicecatalog:ScanProvisionedProducts",
    "servicecatalog:SearchProvisionedProducts",
)
_OUTPUTS = ("servicecatalog:GetProvisionedProductOutputs",)
"""Knows neither a resource nor a level."""

_UPDATE = ("servicecatalog:UpdateProvisionedProduct",)
_TERMINATE = ("servicecatalog:TerminateProvisionedProduct",)
_STACKS = (
    "cloudformation:DescribeStackEvents",
    "cloudformation:DescribeStackResources",
    "cloudformation:DescribeStacks",
    "cloudformation:ListStackResources",
)
_COUNTS = ("dynamodb:GetItem",)
_OF_COUNTS = {"ForAllValues:StringEquals": {"dynamodb:LeadingKeys": [SWEEP_NOTE]}}
"""The one row that holds numbers and no finding.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
"""

_KEY = ("kms:Decrypt",)
"""DynamoDB uses the table's key on behalf of whoever reads.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
"""

_TOPICS = ("sns:GetSubscriptionAttributes", "sns:ListSubscriptionsByTopic")

_OF_ACCOUNT = {"StringEquals": {"servicecatalog:accountLevel": "self"}}
_OF_ROLE = {"StringEquals": {"servicecatalog:roleLevel": "self"}}
"""https://docs.aws.amazon.com/servicecatalog/latest/adminguide/permissions-examples.html"""


def hub_operator() -> Parameter:
    """Return the parameter that asks who takes the role; none without an answer."""
    return Parameter(
        HUB_OPERATOR,
        Type="String",
        Description=(
            "Role of the hub account that may look after subscriptions in every account, by path and name, such as "
            "Pipeline or aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_*; empty for none. It needs the "
            "product's ARNs too."
        ),
        AllowedPattern=r"^([A-Za-z0-9_+=,.@/-]+\*?)?$",
        ConstraintDescription="must be the name of a role, with its path; * may stand at the end.",
        Default="",
    )


def add_operator_role(template: Template) -> None:
    """Add the role and its boundary, which is all that the role may do whatever else it is given."""
    # Without a product it could launch nothing, and IAM refuses a policy on nothing.
    answers = (Ref(HUB_OPERATOR), Join("", Ref(PRODUCT_ARNS)))
    template.add_condition(HAS_OPERATOR, And(*(Not(Equals(answer, "")) for answer in answers)))
    document = policy(_statements())
    boundary = iam.ManagedPolicy(
        _BOUNDARY,
        Condition=HAS_OPERATOR,
        ManagedPolicyName=names.OPERATOR_BOUNDARY_NAME,
        Description="The most that the operator of security notification subscriptions may do",
        PolicyDocument=document,
    )
    template.add_resource(boundary)
    template.add_resource(
        iam.Role(
            OPERATOR,
            Condition=HAS_OPERATOR,
            RoleName=names.OPERATOR_ROLE_NAME,
            Description="The hub looks after security notification subscriptions with this role",
            AssumeRolePolicyDocument=_trust(),
            PermissionsBoundary=Ref(_BOUNDARY),
            Policies=[iam.Policy(PolicyName="OperateSubscriptions", PolicyDocument=document)],
            Tags=ORGANIZATION_TAGS,
        )
    )
    template.add_output(
        Output(
            "OperatorRoleArn",
            Condition=HAS_OPERATOR,
            Value=GetAtt(OPERATOR, "Arn"),
            Description="Role through which the hub looks after subscriptions",
        )
    )


def _trust() -> dict[str, Any]:
    """Return who may take the role: one role of the hub, in this organization.

    The account stands as principal and the role as condition, so that the role need not exist yet and may be made anew.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-roles
    """
    hub = f"arn:${{AWS::Partition}}:iam::${{{HUB_ACCOUNT}}}"
    return policy(
        [
            {
                "Sid": "OnlyTheHubsOperator",
                "Effect": "Allow",
                "Principal": {"AWS": Sub(f"{hub}:root")},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "ArnLike": {"aws:PrincipalArn": Sub(f"{hub}:role/${{{HUB_OPERATOR}}}")},
                    "StringEquals": {"aws:PrincipalOrgID": Ref(ORGANIZATION_ID)},
                },
            }
        ]
    )


def _statements() -> Iterable[Statement]:
    account = Sub("arn:${AWS::Partition}:account::${AWS::AccountId}:account")
    security = {"ForAllValues:StringEquals": {"account:AlternateContactTypes": "SECURITY"}}
    return (
        allow("FindProducts", _FIND, "*"),
        allow("LaunchThisProduct", _LAUNCH, Ref(PRODUCT_ARNS)),
        allow("LookAtProvisionedProducts", _LOOK, "*", _OF_ACCOUNT),
        allow("ReadOutputs", _OUTPUTS, "*"),
        allow("UpdateProvisionedProducts", _UPDATE, "*", _OF_ACCOUNT),
        allow("TerminateWhatItLaunched", _TERMINATE, "*", _OF_ROLE),
        allow("LookAtStacks", _STACKS, subscription_stacks()),
        allow("ReadCounts", _COUNTS, of_subscriptions("dynamodb", names.TABLE, "table/"), _OF_COUNTS),
        if_key(use_key("DecryptCounts", _KEY, OWN_KEYS, Ref(KEY_ALIAS), through("dynamodb"))),
        allow("LookAtAddresses", _TOPICS, of_subscriptions("sns", names.TOPIC)),
        allow("ReadSecurityContact", ["account:GetAlternateContact"], account, security),
    )
