"""Ways for owners and the hub's operator to do more than was meant; each is denied."""

from __future__ import annotations

from common.names import LAUNCH_ROLE_NAME, OPERATOR_ROLE_NAME
from formatter.memory.schema import SWEEP_NOTE
from tests.permissions.cases import Attack, Case, denied
from tests.permissions.evaluator import ACCOUNT, BASE, HUB, REGION, STACK
from tests.permissions.policies import ALIAS, FUNCTION, LOG_GROUP, PRODUCT, QUEUE, TABLE, TOPIC

SELF = {"servicecatalog:userLevel": "self"}
OF_ACCOUNT = {"servicecatalog:accountLevel": "self"}
LAUNCH_ROLE = f"arn:aws:iam::{ACCOUNT}:role/{LAUNCH_ROLE_NAME}"
OPERATOR_ROLE = f"arn:aws:iam::{ACCOUNT}:role/{OPERATOR_ROLE_NAME}"
TO_CATALOG = {"iam:PassedToService": "servicecatalog.amazonaws.com"}
OTHER_PRODUCT = f"arn:aws:catalog:{BASE}:product/prod-other"
FINDINGS = f"arn:aws:securityhub:{BASE}:hub/default"
STACK_ARN = f"arn:aws:cloudformation:{BASE}:stack/{STACK}/1"

