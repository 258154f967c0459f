"""The dead-letter queue, who may send to it, and the alarms that tell of it without the function's help."""

from __future__ import annotations

from troposphere import GetAtt, Ref, Template, cloudwatch, sqs

from common.names import QUEUE, QUEUE_ALARM, TOPIC
from common.policies import allow_service, only_over_tls, policy
from common.tags import tags

_FOURTEEN_DAYS = 1_209_600
"""The longest that SQS keeps a message."""

_FIVE_MINUTES = 300


def add_dead_letters(template: Template, rules: tuple[str, ...], version: str) -> None:
    """Add the queue for events that no target took, and its alarm."""
    template.add_resource(
        sqs.Queue(
            QUEUE,
            MessageRetentionPeriod=_FOURTEEN_DAYS,
            SqsManagedSseEnabled=True,
            Tags=tags(version),
        )
    )
    template.add_resource(sqs.QueuePolicy("QueuePolicy", Queues=[Ref(QUEUE)], PolicyDocument=_policy(rules)))
    add_alarm(
        template,
        QUEUE_ALARM,
        "AWS/SQS",
        "ApproximateNumberOfMessagesVisible",
        ("QueueName", GetAtt(QUEUE, "QueueName")),
        "Events that could not be handled wait in the dead-letter queue of this subscription: findings that were not mailed, "
        "most likely. Run ./install.sh redrive in this account to hand them over again; they are kept for 14 days.",
        version,
    )


def add_alarm(  # noqa: PLR0913, PLR0917  # an alarm is all of these
    template: Template, name: str, namespace: str, metric: str, dimension: tuple[str, object], text: str, version: str
) -> None:
    """Add an alarm on any count above nought, mailed straight through the topic."""
    template.add_resource(
        cloudwatch.Alarm(
            name,
            AlarmDescription=text,
            Namespace=namespace,
            MetricName=metric,
            Dimensions=[cloudwatch.MetricDimension(Name=dimension[0], Value=dimension[1])],
            Statistic="Maximum",
            Period=_FIVE_MINUTES,
            EvaluationPeriods=1,
            Threshold=0,
            ComparisonOperator="GreaterThanThreshold",
            TreatMissingData="notBreaching",
            AlarmActions=[Ref(TOPIC)],
            Tags=tags(version),
        )
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
