"""One message, one or two topics; addresses of both, each by the best of its entries."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from formatter.delivery.publisher import PublishError
from formatter.delivery.sns_publisher import SnsPublisher
from formatter.messages.message import Audience, Message

OWNERS, LEADS = "arn:aws:sns:eu-central-1:111122223333:owners", "arn:aws:sns:eu-central-1:111122223333:leads"


class Sns:
    """SNS as far as a publisher sees it."""

    def __init__(self, *, refuses: str = "", listed: dict[str, list[tuple[str, str]]] | None = None) -> None:
        self.sent: list[tuple[str, str]] = []
        self._refuses = refuses
        self._listed = listed or {}

    def publish(self, **arguments: Any) -> dict[str, str]:
        if arguments["TopicArn"] == self._refuses:
            raise ClientError({"Error": {"Code": "Throttled", "Message": "slow down"}}, "Publish")
        self.sent.append((arguments["TopicArn"], arguments["Subject"]))
        return {"MessageId": f"to {arguments['TopicArn']}"}

    def list_subscriptions_by_topic(self, **arguments: str) -> dict[str, Any]:
        entries = self._listed.get(arguments["TopicArn"], [])
        place = int(arguments.get("NextToken", "0"))
        following = {"NextToken": str(place + 1)} if place + 1 < len(entries) else {}
        page = [
            {"Endpoint": one, "SubscriptionArn": arn, "Protocol": "email"} for one, arn in entries[place : place + 1]
        ]
        return {"Subscriptions": page, **following}

    def close(self) -> None:
        """Like a client."""


def message(audience: Audience) -> Message:
    return Message("subject", "body", {"audience": audience.value})


@pytest.mark.parametrize(
    ("audience", "lead_topic", "topics"),
    [
        (Audience.OWNERS, LEADS, [OWNERS]),
        (Audience.ALL, LEADS, [LEADS, OWNERS]),
        (Audience.ALL, "", [OWNERS]),
    ],
    ids=["owners", "all", "all, and there are no leads"],
)
def test_leads_get_only_what_is_for_all(audience: Audience, lead_topic: str, topics: list[str]) -> None:
    sns = Sns()
    assert SnsPublisher(sns, OWNERS, lead_topic).publish(message(audience)) == f"to {OWNERS}"
    assert sns.sent == [(topic, "subject") for topic in topics]


@pytest.mark.parametrize("refuses", [LEADS, OWNERS])
def test_it_is_told_only_when_both_topics_took_it(refuses: str) -> None:
    with pytest.raises(PublishError):
        SnsPublisher(Sns(refuses=refuses), OWNERS, LEADS).publish(message(Audience.ALL))


@pytest.mark.parametrize(
    "entries", [["Deleted", "PendingConfirmation", "arn:1"], ["arn:1", "PendingConfirmation", "Deleted"]]
)
def test_an_address_counts_by_the_best_of_its_entries(entries: list[str]) -> None:
    listed = {OWNERS: [("A@Example.com", one) for one in entries], LEADS: [("b@example.com", "PendingConfirmation")]}
    found = SnsPublisher(Sns(listed=listed), OWNERS, LEADS).addresses()
    assert found == {"a@example.com": "arn:1", "b@example.com": "PendingConfirmation"}
