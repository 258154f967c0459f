"""What SNS gets, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from formatter.delivery.publisher import MessageRefusedError, PublishError
from formatter.delivery.sns_publisher import SnsPublisher, by_protocol
from formatter.messages.message import Message
from tests.formatter.memory.tables import moto_client

MESSAGE = Message("[HIGH] müßig", "Zeile 1\nZeile 2", {"audience": "owners", "kind": "NEW"}, {"title": "müßig"})
TOPIC = "arn:aws:sns:eu-central-1:111122223333:topic"


def refused(code: str) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "Publish")


class Sns:
    """A client that answers as it is told, and keeps what it got."""

    def __init__(self, answer: Callable[[dict[str, Any]], Exception | None] = lambda _: None) -> None:
        self.calls: list[dict[str, Any]] = []
        self._answer = answer

    def publish(self, **arguments: Any) -> dict[str, str]:
        self.calls.append(arguments)
        if error := self._answer(arguments):
            raise error
        return {"MessageId": "m-1"}

    def close(self) -> None:
        """Nothing is open."""


def test_each_protocol_gets_its_own_text() -> None:
    client = Sns()
    assert SnsPublisher(client, TOPIC).publish(MESSAGE) == "m-1"
    (call,) = client.calls
    assert (call["MessageStructure"], call["Subject"]) == ("json", "[HIGH] müßig")
    texts = json.loads(call["Message"])
    assert texts == {"default": "[HIGH] müßig", "email": "Zeile 1\nZeile 2", "https": '{"title": "müßig"}'}
    assert call["MessageAttributes"]["audience"] == {"DataType": "String", "StringValue": "owners"}


class Attributes:
    """SNS with two confirmed addresses, one of them signed, and one that is not confirmed."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def list_subscriptions_by_topic(self, **_: Any) -> dict[str, Any]:
        listed = {
            "A@example.com": f"{TOPIC}:signed",
            "b@example.com": f"{TOPIC}:b",
            "c@example.com": "PendingConfirmation",
        }
        return {
            "Subscriptions": [
                {"Protocol": "email", "Endpoint": address, "SubscriptionArn": arn} for address, arn in listed.items()
            ]
        }

    def get_subscription_attributes(self, SubscriptionArn: str) -> dict[str, Any]:  # noqa: N803  # as boto3 has it
        if self._error:
            raise self._error
        return {"Attributes": {"ConfirmationWasAuthenticated": str(SubscriptionArn.endswith("signed")).lower()}}


def test_protected_is_who_confirmed_signed() -> None:
    assert SnsPublisher(Attributes(), TOPIC).protected() == {"a@example.com"}


@pytest.mark.parametrize("code", ["AuthorizationError", "NotFound", "Throttled"])
def test_who_is_protected_is_not_known_where_sns_refuses(code: str) -> None:
    with pytest.raises(PublishError):
        SnsPublisher(Attributes(refused(code)), TOPIC).protected()


def test_a_subject_that_is_refused_goes_once_more_in_ascii() -> None:
    client = Sns(lambda call: None if call["Subject"].isascii() else refused("InvalidParameter"))
    SnsPublisher(client, TOPIC).publish(MESSAGE)
    assert [call["Subject"].isascii() for call in client.calls] == [False, True]


FAILURES = [
    ("this message is wrong", refused("InvalidParameter"), MessageRefusedError),
    ("throttled", refused("Throttling"), PublishError),
    ("not allowed", refused("AuthorizationError"), PublishError),
    ("no answer", ReadTimeoutError(endpoint_url="sns"), PublishError),
]


@pytest.mark.parametrize(("error", "expected"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_what_is_wrong_with_a_message_is_told_from_what_is_wrong_with_sns(
    error: Exception, expected: type[Exception]
) -> None:
    with pytest.raises(PublishError) as raised:
        SnsPublisher(Sns(lambda _: error), TOPIC).publish(Message("plain", "text"))
    assert type(raised.value) is expected


def test_an_email_that_is_too_large_is_cut_at_the_very_byte() -> None:
    whole = by_protocol(Message("s", "a" * 300_000, {"kind": "NEW"}))
    assert len(whole) + len("kindStringNEW") == 256 * 1024


@given(st.text(max_size=50), st.integers(0, 300_000))
def test_no_message_is_larger_than_sns_takes(text: str, size: int) -> None:
    message = Message("s", (text + '"\n\x01') * (size // (len(text) + 3)), {"kind": "NEW"}, {"text": text * 50})
    whole = by_protocol(message)
    assert len(whole.encode("utf-8", "surrogatepass")) + len("kindStringNEW") <= 256 * 1024
    assert json.loads(whole)["email"] == message.body[: len(json.loads(whole)["email"])]


@pytest.fixture
def topic() -> Iterator[tuple[Any, str]]:
    with mock_aws():
        client = moto_client("sns")
        yield client, client.create_topic(Name="emails")["TopicArn"]


def test_addresses_of_more_than_a_page_in_lower_case_and_of_email_only(topic: tuple[Any, str]) -> None:
    client, arn = topic
    # SNS answers a hundred at a time.
    for number in range(101):
        client.subscribe(TopicArn=arn, Protocol="email", Endpoint=f"Person{number}@Example.com")
    client.subscribe(TopicArn=arn, Protocol="sqs", Endpoint="arn:aws:sqs:eu-central-1:111122223333:queue")
    found = SnsPublisher(client, arn).addresses()
    assert set(found) == {f"person{number}@example.com" for number in range(101)}
