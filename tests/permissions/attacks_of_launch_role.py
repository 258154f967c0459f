"""Ways to get more out of the launch role than was meant, beside what belongs to others; each is denied."""

from __future__ import annotations

from common.choices.words import Formatting
from common.names import BOUNDARY_NAME, FORMATTER_ROLE_PREFIX, LAUNCH_ROLE_NAME
from tests.permissions.cases import Attack, Case, denied
from tests.permissions.evaluator import ACCOUNT, BASE, BY_CLOUDFORMATION, FOREIGN_ACCOUNT, HUB, REGION, STACK
from tests.permissions.policies import (
    ALARM,
    ALIAS,
    ARTIFACTS,
    FUNCTION,
    LOG_GROUP,
    QUEUE,
    RULE,
    SWEEP,
    TABLE,
    TOPIC,
    named,
)

IAM = f"arn:aws:iam::{ACCOUNT}"
OUR_ROLE = f"{IAM}:role/{FORMATTER_ROLE_PREFIX}1111"
BOUNDARY = f"{IAM}:policy/{BOUNDARY_NAME}"
BOUNDED = BY_CLOUDFORMATION | {"iam:PermissionsBoundary": BOUNDARY}
TO_LAMBDA = BY_CLOUDFORMATION | {"iam:PassedToService": "lambda.amazonaws.com"}
ARTIFACT = f"{ARTIFACTS}/templates/0a.yaml"
STACKS = f"arn:aws:cloudformation:{BASE}:stack"
TAG = "s3:ExistingObjectTag/servicecatalog:provisioning"
IN_HUB = {"aws:ResourceAccount": HUB}
FOREIGN_LAYER = "arn:aws:lambda:eu-central-1:999999999999:layer:spy:1"
OTHER_FUNCTION = f"arn:aws:lambda:{BASE}:function:orders"
KEY = f"arn:aws:kms:{BASE}:key/0a1b2c3d"
BY_DYNAMODB = {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com", "kms:ResourceAliases": [ALIAS]}

_ATTACKS: tuple[Attack, ...] = (
    ("a role without boundary", "iam:CreateRole", OUR_ROLE, BY_CLOUDFORMATION),
    (
        "a role with another boundary",
        "iam:CreateRole",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    (
        "a role with a boundary of the same name elsewhere",
        "iam:CreateRole",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": f"arn:aws:iam::{FOREIGN_ACCOUNT}:policy/{BOUNDARY_NAME}"},
    ),
    ("a role outside the prefix", "iam:CreateRole", f"{IAM}:role/Admin", BOUNDED),
    ("a role below another path", "iam:CreateRole", f"{IAM}:role/x/{FORMATTER_ROLE_PREFIX}1", BOUNDED),
    ("a role made directly, not by CloudFormation", "iam:CreateRole", OUR_ROLE, {"iam:PermissionsBoundary": BOUNDARY}),
    ("the launch role itself anew", "iam:CreateRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", BOUNDED),
    ("more permissions for the launch role", "iam:PutRolePolicy", f"{IAM}:role/{LAUNCH_ROLE_NAME}", BOUNDED),
    ("more permissions for a role without boundary", "iam:PutRolePolicy", OUR_ROLE, BY_CLOUDFORMATION),
    ("more permissions for another role", "iam:PutRolePolicy", f"{IAM}:role/Admin", BOUNDED),
    (
        "a managed policy",
        "iam:AttachRolePolicy",
        OUR_ROLE,
        BOUNDED | {"iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    ("a managed policy for another role", "iam:AttachRolePolicy", f"{IAM}:role/Admin", BOUNDED),
    ("removing the boundary", "iam:DeleteRolePermissionsBoundary", OUR_ROLE, BOUNDED),
    (
        "replacing the boundary",
        "iam:PutRolePermissionsBoundary",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess"},
    ),
    ("a boundary for another role", "iam:PutRolePermissionsBoundary", f"{IAM}:role/Admin", BOUNDED),
    ("editing the boundary", "iam:CreatePolicyVersion", BOUNDARY, BY_CLOUDFORMATION),
    ("choosing another version of the boundary", "iam:SetDefaultPolicyVersion", BOUNDARY, BY_CLOUDFORMATION),
    ("deleting the boundary", "iam:DeletePolicy", BOUNDARY, BY_CLOUDFORMATION),
    ("a policy of one's own", "iam:CreatePolicy", f"{IAM}:policy/Mine", BY_CLOUDFORMATION),
    ("another role's trust", "iam:UpdateAssumeRolePolicy", f"{IAM}:role/Admin", BY_CLOUDFORMATION),
    ("the trust of a role without boundary", "iam:UpdateAssumeRolePolicy", OUR_ROLE, BY_CLOUDFORMATION),
    ("deleting another role", "iam:DeleteRole", f"{IAM}:role/Admin", BY_CLOUDFORMATION),
    ("deleting the launch role", "iam:DeleteRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", BY_CLOUDFORMATION),
    ("deleting our role directly", "iam:DeleteRole", OUR_ROLE, {}),
    ("a user", "iam:CreateUser", f"{IAM}:user/x", BY_CLOUDFORMATION),
    ("an access key", "iam:CreateAccessKey", f"{IAM}:user/x", BY_CLOUDFORMATION),
    ("a service-linked role", "iam:CreateServiceLinkedRole", f"{IAM}:role/aws-service-role/x", BY_CLOUDFORMATION),
    ("passing another role to Lambda", "iam:PassRole", f"{IAM}:role/Admin", TO_LAMBDA),
    (
        "passing our role to EC2",
        "iam:PassRole",
        OUR_ROLE,
        BY_CLOUDFORMATION | {"iam:PassedToService": "ec2.amazonaws.com"},
    ),
    ("passing our role directly", "iam:PassRole", OUR_ROLE, {"iam:PassedToService": "lambda.amazonaws.com"}),
    ("passing the launch role", "iam:PassRole", f"{IAM}:role/{LAUNCH_ROLE_NAME}", TO_LAMBDA),
    ("taking another role", "sts:AssumeRole", f"{IAM}:role/Admin", {}),
    ("an object without the mark", "s3:GetObject", ARTIFACT, IN_HUB),
    ("an object marked otherwise", "s3:GetObject", ARTIFACT, {TAG: "false"} | IN_HUB),
    (
        "a marked object of another organization",
        "s3:GetObject",
        ARTIFACT,
        {TAG: "true", "aws:ResourceAccount": FOREIGN_ACCOUNT},
    ),
    (
        "a marked object of another bucket",
        "s3:GetObject",
        "arn:aws:s3:::secrets/x",
        {TAG: "true"} | IN_HUB,
    ),
    ("Service Catalog's copy without the mark", "s3:GetObject", "arn:aws:s3:::sc-0123abcd-eu-central-1/x", {}),
    ("another version without the mark", "s3:GetObjectVersion", ARTIFACT, IN_HUB),
    ("writing an artifact", "s3:PutObject", ARTIFACT, {TAG: "true"} | IN_HUB),
    ("marking an object", "s3:PutObjectTagging", ARTIFACT, {TAG: "true"} | IN_HUB),
    ("another stack", "cloudformation:UpdateStack", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    ("deleting another stack", "cloudformation:DeleteStack", f"arn:aws:cloudformation:{BASE}:stack/payments/1", {}),
    (
        "a stack of another account",
        "cloudformation:CreateStack",
        f"arn:aws:cloudformation:eu-central-1:{FOREIGN_ACCOUNT}:stack/{STACK}/1",
        {},
    ),
    ("tagging a stack by itself", "cloudformation:TagResource", f"{STACKS}/{STACK}/1", {}),
    (
        "tagging another stack",
        "cloudformation:TagResource",
        f"{STACKS}/payments/1",
        {"cloudformation:CreateAction": "UpdateStack"},
    ),
    ("a change set", "cloudformation:CreateChangeSet", f"{STACKS}/{STACK}/1", {}),
    ("another account's template", "cloudformation:GetTemplate", f"{STACKS}/payments/1", {}),
    ("a StackSet", "cloudformation:CreateStackSet", "*", {}),
    ("another topic", "sns:SetTopicAttributes", f"arn:aws:sns:{BASE}:payments", BY_CLOUDFORMATION),
    ("deleting another topic", "sns:DeleteTopic", f"arn:aws:sns:{BASE}:payments", BY_CLOUDFORMATION),
    ("publishing", "sns:Publish", TOPIC, BY_CLOUDFORMATION),
    ("text messages", "sns:Subscribe", TOPIC, BY_CLOUDFORMATION | {"sns:Protocol": "sms"}),
    ("findings to a web server", "sns:Subscribe", TOPIC, BY_CLOUDFORMATION | {"sns:Protocol": "https"}),
    (
        "emails of another topic",
        "sns:Subscribe",
        f"arn:aws:sns:{BASE}:payments",
        BY_CLOUDFORMATION | {"sns:Protocol": "email"},
    ),
    ("ending other people's emails directly", "sns:Unsubscribe", "*", {}),
    ("our topic directly", "sns:SetTopicAttributes", TOPIC, {}),
    ("another rule", "events:PutTargets", f"arn:aws:events:{BASE}:rule/payments", BY_CLOUDFORMATION),
    ("a rule of another bus", "events:PutRule", f"arn:aws:events:{BASE}:rule/bus/{STACK}-x", BY_CLOUDFORMATION),
    (
        "another function's code",
        "lambda:UpdateFunctionCode",
        f"arn:aws:lambda:{BASE}:function:payments",
        BY_CLOUDFORMATION,
    ),
    (
        "invoking another function",
        "lambda:InvokeFunction",
        f"arn:aws:lambda:{BASE}:function:payments",
        BY_CLOUDFORMATION,
    ),
    (
        "invoking our function",
        "lambda:InvokeFunction",
        FUNCTION,
        BY_CLOUDFORMATION,
    ),
    (
        "our function's code directly",
        "lambda:UpdateFunctionCode",
        FUNCTION,
        {},
    ),
    (
        "a public function",
        "lambda:CreateFunctionUrlConfig",
        FUNCTION,
        BY_CLOUDFORMATION,
    ),
    ("a function for everybody", "lambda:AddPermission", FUNCTION, BY_CLOUDFORMATION | {"lambda:Principal": "*"}),
    (
        "a function for another account",
        "lambda:AddPermission",
        FUNCTION,
        BY_CLOUDFORMATION | {"lambda:Principal": FOREIGN_ACCOUNT},
    ),
    ("a layer", "lambda:PublishLayerVersion", f"arn:aws:lambda:{BASE}:layer:x", BY_CLOUDFORMATION),
    (
        "deleting another log group",
        "logs:DeleteLogGroup",
        f"arn:aws:logs:{BASE}:log-group:/aws/cloudtrail",
        BY_CLOUDFORMATION,
    ),
    (
        "shortening another log group",
        "logs:PutRetentionPolicy",
        f"arn:aws:logs:{BASE}:log-group:/aws/cloudtrail",
        BY_CLOUDFORMATION,
    ),
    ("reading logs", "logs:GetLogEvents", f"{LOG_GROUP}:log-stream:y", BY_CLOUDFORMATION),
    ("another table", "dynamodb:DeleteTable", f"arn:aws:dynamodb:{BASE}:table/payments", BY_CLOUDFORMATION),
    ("reading our table", "dynamodb:Scan", TABLE, BY_CLOUDFORMATION),
    ("another queue", "sqs:SetQueueAttributes", f"arn:aws:sqs:{BASE}:payments", BY_CLOUDFORMATION),
    ("reading a queue", "sqs:ReceiveMessage", QUEUE, BY_CLOUDFORMATION),
    ("silencing our alarm", "cloudwatch:DisableAlarmActions", ALARM, BY_CLOUDFORMATION),
    ("another alarm", "cloudwatch:DeleteAlarms", f"arn:aws:cloudwatch:{BASE}:alarm:root-login", BY_CLOUDFORMATION),
    ("changing findings", "securityhub:BatchUpdateFindings", "*", BY_CLOUDFORMATION),
    ("a key", "kms:CreateGrant", f"arn:aws:kms:{BASE}:key/x", BY_CLOUDFORMATION),
    ("a machine", "ec2:RunInstances", f"arn:aws:ec2:{BASE}:instance/*", BY_CLOUDFORMATION),
)

_RULES: tuple[Attack, ...] = (
    ("a rule on console sign-ins", "events:PutRule", RULE, BY_CLOUDFORMATION | {"events:source": ["aws.signin"]}),
    (
        "a rule on findings and anything else",
        "events:PutRule",
        RULE,
        BY_CLOUDFORMATION | {"events:source": ["aws.securityhub", "aws.s3"]},
    ),
    ("a rule on every source", "events:PutRule", RULE, BY_CLOUDFORMATION),
    ("a schedule under another name", "events:PutRule", RULE, BY_CLOUDFORMATION),
    (
        "events of another source by the schedule",
        "events:PutRule",
        SWEEP,
        BY_CLOUDFORMATION | {"events:source": ["aws.s3"]},
    ),
    ("a rule of another logical id", "events:PutRule", named("events", "SecNotifRules", "rule/"), BY_CLOUDFORMATION),
    *(
        (f"events to {where}", "events:PutTargets", RULE, BY_CLOUDFORMATION | {"events:TargetArn": targets})
        for where, targets in {
            "another function": [OTHER_FUNCTION],
            "ours and another function": [FUNCTION, OTHER_FUNCTION],
            "a foreign bus": [f"arn:aws:events:eu-central-1:{FOREIGN_ACCOUNT}:event-bus/default"],
            "another product's topic": [f"arn:aws:sns:{BASE}:SC-{ACCOUNT}-pp-zzzzzzzzzzzzz-Orders-1"],
            "a queue": [QUEUE],
            "a machine's command": [f"arn:aws:ssm:{BASE}:document/AWS-RunShellScript"],
        }.items()
    ),
    ("events to what AWS does not name", "events:PutTargets", RULE, BY_CLOUDFORMATION),
    ("targets directly", "events:PutTargets", RULE, {"events:TargetArn": [FUNCTION]}),
    ("a bus for everybody", "events:PutPermission", "*", BY_CLOUDFORMATION),
    ("false events", "events:PutEvents", f"arn:aws:events:{BASE}:event-bus/default", BY_CLOUDFORMATION),
)
_ALARMS: tuple[Attack, ...] = tuple(
    (
        f"an alarm that {does}",
        "cloudwatch:PutMetricAlarm",
        ALARM,
        BY_CLOUDFORMATION | {"cloudwatch:AlarmActions": actions},
    )
    for does, actions in {
        "stops machines": [f"arn:aws:automate:{REGION}:ec2:stop"],
        "terminates machines": [f"arn:aws:automate:{REGION}:ec2:terminate"],
        "runs an automation": [f"arn:aws:ssm:{BASE}:opsitem:1"],
        "mails us and reboots": [TOPIC, f"arn:aws:automate:{REGION}:ec2:reboot"],
        "tells another topic": [f"arn:aws:sns:{BASE}:orders"],
        "tells a foreign topic": [f"arn:aws:sns:{REGION}:{FOREIGN_ACCOUNT}:spy"],
        "invokes a function": [OTHER_FUNCTION],
    }.items()
)
_FUNCTIONS: tuple[Attack, ...] = tuple(
    (f"our function with {what}", f"lambda:{action}", FUNCTION, BY_CLOUDFORMATION | keys)
    for action in ("CreateFunction", "UpdateFunctionConfiguration")
    for what, keys in {
        "a foreign layer": {"lambda:Layer": [FOREIGN_LAYER]},
        "a network": {"lambda:VpcIds": "vpc-1"},
        "both": {"lambda:Layer": [FOREIGN_LAYER], "lambda:VpcIds": "vpc-1"},
    }.items()
)
_PASSED: tuple[Attack, ...] = (
    (
        "our role for another function",
        "iam:PassRole",
        OUR_ROLE,
        TO_LAMBDA | {"iam:AssociatedResourceArn": OTHER_FUNCTION},
    ),
)
_ARTIFACTS: tuple[Attack, ...] = (
    ("a bucket of ours in another account", "s3:GetObject", ARTIFACT, {TAG: "true", "aws:ResourceAccount": ACCOUNT}),
    (
        "a bucket that is named like the hub's",
        "s3:GetObject",
        f"arn:aws:s3:::security-notifications-artifacts-{FOREIGN_ACCOUNT}-{REGION}/templates/0a.yaml",
        {TAG: "true", "aws:ResourceAccount": FOREIGN_ACCOUNT},
    ),
    (
        "a bucket of the account that is named like Service Catalog's",
        "s3:GetObject",
        "arn:aws:s3:::sc-orders/x",
        {TAG: "true", "aws:ResourceAccount": ACCOUNT},
    ),
)
_KEYS: tuple[Attack, ...] = (
    ("our key directly", "kms:Decrypt", KEY, BY_CLOUDFORMATION | {"kms:ResourceAliases": [ALIAS]}),
    ("our key for data of one's own", "kms:GenerateDataKey", KEY, BY_CLOUDFORMATION | {"kms:ResourceAliases": [ALIAS]}),
    (
        "from our key to another",
        "kms:ReEncryptTo",
        KEY,
        BY_CLOUDFORMATION | BY_DYNAMODB | {"kms:ResourceAliases": ["alias/payroll"]},
    ),
    ("another key", "kms:Decrypt", KEY, BY_CLOUDFORMATION | BY_DYNAMODB | {"kms:ResourceAliases": ["alias/payroll"]}),
    (
        "a grant for a person",
        "kms:CreateGrant",
        KEY,
        BY_CLOUDFORMATION | BY_DYNAMODB | {"kms:GrantIsForAWSResource": "false"},
    ),
    ("the key's policy", "kms:PutKeyPolicy", KEY, BY_CLOUDFORMATION | BY_DYNAMODB),
    ("the key's end", "kms:ScheduleKeyDeletion", KEY, BY_CLOUDFORMATION | BY_DYNAMODB),
    (
        "the hub's key for something else",
        "kms:Decrypt",
        f"arn:aws:kms:{REGION}:{HUB}:key/0a1b2c3d",
        {"kms:ViaService": f"secretsmanager.{REGION}.amazonaws.com", "kms:ResourceAliases": [ALIAS]},
    ),
)
_DIRECTLY: tuple[Attack, ...] = tuple(
    (f"without CloudFormation, {service}", action, resource, {})
    for service, action, resource in (
        ("a topic", "sns:CreateTopic", TOPIC),
        ("its policy", "sns:SetTopicAttributes", TOPIC),
        ("a queue", "sqs:SetQueueAttributes", QUEUE),
        ("a table", "dynamodb:DeleteTable", TABLE),
        ("a table's backups", "dynamodb:UpdateContinuousBackups", TABLE),
        ("a log", "logs:DeleteLogGroup", LOG_GROUP),
        ("a rule", "events:DeleteRule", RULE),
        ("an alarm", "cloudwatch:DeleteAlarms", ALARM),
        ("code", "lambda:UpdateFunctionCode", FUNCTION),
        ("concurrency", "lambda:PutFunctionConcurrency", FUNCTION),
        ("list of logs", "logs:DescribeLogGroups", "*"),
        ("list of keys", "kms:ListAliases", "*"),
    )
)
_THROUGH_ANOTHER: tuple[Attack, ...] = tuple(
    (f"through {service}", "sns:SetTopicAttributes", TOPIC, {"aws:CalledVia": [f"{service}.amazonaws.com"]})
    for service in ("servicecatalog", "config", "ssm")
)

ATTACKS_OF_LAUNCH_ROLE: tuple[Case, ...] = (
    *denied(
        [f"launch role, {formatting.value}, own key" for formatting in Formatting],
        (
            *_ATTACKS,
            *_RULES,
            *_ALARMS,
            *_FUNCTIONS,
            *_PASSED,
            *_ARTIFACTS,
            *_KEYS,
            *_DIRECTLY,
            *_THROUGH_ANOTHER,
        ),
    ),
    *denied(
        ["launch role, lambda"], [("a key where there is none", "kms:Decrypt", KEY, BY_CLOUDFORMATION | BY_DYNAMODB)]
    ),
    *denied(
        ["launch role, eventbridge"],
        [("events to a function", "events:PutTargets", RULE, BY_CLOUDFORMATION | {"events:TargetArn": [FUNCTION]})],
    ),
    *denied(
        ["launch role, lambda"],
        [
            (
                "events to the topic, past the function",
                "events:PutTargets",
                RULE,
                BY_CLOUDFORMATION | {"events:TargetArn": [TOPIC]},
            )
        ],
    ),
)
