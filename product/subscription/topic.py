"""The topic that mails, and who may publish to it."""

from __future__ import annotations

from troposphere import GetAtt, If, NoValue, Ref, Template, sns

from common.names import QUEUE_ALARM, TOPIC
from common.policies import allow_service, allow_service_always, only_over_tls, policy
from common.tags import tags
from product.subscription.form import ADDRESSES
from product.subscription.lists import written

_PUBLISH = "sns:Publish"
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


def add_topic_policy(template: Template, *, for_rules: bool) -> None:
    """Allow the alarm to publish, and rules where they mail without a function; everybody only over TLS.

    AWS says that topic policies for EventBridge take no conditions, so that a rule cannot be told from another there; what
    that leaves open stands in docs/permissions.md.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions

    Args:
        template: of the subscription.
        for_rules: whether EventBridge publishes to the topic.
    """
    topic = Ref(TOPIC)
    alarm = allow_service("OurAlarm", "cloudwatch.amazonaws.com", _PUBLISH, topic, [GetAtt(QUEUE_ALARM, "Arn")])
    rules = [allow_service_always("EventBridge", "events.amazonaws.com", _PUBLISH, topic)] if for_rules else []
    document = policy([*rules, alarm, only_over_tls(_PUBLISH, topic)])
    template.add_resource(sns.TopicPolicy("TopicPolicy", Topics=[topic], PolicyDocument=document))