_OWNER: tuple[Attack, ...] = (
    ("launch another product", "servicecatalog:ProvisionProduct", OTHER_PRODUCT, {}),
    ("launch it of another Region", "servicecatalog:ProvisionProduct", PRODUCT.replace("central", "north"), {}),
    ("launch any product", "servicecatalog:ProvisionProduct", "*", {}),
    ("look at another product", "servicecatalog:DescribeProduct", OTHER_PRODUCT, {}),
    ("end another person's subscription", "servicecatalog:TerminateProvisionedProduct", "*", {}),
    (
        "end a subscription of the account",
        "servicecatalog:TerminateProvisionedProduct",
        "*",
        {"servicecatalog:accountLevel": "self"},
    ),
    (
        "update a subscription of the role",
        "servicecatalog:UpdateProvisionedProduct",
        "*",
        {"servicecatalog:roleLevel": "self"},
    ),
    ("look at another person's subscription", "servicecatalog:DescribeProvisionedProduct", "*", {}),
    ("read another person's record", "servicecatalog:DescribeRecord", "*", {}),
    ("change the owner", "servicecatalog:UpdateProvisionedProductProperties", "*", SELF),
    ("run an action on it", "servicecatalog:ExecuteProvisionedProductServiceAction", "*", SELF),
    ("import a stack", "servicecatalog:ImportAsProvisionedProduct", PRODUCT, {}),
    ("share a portfolio", "servicecatalog:CreatePortfolioShare", "*", {}),
    ("join a portfolio", "servicecatalog:AssociatePrincipalWithPortfolio", "*", {}),
    ("add a version", "servicecatalog:CreateProvisioningArtifact", PRODUCT, {}),
    ("drop the launch constraint", "servicecatalog:DeleteConstraint", "*", {}),
    ("pass the launch role", "iam:PassRole", LAUNCH_ROLE, TO_CATALOG),
    (
        "pass another role",
        "iam:PassRole",
        f"arn:aws:iam::{ACCOUNT}:role/Admin",
        {"iam:PassedToService": "servicecatalog.amazonaws.com"},
    ),
    ("pass the launch role to Lambda", "iam:PassRole", LAUNCH_ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
    ("pass the launch role to anybody", "iam:PassRole", LAUNCH_ROLE, {}),
    ("take the launch role", "sts:AssumeRole", LAUNCH_ROLE, {}),
    ("make a stack", "cloudformation:CreateStack", f"arn:aws:cloudformation:{BASE}:stack/{STACK}/1", {}),
    ("delete the stack", "cloudformation:DeleteStack", f"arn:aws:cloudformation:{BASE}:stack/{STACK}/1", {}),
    *(
        (f"change {field}", "securityhub:BatchUpdateFindings", FINDINGS, {f"securityhub:ASFFSyntaxPath/{field}": "x"})
        for field in (
            "Severity.Label",
            "Severity.Normalized",
            "Confidence",
            "Criticality",
            "Types",
            "VerificationState",
        )
    ),
    (
        "lower a finding and say so",
        "securityhub:BatchUpdateFindings",
        FINDINGS,
        {"securityhub:ASFFSyntaxPath/Severity.Label": "LOW", "securityhub:ASFFSyntaxPath/Note.Text": "x"},
    ),
    (
        "lower a finding of the newer Security Hub",
        "securityhub:BatchUpdateFindings",
        f"arn:aws:securityhub:{BASE}:hubv2/0a1b2c3d",
        {"securityhub:OCSFSyntaxPath/SeverityId": "1"},
    ),
    ("make findings", "securityhub:BatchImportFindings", f"arn:aws:securityhub:{BASE}:product/x/default", {}),
    ("hide findings by rule", "securityhub:CreateAutomationRule", "*", {}),
    ("archive at GuardDuty", "guardduty:ArchiveFindings", "*", {}),
    ("turn GuardDuty off", "guardduty:DeleteDetector", f"arn:aws:guardduty:{BASE}:detector/0a1b", {}),
    ("look at another stack", "cloudformation:DescribeStacks", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    ("read a template", "cloudformation:GetTemplate", STACK_ARN, {}),
    ("read what was told", "dynamodb:Scan", TABLE, {}),
    ("turn Security Hub off", "securityhub:DisableSecurityHub", FINDINGS, {}),
    ("publish a false alarm", "sns:Publish", TOPIC, {}),
    ("subscribe somebody else", "sns:Subscribe", TOPIC, {"sns:Protocol": "email"}),
)
COUNTS = {"dynamodb:LeadingKeys": [SWEEP_NOTE]}
OTHER_TABLE = f"arn:aws:dynamodb:{BASE}:table/SC-Payments-orders"

_OPERATOR: tuple[Attack, ...] = (
    ("launch another product", "servicecatalog:ProvisionProduct", OTHER_PRODUCT, {}),
    (
        "launch another product of the hub",
        "servicecatalog:ProvisionProduct",
        f"arn:aws:catalog:{BASE.replace(ACCOUNT, HUB)}:product/prod-x",
        {},
    ),
    ("end what it did not launch", "servicecatalog:TerminateProvisionedProduct", "*", OF_ACCOUNT),
    ("end an owner's subscription", "servicecatalog:TerminateProvisionedProduct", "*", SELF),
    ("run an action", "servicecatalog:ExecuteProvisionedProductServiceAction", "*", OF_ACCOUNT),
    ("change the owner", "servicecatalog:UpdateProvisionedProductProperties", "*", OF_ACCOUNT),
    ("import a stack", "servicecatalog:ImportAsProvisionedProduct", PRODUCT, {}),
    ("share a portfolio", "servicecatalog:CreatePortfolioShare", "*", {}),
    ("make a product", "servicecatalog:CreateProduct", "*", {}),
    ("make a constraint", "servicecatalog:CreateConstraint", "*", {}),
    ("add a version", "servicecatalog:CreateProvisioningArtifact", PRODUCT, {}),
    ("pass the launch role", "iam:PassRole", LAUNCH_ROLE, TO_CATALOG),
    ("take the launch role", "sts:AssumeRole", LAUNCH_ROLE, {}),
    ("take another role", "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/Admin", {}),
    ("widen itself", "iam:PutRolePolicy", OPERATOR_ROLE, {}),
    ("drop its boundary", "iam:DeleteRolePermissionsBoundary", OPERATOR_ROLE, {}),
    ("change its trust", "iam:UpdateAssumeRolePolicy", OPERATOR_ROLE, {}),
    ("make a stack", "cloudformation:CreateStack", STACK_ARN, {}),
    ("update the stack past Service Catalog", "cloudformation:UpdateStack", STACK_ARN, {}),
    ("delete the stack past Service Catalog", "cloudformation:DeleteStack", STACK_ARN, {}),
    ("read a template", "cloudformation:GetTemplate", STACK_ARN, {}),
    ("look at another stack", "cloudformation:DescribeStacks", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    (
        "look at a network's stack",
        "cloudformation:DescribeStackResources",
        f"arn:aws:cloudformation:{BASE}:stack/SC-Network/1",
        {},
    ),
    ("mail a false alarm", "sns:Publish", TOPIC, {}),
    ("subscribe somebody", "sns:Subscribe", TOPIC, {"sns:Protocol": "email"}),
    ("end somebody's emails", "sns:Unsubscribe", TOPIC, {}),
    ("list another topic's addresses", "sns:ListSubscriptionsByTopic", f"arn:aws:sns:{BASE}:payments", {}),
    ("read what was told", "dynamodb:Scan", TABLE, {}),
    ("read a finding's row", "dynamodb:GetItem", TABLE, {"dynamodb:LeadingKeys": ["problem#1"]}),
    ("read it beside the counts", "dynamodb:BatchGetItem", TABLE, COUNTS),
    ("change the counts", "dynamodb:UpdateItem", TABLE, COUNTS),
    (
        "read another table",
        "dynamodb:GetItem",
        f"arn:aws:dynamodb:{BASE}:table/SC-Payments-orders",
        COUNTS,
    ),
    ("read dead letters", "sqs:ReceiveMessage", QUEUE, {}),
    ("read the log", "logs:GetLogEvents", f"{LOG_GROUP}:log-stream:x", {}),
    ("run the function", "lambda:InvokeFunction", FUNCTION, {}),
    ("change the function", "lambda:UpdateFunctionCode", FUNCTION, {}),
    ("read findings", "securityhub:GetFindings", FINDINGS, {}),
    ("change findings", "securityhub:BatchUpdateFindings", FINDINGS, {}),
    ("change the security contact", "account:PutAlternateContact", f"arn:aws:account::{ACCOUNT}:account", {}),
    (
        "read the billing contact",
        "account:GetAlternateContact",
        f"arn:aws:account::{ACCOUNT}:account",
        {"account:AlternateContactTypes": ["BILLING"]},
    ),
    ("read the owner's address", "account:GetContactInformation", f"arn:aws:account::{ACCOUNT}:account", {}),
    ("read a bucket", "s3:GetObject", "arn:aws:s3:::web-shop-orders/x", {}),
)

_KEY = f"arn:aws:kms:{BASE}:key/0a1b2c3d"
_BY_TABLE = {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com", "kms:ResourceAliases": [ALIAS]}
_OPERATOR_WITH_KEY: tuple[Attack, ...] = (
    ("use the key by itself", "kms:Decrypt", _KEY, {"kms:ResourceAliases": [ALIAS]}),
    ("read messages", "kms:Decrypt", _KEY, _BY_TABLE | {"kms:ViaService": f"sqs.{REGION}.amazonaws.com"}),
    ("write to the table", "kms:GenerateDataKey", _KEY, _BY_TABLE),
    ("use another key", "kms:Decrypt", _KEY, _BY_TABLE | {"kms:ResourceAliases": ["alias/payroll"]}),
    ("give the key away", "kms:CreateGrant", _KEY, _BY_TABLE),
)

ATTACKS_OF_OWNERS_AND_OPERATOR: tuple[Case, ...] = (
    *denied(["owner"], _OWNER),
    *denied(["owner without findings"], [("read findings", "securityhub:GetFindings", FINDINGS, {})]),
    *denied(["operator", "administrator within the operator's boundary"], _OPERATOR),
    *denied(["operator"], [("use a key where there is none", "kms:Decrypt", _KEY, _BY_TABLE)]),
    *denied(
        ["operator, own key", "administrator within the operator's boundary, own key"],
        [*_OPERATOR, *_OPERATOR_WITH_KEY],
    ),
)
