"""One message, one or two topics, each person once; addresses of both, each by the best of its entries."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from formatter.delivery.both_lists import mark
from formatter.delivery.publisher import PublishError
from formatter.delivery.sns_publisher import SnsPublisher
from formatter.messages.message import Audience, Message

OWNERS, LEADS = "arn:aws:sns:eu-central-1:111122223333:owners", "arn:aws:sns:eu-central-1:111122223333:leads"


class Sns:
    """SNS as far as a publisher sees it."""

    def __init__(self, *, refuses: str = "", listed: dict[str, list[tuple[str, str]]] | None = None) -> None:
        self.sent: list[tuple[str, str]] = []
        self.attributes: list[dict[str, Any]] = []
        self.filters: dict[str, dict[str, Any]] = {}
        self._refuses = refuses
        self._listed = listed or {}

    def publish(self, **arguments: Any) -> dict[str, str]:
        if arguments["TopicArn"] == self._refuses:
            raise ClientError({"Error": {"Code": "Throttled", "Message": "slow down"}}, "Publish")
        self.sent.append((arguments["TopicArn"], arguments["Subject"]))
        self.attributes.append(arguments["MessageAttributes"])
        return {"MessageId": f"to {arguments['TopicArn']}"}

    def list_subscriptions_by_topic(self, **arguments: str) -> dict[str, Any]:
        entries = self._listed.get(arguments["TopicArn"], [])
        place = int(arguments.get("NextToken", "0"))
        following = {"NextToken": str(place + 1)} if place + 1 < len(entries) else {}
        page = [
            {"Endpoint": one, "SubscriptionArn": arn, "Protocol": "email"} for one, arn in entries[place : place + 1]
        ]
        return {"Subscriptions": page, **following}

    def set_subscription_attributes(self, **arguments: str) -> None:
        if self._refuses == "filters":
            raise ClientError({"Error": {"Code": "AuthorizationError", "Message": "no"}}, "SetSubscriptionAttributes")
        assert arguments["AttributeName"] == "FilterPolicy"
        self.filters[arguments["SubscriptionArn"]] = json.loads(arguments["AttributeValue"])

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


ANA, BOB, LEAD = "ana@example.com", "bob@example.com", "lead@example.com"
PENDING = "PendingConfirmation"


def marked(sns: Sns) -> set[str]:
    """Return what the leads' copy carries beside what the owners' does."""
    of_leads, of_owners = sns.attributes
    assert of_owners.items() <= of_leads.items()
    return set(of_leads) - set(of_owners)


# Who confirmed as an owner and as a lead; whose subscription of the leads' topic refuses its mark, and who is marked.
ON_BOTH_LISTS: list[tuple[str, dict[str, str], dict[str, str], set[str], set[str]]] = [
    ("a lead who is an owner", {ANA: "arn:1"}, {ANA: "arn:2", LEAD: "arn:3"}, {"arn:2"}, {ANA}),
    ("two of them", {ANA: "arn:1", BOB: "arn:4"}, {BOB: "arn:2", ANA: "arn:3"}, {"arn:2", "arn:3"}, {ANA, BOB}),
    ("written otherwise", {"Ana@Example.com": "arn:1"}, {"ANA@example.com": "arn:2"}, {"arn:2"}, {ANA}),
    ("not yet a lead", {ANA: "arn:1"}, {ANA: PENDING, LEAD: "arn:3"}, set(), {ANA}),
    ("not yet an owner", {ANA: PENDING, BOB: "arn:1"}, {ANA: "arn:2"}, {"arn:2"}, {BOB}),
    ("no owner any more", {ANA: "Deleted"}, {ANA: "arn:2"}, {"arn:2"}, set()),
]


@pytest.mark.parametrize(
    ("owners", "leads", "filtered", "told_once"),
    [row[1:] for row in ON_BOTH_LISTS],
    ids=[row[0] for row in ON_BOTH_LISTS],
)
def test_a_lead_who_hears_as_an_owner_is_left_out(
    owners: dict[str, str], leads: dict[str, str], filtered: set[str], told_once: set[str]
) -> None:
    sns = Sns(listed={OWNERS: list(owners.items()), LEADS: list(leads.items())})
    publisher = SnsPublisher(sns, OWNERS, LEADS, (ANA, BOB))
    publisher.tell_once()
    publisher.publish(message(Audience.ALL))
    assert sns.filters == {
        arn: {mark(one.lower()): [{"exists": False}]} for one, arn in leads.items() if arn in filtered
    }
    assert marked(sns) == {mark(one) for one in told_once}


def test_a_filter_policy_is_set_once() -> None:
    sns = Sns(listed={LEADS: [(ANA, "arn:2")]})
    publisher = SnsPublisher(sns, OWNERS, LEADS, (ANA,))
    publisher.tell_once()
    sns.filters.clear()
    publisher.tell_once()
    assert not sns.filters


def test_until_sns_was_asked_everybody_hears() -> None:
    sns = Sns()
    SnsPublisher(sns, OWNERS, LEADS, (ANA,)).publish(message(Audience.ALL))
    assert marked(sns) == set()


def test_where_nobody_is_on_both_lists_sns_is_not_asked() -> None:
    SnsPublisher(None, OWNERS, LEADS).tell_once()
    SnsPublisher(None, OWNERS, "", (ANA,)).tell_once()


def test_what_sns_refuses_is_told() -> None:
    sns = Sns(refuses="filters", listed={LEADS: [(ANA, "arn:2")]})
    with pytest.raises(PublishError):
        SnsPublisher(sns, OWNERS, LEADS, (ANA,)).tell_once()
