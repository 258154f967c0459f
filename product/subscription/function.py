"""The formatter function with its role, its log group and its memory."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Join, Ref, Sub, Template, awslambda, dynamodb, iam, logs

from common.function_policy import FunctionResources, function_policy
from common.names import (
    FORMATTER_ROLE_PREFIX,
    FORMATTER_RUNTIME,
    FUNCTION,
    LAMBDA_HANDLER,
    LOG_GROUP,
    QUEUE,
    TABLE,
    TOPIC,
)
from common.options import Launch
from common.policies import boundary_arn
from common.tags import tags
from formatter.memory import schema
from formatter.settings import Variable
from product.subscription.form import ADDRESSES
from product.subscription.options import SubscriptionOptions

ROLE = "FormatterRole"

_MEMORY_MEGABYTES = 512
"""A cold start is bound by the processor, of which memory buys a share: at 512 MB it takes half the time of 256 MB."""

_TIMEOUT_SECONDS = 85
"""Long enough for a sweep of ten thousand findings, shorter than the sweep's grace of 90 seconds."""

_RETENTION_DAYS = 90


def add_function(template: Template, options: SubscriptionOptions) -> None:
    """Add everything that the function is made of."""
    template.add_resource(_table(options.version))
    template.add_resource(logs.LogGroup(LOG_GROUP, RetentionInDays=_RETENTION_DAYS, Tags=tags(options.version)))
    template.add_resource(_role(options))
    template.add_resource(_function(options))
    template.add_resource(
        awslambda.EventInvokeConfig(
            "FormatterFailures",
            FunctionName=Ref(FUNCTION),
            Qualifier="$LATEST",
            MaximumRetryAttempts=2,
            DestinationConfig=awslambda.DestinationConfig(
                OnFailure=awslambda.OnFailure(Destination=GetAtt(QUEUE, "Arn"))
            ),
        )
    )


def _function(options: SubscriptionOptions) -> awslambda.Function:
    return awslambda.Function(
        FUNCTION,
        Description="Turns Security Hub findings into emails",
        Handler=LAMBDA_HANDLER,
        Runtime=FORMATTER_RUNTIME,
        Architectures=["arm64"],
        MemorySize=_MEMORY_MEGABYTES,
        Timeout=_TIMEOUT_SECONDS,
        Role=GetAtt(ROLE, "Arn"),
        Code=awslambda.Code(S3Bucket=Sub(options.artifact_bucket), S3Key=options.formatter_key),
        LoggingConfig=awslambda.LoggingConfig(LogGroup=Ref(LOG_GROUP)),
        Environment=awslambda.Environment(Variables=_environment()),
        Tags=tags(options.version),
    )


def _environment() -> dict[str, Any]:
    asked = {
        Variable.MINIMUM_SEVERITY: "MinimumSeverity",
        Variable.NOTIFY_WHEN_RESOLVED: "NotifyWhenResolved",
        Variable.DELIVERY: "Delivery",
        Variable.TIME_ZONE: "TimeZone",
    }
    return {
        Variable.TOPIC_ARN.value: Ref(TOPIC),
        Variable.TABLE_NAME.value: Ref(TABLE),
        Variable.EMAIL_ADDRESSES.value: ADDRESSES.text,
        Variable.STACK_NAME.value: Ref("AWS::StackName"),
        **{variable.value: Ref(parameter) for variable, parameter in asked.items()},
    }


def _role(options: SubscriptionOptions) -> iam.Role:
    return iam.Role(
        ROLE,
        # The id of the stack ends in a UUID: names stay unique and short enough, and policies can name the prefix.
        RoleName=Join("", [FORMATTER_ROLE_PREFIX, _stack_uuid()]),
        AssumeRolePolicyDocument={
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        },
        Policies=[iam.Policy(PolicyName="Formatter", PolicyDocument=_permissions())],
        Tags=tags(options.version),
        **({"PermissionsBoundary": boundary_arn()} if options.launch is Launch.ROLE else {}),
    )


def _stack_uuid() -> dict[str, Any]:
    return {"Fn::Select": ["2", {"Fn::Split": ["/", Ref("AWS::StackId")]}]}


def _permissions() -> dict[str, Any]:
    table = GetAtt(TABLE, "Arn")
    return function_policy(
        FunctionResources(
            table=table,
            index=Join("/index/", [table, schema.AGENDA_INDEX]),
            topic=Ref(TOPIC),
            log_group=GetAtt(LOG_GROUP, "Arn"),
            queue=GetAtt(QUEUE, "Arn"),
        )
    )


def _table(version: str) -> dynamodb.Table:
    return dynamodb.Table(
        TABLE,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=[dynamodb.KeySchema(**key) for key in schema.KEY_SCHEMA],
        AttributeDefinitions=[dynamodb.AttributeDefinition(**one) for one in schema.ATTRIBUTE_DEFINITIONS],
        GlobalSecondaryIndexes=[
            dynamodb.GlobalSecondaryIndex(
                IndexName=index["IndexName"],
                KeySchema=[dynamodb.KeySchema(**key) for key in index["KeySchema"]],
                Projection=dynamodb.Projection(**index["Projection"]),
            )
            for index in schema.GLOBAL_SECONDARY_INDEXES
        ],
        TimeToLiveSpecification=dynamodb.TimeToLiveSpecification(AttributeName=schema.TTL_ATTRIBUTE, Enabled=True),
        Tags=tags(version),
        # Nothing stays behind when the owner leaves; what was told is of no use without the subscription.
        DeletionPolicy="Delete",
        UpdateReplacePolicy="Delete",
    )
