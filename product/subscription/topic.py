"""The topics that mail, who is subscribed to them, and who may publish.

Leads have a topic of their own. Only inline subscriptions are compared with what was there before as sets: who is removed from
the middle of a list leaves all others alone, and who did not confirm is no obstacle to leaving. A subscription that is a
resource of its own belongs to a place in the list; when the others move up, its handler ends what the next place has just been
given, and it refuses to delete what is not confirmed yet.
https://github.com/aws-cloudformation/aws-cloudformation-resource-providers-sns (UpdateHandler, DeleteHandler)

SNS deletes a topic's subscriptions with it: https://docs.aws.amazon.com/sns/latest/api/API_DeleteTopic.html
"""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, If, NoValue, Ref, Template, sns

from common.choices.words import Formatting
from common.names import LEAD_TOPIC, QUEUE_ALARM, TOPIC
from common.policies import allow_service, allow_service_always, only_over_tls, policy
from common.tags import tags
from product.subscription.form.names import EMAIL_ADDRESSES, LEAD_ADDRESSES, MOST_ADDRESSES, MOST_LEADS, WORKLOAD_NAME
from product.subscription.intrinsics import filled, place, ref, sub, without_spaces, written
from product.subscription.options import SubscriptionOptions

_PUBLISH = "sns:Publish"
SENDER = "Security notifications"
"""Name of the sender in mail programs, where the owner gives the workload no name."""

_HAS_NAME = "HasName"


def add_topics(template: Template, options: SubscriptionOptions) -> None:
    """Add the owners' topic and, where there is a function that knows what is overdue, the leads'."""
    template.add_condition(_HAS_NAME, filled(ref(WORKLOAD_NAME)))
    _add_topic(template, TOPIC, _subscriptions(template, EMAIL_ADDRESSES, MOST_ADDRESSES), options)
    if options.formatting is Formatting.LAMBDA:
        _add_topic(template, LEAD_TOPIC, _subscriptions(template, LEAD_ADDRESSES, MOST_LEADS), options)


def add_topic_policies(template: Template, *, for_rules: bool) -> None:
    """Allow the alarm to publish to owners, and rules where they mail without a function; everybody only over TLS.

    AWS says that topic policies for EventBridge take no conditions, so that a rule cannot be told from another there; what
    that leaves open stands in docs/permissions.md.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions

    Args:
        template: where they go.
        for_rules: whether rules publish to the owners' topic themselves.
    """
    rules = allow_service_always("EventBridge", "events.amazonaws.com", _PUBLISH, Ref(TOPIC))
    alarms = [GetAtt(QUEUE_ALARM, "Arn")]
    alarm = allow_service("OurAlarm", "cloudwatch.amazonaws.com", _PUBLISH, Ref(TOPIC), alarms)
    statements = [*([rules] if for_rules else []), alarm, only_over_tls(_PUBLISH, Ref(TOPIC))]
    template.add_resource(sns.TopicPolicy("TopicPolicy", Topics=[Ref(TOPIC)], PolicyDocument=policy(statements)))
    if LEAD_TOPIC in template.resources:
        only_tls = policy([only_over_tls(_PUBLISH, Ref(LEAD_TOPIC))])
        template.add_resource(sns.TopicPolicy("LeadTopicPolicy", Topics=[Ref(LEAD_TOPIC)], PolicyDocument=only_tls))


def _add_topic(template: Template, name: str, subscriptions: list[Any], options: SubscriptionOptions) -> None:
    key = {"KmsMasterKeyId": options.key_alias} if options.key_alias else {}
    template.add_resource(
        sns.Topic(
            name,
            DisplayName=If(_HAS_NAME, written(sub(f"Security - ${{{WORKLOAD_NAME}}}")), SENDER),
            Subscription=subscriptions,
            Tags=tags(options.version),
            **key,
        )
    )


def _subscriptions(template: Template, parameter: str, places: int) -> list[Any]:
    """Return a subscription for each place of the list, and add the conditions that the places are filled."""
    for number in range(places):
        template.add_condition(_filled(parameter, number), filled(place(parameter, number)))
    return [
        If(
            _filled(parameter, number),
            sns.Subscription(Protocol="email", Endpoint=written(without_spaces(place(parameter, number)))),
            NoValue,
        )
        for number in range(places)
    ]


def _filled(parameter: str, number: int) -> str:
    return f"{parameter}Has{number + 1}"
