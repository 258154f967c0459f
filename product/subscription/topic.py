"""The topic that mails, and who may publish to it."""

from __future__ import annotations

from troposphere import GetAtt, If, NoValue, Ref, Template, sns

from common.names import TOPIC
from common.policies import allow_service, only_over_tls, policy
from common.tags import tags
from product.subscription.form import ADDRESSES
from product.subscription.lists import written

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
    statements = [
        allow_service(sid, service, "sns:Publish", Ref(TOPIC), [GetAtt(source, "Arn") for source in sources])
        for service, sid, sources in publishers
        if sources
    ]
    document = policy([*statements, only_over_tls("sns:Publish", Ref(TOPIC))])
    template.add_resource(sns.TopicPolicy("TopicPolicy", Topics=[Ref(TOPIC)], PolicyDocument=document))
