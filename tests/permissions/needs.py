"""All that is needed: to make, change, read and remove a subscription, to run it, to own it, to look after it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from common import names
from common.choices.configuration import sources
from common.choices.words import Formatting
from formatter import iam_actions
from formatter.memory import schema
from tests.permissions import policies
from tests.permissions.cases import Case
from tests.permissions.evaluator import ACCOUNT, BASE, BY_CLOUDFORMATION, HUB, REGION, STACK, Request
from tests.permissions.handlers import calls
from tests.permissions.policies import ARTIFACTS, LEAD_TOPIC, LOG_GROUP, PRODUCT, QUEUE, TABLE, TOPIC, subscription

STACK_ARN = f"arn:aws:cloudformation:{BASE}:stack/{STACK}/0a1b2c3d"
MARK = {"s3:ExistingObjectTag/servicecatalog:provisioning": "true"}
HUB_KEY = f"arn:aws:kms:{REGION}:{HUB}:key/0a1b2c3d"

STACK_CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("CreateStack", STACK_ARN, {}),
    ("UpdateStack", STACK_ARN, {}),
    ("DeleteStack", STACK_ARN, {}),
    ("DescribeStacks", STACK_ARN, {}),
    ("DescribeStackEvents", STACK_ARN, {}),
    ("SetStackPolicy", STACK_ARN, {}),
    ("GetTemplateSummary", "*", {}),
    ("ValidateTemplate", "*", {}),
    ("TagResource", STACK_ARN, {"cloudformation:CreateAction": "CreateStack"}),
    ("TagResource", STACK_ARN, {"cloudformation:CreateAction": "UpdateStack"}),
    ("UntagResource", STACK_ARN, {"cloudformation:CreateAction": "UpdateStack"}),
]
"""Those of the launch constraints' page of the Service Catalog administrator guide, and the tags of the stack."""


def launch_role_needs(formatting: Formatting, *, key: bool) -> Iterator[Case]:
    """Yield what CloudFormation and Service Catalog call by the launch role."""
    who = f"launch role, {formatting.value}{', own key' if key else ''}"
    for source in sources(formatting):
        resources = subscription(formatting, source=source)
        for request in calls(resources, key=key):
            yield Case(who, f"CloudFormation, {source.value}", request, allowed=True)
    for action, resource, keys in STACK_CALLS:
        yield Case(who, "Service Catalog", Request(f"cloudformation:{action}", resource, keys), allowed=True)
    yield from _artifacts(who)
    if key:
        keys = {"kms:ViaService": f"s3.{REGION}.amazonaws.com", "kms:ResourceAliases": [policies.ALIAS]}
        yield Case(
            who, "an artifact that the customer's key encrypts", Request("kms:Decrypt", HUB_KEY, keys), allowed=True
        )


def _artifacts(who: str) -> Iterator[Case]:
    in_hub = MARK | {"aws:ResourceAccount": HUB}
    for keys in ({}, BY_CLOUDFORMATION):
        for action in ("s3:GetObject", "s3:GetObjectVersion"):
            request = Request(action, f"{ARTIFACTS}/formatter/0a1b.zip", in_hub | dict(keys))
            yield Case(who, "the formatter's zip in the hub's bucket", request, allowed=True)
        stored = MARK | {"aws:ResourceAccount": "555566667777"} | dict(keys)
        request = Request("s3:GetObject", f"arn:aws:s3:::sc-0123abcd-{REGION}/x", stored)
        yield Case(who, "Service Catalog's own copy of the template", request, allowed=True)


FUNCTION_CALLS = [
    *((action, TABLE) for action in iam_actions.TABLE_ACTIONS),
    *((action, f"{TABLE}/index/{schema.AGENDA_INDEX}") for action in iam_actions.INDEX_ACTIONS),
    *((action, TOPIC) for action in iam_actions.TOPIC_ACTIONS),
    *((action, TOPIC) for action in iam_actions.ADDRESS_ACTIONS),
    *((action, LEAD_TOPIC) for action in iam_actions.LEAD_ACTIONS),
    *((action, f"{LOG_GROUP}:log-stream:2026") for action in iam_actions.LOG_ACTIONS),
    *((action, QUEUE) for action in iam_actions.QUEUE_ACTIONS),
    *((action, f"arn:aws:securityhub:{BASE}:hub/default") for action in iam_actions.FINDING_ACTIONS),
    *((action, f"arn:aws:securityhub:{BASE}:hubv2/0a1b2c3d") for action in iam_actions.FINDING_ACTIONS),
]


def function_needs() -> Iterator[Case]:
    """Yield what the function calls, and what its queue, topic and table ask of the customer's key."""
    for action, resource in FUNCTION_CALLS:
        yield Case("function", "work", Request(action, resource), allowed=True)
    for service in ("sns", "sqs", "dynamodb"):
        keys = {"kms:ViaService": f"{service}.{REGION}.amazonaws.com", "kms:ResourceAliases": [policies.ALIAS]}
        for action in iam_actions.KEY_ACTIONS:
            request = Request(action, f"arn:aws:kms:{BASE}:key/0a1b2c3d", keys)
            yield Case("administrator within the boundary, own key", f"the key, by {service}", request, allowed=True)


SELF = {"servicecatalog:userLevel": "self"}
OF_ACCOUNT = {"servicecatalog:accountLevel": "self"}
OF_ROLE = {"servicecatalog:roleLevel": "self"}
SECOND_PRODUCT = f"arn:aws:catalog:eu-west-1:{HUB}:product/prod-two"


