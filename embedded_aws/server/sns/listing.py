"""List subscriptions, a hundred a page; the state of some stands in place of their ARN.

https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ministack.services import sns

from embedded_aws.server.service import Response
from embedded_aws.server.sns import states
from embedded_aws.server.sns.answers import done
from embedded_aws.server.sns.states import Subscription

_PAGE = 100

Query = Mapping[str, Any]


def list_all(query: Query) -> Response:
    """Answer with the subscriptions of an account."""
    found = [one for topic in sns._topics.values() for one in topic["subscriptions"]]
    return _listed("ListSubscriptions", found, query)


def list_by_topic(query: Query) -> Response:
    """Answer with those of a topic."""
    topic, error = sns._get_topic(sns._p(query, "TopicArn"), "sns:ListSubscriptionsByTopic")
    if error is not None:
        answer: Response = error
        return answer
    return _listed("ListSubscriptionsByTopic", topic["subscriptions"], query)


def _listed(action: str, found: Sequence[Subscription], query: Query) -> Response:
    begin = int(sns._p(query, "NextToken") or 0)
    members = "".join(_member(one) for one in found[begin : begin + _PAGE])
    following = f"<NextToken>{begin + _PAGE}</NextToken>" if begin + _PAGE < len(found) else ""
    return done(action, f"<Subscriptions>{members}</Subscriptions>{following}")


def _member(subscription: Subscription) -> str:
    topic = subscription["topic_arn"]
    shown = {
        "SubscriptionArn": states.listed_arn(subscription),
        "Owner": subscription.get("owner") or topic.split(":")[4],
        "TopicArn": topic,
        "Protocol": subscription["protocol"],
        "Endpoint": subscription["endpoint"],
    }
    inner = "".join(f"<{name}>{sns._xml_escape(value)}</{name}>" for name, value in shown.items())
    return f"<member>{inner}</member>"
