"""The dead-letter queue, who may send to it, and the alarm that tells of it without the function's help."""

from __future__ import annotations

from troposphere import FindInMap, GetAtt, Ref, Sub, Template, cloudwatch, sqs

from common.console import CONSOLE_MAP
from common.names import QUEUE, QUEUE_ALARM, TOPIC
from common.policies import allow_service, only_over_tls, policy
from common.tags import tags
from product.subscription.options import SubscriptionOptions

_FOURTEEN_DAYS = 1_209_600
"""The longest that SQS keeps a message."""

_FIVE_MINUTES = 300

_ALARM_TEXT = (
    "Findings of this subscription could not be told and wait in its dead-letter queue. They are told by themselves as "
    "soon as what failed works again; until then look at them in Security Hub: "
    "https://${AWS::Region}.${Domain}/securityhub/home?region=${AWS::Region}#/findings"
)


def add_dead_letters(template: Template, rules: tuple[str, ...], options: SubscriptionOptions) -> None:
    """Add the queue for events that no target took, and its alarm, the only one: whatever fails ends in the queue."""
    template.add_resource(_queue(options))
    template.add_resource(sqs.QueuePolicy("QueuePolicy", Queues=[Ref(QUEUE)], PolicyDocument=_policy(rules)))
    template.add_resource(
        cloudwatch.Alarm(
            QUEUE_ALARM,
            AlarmDescription=Sub(_ALARM_TEXT, Domain=FindInMap(CONSOLE_MAP, Ref("AWS::Partition"), "Domain")),
            Namespace="AWS/SQS",
            MetricName="ApproximateNumberOfMessagesVisible",
            Dimensions=[cloudwatch.MetricDimension(Name="QueueName", Value=GetAtt(QUEUE, "QueueName"))],
            Statistic="Maximum",
            Period=_FIVE_MINUTES,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[Ref(TOPIC)],
            Tags=tags(options.version),
        )
    )


def _queue(options: SubscriptionOptions) -> sqs.Queue:
    """Return the queue, which says of itself that it is for dead letters: Control Tower's CT.SQS.PR.1 wants to know.

    `allowAll` is what a queue without these words does; `denyAll` does not count there.
    https://docs.aws.amazon.com/controltower/latest/controlreference/sqs-rules.html
    """
    encryption = {"KmsMasterKeyId": options.key_alias} if options.key_alias else {"SqsManagedSseEnabled": True}
    return sqs.Queue(
        QUEUE,
        MessageRetentionPeriod=_FOURTEEN_DAYS,
        RedriveAllowPolicy={"redrivePermission": "allowAll"},
        Tags=tags(options.version),
        **encryption,
    )


def _policy(rules: tuple[str, ...]) -> dict[str, object]:
    queue = GetAtt(QUEUE, "Arn")
    sources = [GetAtt(rule, "Arn") for rule in rules]
    return policy(
        [
            allow_service("OurRules", "events.amazonaws.com", "sqs:SendMessage", queue, sources),
            only_over_tls("sqs:SendMessage", queue),
        ]
    )
