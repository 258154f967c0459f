"""The mailbox: what SNS would send to people, to whom it would, and what it refuses."""

from __future__ import annotations

import urllib.request
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from local.embedded_aws import EmbeddedAws
from local.organization import new_account_id


@pytest.fixture
def sns(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.session(new_account_id()).client("sns")


def topic_for(sns: Any, *addresses: str) -> str:
    arn: str = sns.create_topic(Name="news", Attributes={"DisplayName": "Security notifications"})["TopicArn"]
    for address in addresses:
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=address)
    return arn


def address(name: str = "reader") -> str:
    """Return an address that no other test uses."""
    return f"{name}-{uuid.uuid4()}@example.com"


def test_an_email_arrives_as_it_was_published(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    message_id = sns.publish(TopicArn=topic, Subject="[HIGH] News", Message="Body\nof two lines, ümlauts too")[
        "MessageId"
    ]
    (email,) = embedded_aws.mailbox(reader)
    assert (email.subject, email.body, email.message_id) == (
        "[HIGH] News",
        "Body\nof two lines, ümlauts too",
        message_id,
    )
    assert email.sender == "Security notifications <no-reply@sns.amazonaws.com>"
    assert email.subscription.startswith(topic)


def test_who_never_confirms_gets_nothing_and_is_listed_as_pending(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address("unconfirmed")
    topic = topic_for(sns, reader)
    sns.publish(TopicArn=topic, Subject="News", Message="Body")
    assert embedded_aws.mailbox(reader) == []
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [one["SubscriptionArn"] for one in listed] == ["PendingConfirmation"]


def test_the_link_below_the_email_unsubscribes(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader, other = address(), address("other")
    topic = topic_for(sns, reader, other)
    sns.publish(TopicArn=topic, Subject="News", Message="Body")
    (email,) = embedded_aws.mailbox(reader)
    assert email.unsubscribe_url in email.footer
    with urllib.request.urlopen(email.unsubscribe_url) as answer:
        assert answer.status == 200
    sns.publish(TopicArn=topic, Subject="More news", Message="Body")
    assert (len(embedded_aws.mailbox(reader)), len(embedded_aws.mailbox(other))) == (1, 2)


@pytest.mark.parametrize(
    ("subject", "message", "reason"),
    [
        ("two\nlines", "Body", "a line break"),
        ("Zürich", "Body", "not ASCII"),
        (" starts with a space", "Body", "begins with a space"),
        ("x" * 101, "Body", "101 characters"),
        ("tab\there", "Body", "a control character"),
        ("Subject", "x" * 262_145, "a body above 256 KiB"),
    ],
)
def test_sns_refuses(embedded_aws: EmbeddedAws, sns: Any, subject: str, message: str, reason: str) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    with pytest.raises(ClientError, match="InvalidParameter"):
        sns.publish(TopicArn=topic, Subject=subject, Message=message)
    assert embedded_aws.mailbox(reader) == [], reason


def test_the_longest_subject_and_body_pass(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    sns.publish(TopicArn=topic_for(sns, reader), Subject="x" * 100, Message="y" * 262_144)
    (email,) = embedded_aws.mailbox(reader)
    assert (len(email.subject), len(email.body)) == (100, 262_144)
