"""Ways to get more out of the function's role than was meant, beside what belongs to others; each is denied."""

from __future__ import annotations

from common.names import FORMATTER_ROLE_PREFIX
from tests.permissions.cases import Attack, Case, denied
from tests.permissions.evaluator import ACCOUNT, BASE, FOREIGN_ACCOUNT, REGION
from tests.permissions.policies import ALIAS, FUNCTION, LOG_GROUP, QUEUE, RULE, TABLE, TOPIC, named

KEY = f"arn:aws:kms:{BASE}:key/0a1b2c3d"
BY_SNS = {"kms:ViaService": f"sns.{REGION}.amazonaws.com", "kms:ResourceAliases": [ALIAS]}

_ATTACKS: tuple[Attack, ...] = (
    ("publish to another topic", "sns:Publish", f"arn:aws:sns:{BASE}:payments", {}),
    ("publish in another account", "sns:Publish", TOPIC.replace(ACCOUNT, FOREIGN_ACCOUNT), {}),
    ("text a phone", "sns:Publish", "*", {}),
    ("subscribe somebody", "sns:Subscribe", TOPIC, {"sns:Protocol": "email"}),
    ("end somebody's emails", "sns:Unsubscribe", TOPIC, {}),
    ("keep messages from owners", "sns:SetSubscriptionAttributes", TOPIC, {}),
    ("keep messages from others", "sns:SetSubscriptionAttributes", f"arn:aws:sns:{BASE}:payments", {}),
    ("see who gets another topic", "sns:GetSubscriptionAttributes", f"arn:aws:sns:{BASE}:payments", {}),
    ("open the topic to all", "sns:SetTopicAttributes", TOPIC, {}),
    ("delete its topic", "sns:DeleteTopic", TOPIC, {}),
    ("read another table", "dynamodb:GetItem", f"arn:aws:dynamodb:{BASE}:table/customers", {}),
    ("ask its table otherwise than by the index", "dynamodb:Query", TABLE, {}),
    ("ask another index", "dynamodb:Query", f"{TABLE}/index/customers", {}),
    ("delete its table", "dynamodb:DeleteTable", TABLE, {}),
    ("copy its table", "dynamodb:ExportTableToPointInTime", TABLE, {}),
    ("write many rows unseen", "dynamodb:BatchWriteItem", TABLE, {}),
    ("empty the queue", "sqs:PurgeQueue", QUEUE, {}),
    ("open the queue to all", "sqs:SetQueueAttributes", QUEUE, {}),
    ("send to another queue", "sqs:SendMessage", f"arn:aws:sqs:{BASE}:payments", {}),
    ("write another log", "logs:PutLogEvents", f"arn:aws:logs:{BASE}:log-group:/aws/lambda/other:log-stream:x", {}),
    ("read its log", "logs:GetLogEvents", f"{LOG_GROUP}:log-stream:x", {}),
    ("delete its log", "logs:DeleteLogGroup", LOG_GROUP, {}),
    ("change its own code", "lambda:UpdateFunctionCode", FUNCTION, {}),
    ("change its own settings", "lambda:UpdateFunctionConfiguration", FUNCTION, {}),
    ("invoke a function", "lambda:InvokeFunction", f"arn:aws:lambda:{BASE}:function:payments", {}),
    ("change its rule", "events:PutRule", RULE, {"events:source": ["aws.securityhub"]}),
    ("make false events", "events:PutEvents", f"arn:aws:events:{BASE}:event-bus/default", {}),
    ("make a role", "iam:CreateRole", f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}2", {}),
    (
        "pass a role",
        "iam:PassRole",
        f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}2",
        {"iam:PassedToService": "lambda.amazonaws.com"},
    ),
    (
        "drop its boundary",
        "iam:DeleteRolePermissionsBoundary",
        f"arn:aws:iam::{ACCOUNT}:role/{FORMATTER_ROLE_PREFIX}1",
        {},
    ),
    ("take a role", "sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/Admin", {}),
    ("read a secret", "secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{BASE}:secret:x", {}),
    ("read a parameter", "ssm:GetParameter", f"arn:aws:ssm:{BASE}:parameter/x", {}),
    ("read a bucket", "s3:GetObject", "arn:aws:s3:::web-shop-orders/x", {}),
    ("change findings", "securityhub:BatchUpdateFindings", f"arn:aws:securityhub:{BASE}:hub/default", {}),
    (
        "read findings of another account",
        "securityhub:GetFindings",
        f"arn:aws:securityhub:{REGION}:{FOREIGN_ACCOUNT}:hub/default",
        {},
    ),
    ("turn Security Hub off", "securityhub:DisableSecurityHub", f"arn:aws:securityhub:{BASE}:hub/default", {}),
    ("use the key by itself", "kms:Decrypt", KEY, {"kms:ResourceAliases": [ALIAS]}),
    (
        "use the key through another service",
        "kms:Decrypt",
        KEY,
        BY_SNS | {"kms:ViaService": f"s3.{REGION}.amazonaws.com"},
    ),
    ("use another key", "kms:Decrypt", KEY, BY_SNS | {"kms:ResourceAliases": ["alias/payroll"]}),
    ("give the key away", "kms:CreateGrant", KEY, BY_SNS),
)

_OTHER_SUBSCRIPTION = f"SC-{ACCOUNT}-pp-bbbbbbbbbbbbb"
_ON_ANOTHER_SUBSCRIPTION: tuple[Attack, ...] = tuple(
    (f"another subscription's {service}", action, named(service, logical_id, kind, _OTHER_SUBSCRIPTION) + rest, {})
    for service, logical_id, kind, rest, action in (
        ("sns", "SecNotifTopic", "", "", "sns:Publish"),
        ("sns", "SecNotifTopic", "", "", "sns:ListSubscriptionsByTopic"),
        ("sns", "SecNotifLeads", "", "", "sns:SetSubscriptionAttributes"),
        ("sqs", "SecNotifQueue", "", "", "sqs:SendMessage"),
        ("sqs", "SecNotifQueue", "", "", "sqs:ReceiveMessage"),
        ("dynamodb", "SecNotifTable", "table/", "", "dynamodb:Scan"),
        ("dynamodb", "SecNotifTable", "table/", "", "dynamodb:UpdateItem"),
        ("dynamodb", "SecNotifTable", "table/", "", "dynamodb:DeleteItem"),
        ("logs", "SecNotifLogs", "log-group:", ":log-stream:x", "logs:PutLogEvents"),
    )
)
"""The role names its own; the boundary alone cannot tell one subscription from another."""

ATTACKS_OF_FUNCTION: tuple[Case, ...] = (
    *denied(("function", "administrator within the function's boundary"), _ATTACKS),
    *denied(["administrator within the boundary, own key"], [one for one in _ATTACKS if one[1].startswith("kms:")]),
    *denied(["function"], _ON_ANOTHER_SUBSCRIPTION),
)
