"""The formatter function with its role, its log group and its memory."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Join, Ref, Sub, Template, awslambda, iam, logs

from common.choices.words import Launch
from common.function_policy import FunctionResources, function_policy
from common.names import (
    FORMATTER_ROLE_PREFIX,
    FORMATTER_RUNTIME,
    FUNCTION,
    LAMBDA_HANDLER,
    LEAD_TOPIC,
    LOG_GROUP,
    QUEUE,
    TABLE,
    TOPIC,
)
from common.policies import boundary_arn
from common.tags import tags
from formatter.memory import schema
from formatter.settings import Variable
from product.subscription.form.groups import environment
from product.subscription.memory_table import memory_table
from product.subscription.options import SubscriptionOptions

ROLE = "FormatterRole"

_MEMORY_MEGABYTES = 512
"""A cold start is bound by the processor, of which memory buys a share: at 512 MB it takes half the time of 256 MB."""

_TIMEOUT_SECONDS = 85
"""Long enough for a sweep of ten thousand findings, shorter than the sweep's grace of 90 seconds."""


def add_function(template: Template, options: SubscriptionOptions) -> None:
    """Add everything that the function is made of."""
    template.add_resource(memory_table(options))
    template.add_resource(_log_group(options))
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
    version = {"S3ObjectVersion": options.formatter_object_version} if options.formatter_object_version else {}
    reserved = {"ReservedConcurrentExecutions": options.reserved_concurrency} if options.reserved_concurrency else {}
    return awslambda.Function(
        FUNCTION,
        Description="Turns Security Hub findings into emails",
        Handler=LAMBDA_HANDLER,
        Runtime=FORMATTER_RUNTIME,
        Architectures=["arm64"],
        MemorySize=_MEMORY_MEGABYTES,
        Timeout=_TIMEOUT_SECONDS,
        Role=GetAtt(ROLE, "Arn"),
        Code=awslambda.Code(S3Bucket=Sub(options.artifact_bucket), S3Key=options.formatter_key, **version),
        LoggingConfig=awslambda.LoggingConfig(LogGroup=Ref(LOG_GROUP)),
        Environment=awslambda.Environment(Variables=_environment(options)),
        Tags=tags(options.version),
        **reserved,
    )


def _environment(options: SubscriptionOptions) -> dict[str, Any]:
    return {
        Variable.TOPIC_ARN.value: Ref(TOPIC),
        Variable.LEAD_TOPIC_ARN.value: Ref(LEAD_TOPIC),
        Variable.TABLE_NAME.value: Ref(TABLE),
        Variable.QUEUE_URL.value: Ref(QUEUE),
        Variable.STACK_NAME.value: Ref("AWS::StackName"),
        Variable.SOURCE.value: options.source.value,
        **environment(options),
    }


def _log_group(options: SubscriptionOptions) -> logs.LogGroup:
    key = f"arn:${{AWS::Partition}}:kms:${{AWS::Region}}:${{AWS::AccountId}}:{options.key_alias}"
    encryption = {"KmsKeyId": Sub(key)} if options.key_alias else {}
    return logs.LogGroup(
        LOG_GROUP, RetentionInDays=options.log_retention_days, Tags=tags(options.version), **encryption
    )


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
        Policies=[iam.Policy(PolicyName="Formatter", PolicyDocument=_permissions(options))],
        Tags=tags(options.version),
        **({"PermissionsBoundary": boundary_arn()} if options.launch is Launch.ROLE else {}),
    )


def _stack_uuid() -> dict[str, Any]:
    return {"Fn::Select": ["2", {"Fn::Split": ["/", Ref("AWS::StackId")]}]}


def _permissions(options: SubscriptionOptions) -> dict[str, Any]:
    table = GetAtt(TABLE, "Arn")
    topics = [Ref(TOPIC), Ref(LEAD_TOPIC)]
    return function_policy(
        FunctionResources(
            table=table,
            index=Join("/index/", [table, schema.AGENDA_INDEX]),
            topics=topics,
            addresses=[*topics, *(Sub(f"${{{topic}}}:*") for topic in (TOPIC, LEAD_TOPIC))],
            leads=[Ref(LEAD_TOPIC), Sub(f"${{{LEAD_TOPIC}}}:*")],
            log_group=GetAtt(LOG_GROUP, "Arn"),
            queue=GetAtt(QUEUE, "Arn"),
        ),
        options.key_alias,
    )