def operator_needs() -> Iterator[Case]:
    """Yield what the hub does in an account."""
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("servicecatalog:SearchProducts", "*", {}),
        ("servicecatalog:DescribeProduct", PRODUCT, {}),
        ("servicecatalog:ListLaunchPaths", PRODUCT, {}),
        ("servicecatalog:DescribeProvisioningParameters", PRODUCT, {}),
        ("servicecatalog:ProvisionProduct", PRODUCT, {}),
        ("servicecatalog:ProvisionProduct", SECOND_PRODUCT, {}),
        ("servicecatalog:SearchProvisionedProducts", "*", OF_ACCOUNT),
        ("servicecatalog:DescribeProvisionedProduct", "*", OF_ACCOUNT),
        ("servicecatalog:DescribeRecord", "*", OF_ACCOUNT),
        ("servicecatalog:GetProvisionedProductOutputs", "*", {}),
        ("servicecatalog:UpdateProvisionedProduct", "*", OF_ACCOUNT),
        ("servicecatalog:TerminateProvisionedProduct", "*", OF_ROLE),
        ("cloudformation:DescribeStacks", STACK_ARN, {}),
        ("cloudformation:DescribeStackEvents", STACK_ARN, {}),
        ("cloudformation:DescribeStackResources", STACK_ARN, {}),
        ("dynamodb:GetItem", TABLE, {"dynamodb:LeadingKeys": [schema.SWEEP_NOTE]}),
        ("sns:ListSubscriptionsByTopic", TOPIC, {}),
        ("sns:GetSubscriptionAttributes", TOPIC, {}),
        (
            "account:GetAlternateContact",
            f"arn:aws:account::{ACCOUNT}:account",
            {"account:AlternateContactTypes": ["SECURITY"]},
        ),
    ]
    for action, resource, keys in found:
        yield Case("operator", "look after subscriptions", Request(action, resource, keys), allowed=True)
    keys = {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com", "kms:ResourceAliases": [policies.ALIAS]}
    request = Request("kms:Decrypt", f"arn:aws:kms:{BASE}:key/0a1b2c3d", keys)
    yield Case("operator, own key", "counts that the customer's key encrypts", request, allowed=True)
    pipeline = {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}
    request = Request("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/{names.OPERATOR_ROLE_NAME}", pipeline, _PIPELINE)
    yield Case("operator role's trust", "the hub's role", request, allowed=True)


_PIPELINE = f"arn:aws:iam::{HUB}:role/Pipeline"


_ASFF, _OCSF = "securityhub:ASFFSyntaxPath/", "securityhub:OCSFSyntaxPath/"


def owner_needs() -> Iterator[Case]:
    """Yield what an owner does in the console."""
    found: list[tuple[str, str, dict[str, Any]]] = [
        ("servicecatalog:SearchProducts", "*", {}),
        ("servicecatalog:DescribeProduct", PRODUCT, {}),
        ("servicecatalog:ListLaunchPaths", PRODUCT, {}),
        ("servicecatalog:DescribeProvisioningParameters", PRODUCT, {}),
        ("servicecatalog:ProvisionProduct", PRODUCT, {}),
        ("servicecatalog:ProvisionProduct", SECOND_PRODUCT, {}),
        ("servicecatalog:DescribeRecord", "*", SELF),
        ("servicecatalog:SearchProvisionedProducts", "*", SELF),
        ("servicecatalog:UpdateProvisionedProduct", "*", SELF),
        ("servicecatalog:TerminateProvisionedProduct", "*", SELF),
        ("securityhub:GetFindings", f"arn:aws:securityhub:{BASE}:hub/default", {}),
        ("securityhub:DescribeSecurityHubV2", "*", {}),
        ("cloudformation:DescribeStacks", STACK_ARN, {}),
        ("cloudformation:DescribeStackEvents", STACK_ARN, {}),
        ("cloudformation:ListStackResources", STACK_ARN, {}),
        ("servicecatalog:GetProvisionedProductOutputs", "*", {}),
        ("servicecatalog:ListProvisionedProductPlans", "*", SELF),
        ("servicecatalog:DescribeProvisionedProductPlan", "*", SELF),
        ("servicecatalog:ListServiceActionsForProvisioningArtifact", PRODUCT, {}),
        ("guardduty:GetFindings", "*", {}),
        ("inspector2:ListFindings", "*", {}),
        ("macie2:GetFindings", "*", {}),
        ("access-analyzer:GetFinding", f"arn:aws:access-analyzer:{BASE}:analyzer/account", {}),
        *(
            ("securityhub:BatchUpdateFindings", f"arn:aws:securityhub:{BASE}:{hub}", fields)
            for hub, fields in (
                ("hub/default", {f"{_ASFF}Workflow.Status": "NOTIFIED", f"{_ASFF}Note.Text": "taken on"}),
                ("hub/default", {f"{_ASFF}Workflow.Status": "SUPPRESSED"}),
                ("hubv2/0a1b2c3d", {f"{_OCSF}StatusId": "2", f"{_OCSF}Comment": "taken on"}),
            )
        ),
    ]
    for action, resource, keys in found:
        yield Case("owner", "own a subscription", Request(action, resource, keys), allowed=True)


NEEDS: tuple[Case, ...] = (
    *(case for formatting in Formatting for key in (False, True) for case in launch_role_needs(formatting, key=key)),
    *function_needs(),
    *operator_needs(),
    *owner_needs(),
)
