"""The topic that mails, and who may publish to it."""

from __future__ import annotations

from troposphere import GetAtt, If, NoValue, Ref, Template, sns

from product.subscription.form import ADDRESSES
from product.subscription.lists import Node, written
from product.subscription.tags import tags

TOPIC = "Topic"
SENDER = "Security notifications"
"""Name of the sender in mail programs."""


def add_topic(template: Template, version: str) -> None:
    """Add the topic with one subscription an address.

    An update subscribes and unsubscribes only what differs, so that the other addresses get no new confirmation mail: see
    the update handler of AWS::SNS::Topic, github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns.
    """
    for name, condition in ADDRESSES.conditions().items():
        template.add_condition(name, condition)
    template.add_resource(
        sns.Topic(
            TOPIC,
            DisplayName=SENDER,
            Subscription=[
                If(
                    ADDRESSES.condition(place),
                    sns.Subscription(Endpoint=written(ADDRESSES.value(place)), Protocol="email"),
                    NoValue,
                )
                for place in range(ADDRESSES.places)
            ],
            Tags=tags(version),
        )
    )


def add_topic_policy(template: Template, rules: tuple[str, ...], alarms: tuple[str, ...]) -> None:
    """Allow exactly these rules and alarms to publish, and everybody only over TLS.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
    """
    publishers = (("events.amazonaws.com", "OurRules", rules), ("cloudwatch.amazonaws.com", "OurAlarms", alarms))
    statements = [_may_publish(service, sid, sources) for service, sid, sources in publishers if sources]
    template.add_resource(
        sns.TopicPolicy(
            "TopicPolicy",
            Topics=[Ref(TOPIC)],
            PolicyDocument={"Version": "2012-10-17", "Statement": [*statements, _ONLY_OVER_TLS]},
        )
    )


_ONLY_OVER_TLS = {
    "Sid": "OnlyOverTls",
    "Effect": "Deny",
    "Principal": "*",
    "Action": "sns:Publish",
    "Resource": Ref(TOPIC),
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}


def _may_publish(service: str, sid: str, sources: tuple[str, ...]) -> dict[str, Node]:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "sns:Publish",
        "Resource": Ref(TOPIC),
        "Condition": {"ArnEquals": {"aws:SourceArn": [GetAtt(source, "Arn") for source in sources]}},
    }
