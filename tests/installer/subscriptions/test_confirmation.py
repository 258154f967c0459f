"""A confirmation link is read, not followed; what it confirms only somebody signed in can end."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from botocore.exceptions import ClientError

from common.names import LEAD_TOPIC, TOPIC
from embedded_aws.mailbox import fetch_invitations
from embedded_aws.process import EmbeddedAws
from embedded_aws.server.sns.states import UNCONFIRMED
from harness.command_line import CommandLine
from installer.errors import UserError
from installer.subscriptions.confirmation import ConfirmationLink, confirm
from tests.product.subscription.deployment import Account

STACK = "arn:aws:sns:eu-central-1:111122223333:SC-111122223333-pp-abcdefghijklm"
TOKEN = "2336412f37fb687f5d51e6e2425a8a58718b8b"


def link(topic: str, **more: str) -> str:
    return "https://sns.eu-central-1.amazonaws.com/confirmation.html?" + urlencode({"TopicArn": topic, **more})


@pytest.mark.parametrize("topic", [TOPIC, LEAD_TOPIC])
def test_the_link_of_aws_own_mail_is_read(topic: str) -> None:
    arn = f"{STACK}-{topic}-1A2B"
    read = ConfirmationLink.parse(link(arn, Token=TOKEN, Endpoint="a@example.com"))
    assert read == ConfirmationLink(arn, "eu-central-1", TOKEN)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "no link of a confirmation mail"),
        ("https://example.com/", "no link of a confirmation mail"),
        (link(f"{STACK}-{TOPIC}-1A2B"), "no link of a confirmation mail"),
        (link("arn:aws:sqs:eu-central-1:111122223333:x", Token=TOKEN), "no link of a confirmation mail"),
        (
            link("arn:aws:sns:eu-central-1:111122223333:payments", Token=TOKEN),
            "payments, which is no topic of this product",
        ),
    ],
    ids=["nothing", "another page", "without a token", "no topic", "another product's topic"],
)
def test_any_other_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        ConfirmationLink.parse(text)


class Sns:
    def __init__(self, refuses: str = "") -> None:
        self.asked: dict[str, Any] = {}
        self._refuses = refuses

    def confirm_subscription(self, **arguments: Any) -> dict[str, str]:
        self.asked = arguments
        if self._refuses:
            raise ClientError({"Error": {"Code": self._refuses, "Message": "Invalid token"}}, "ConfirmSubscription")
        return {"SubscriptionArn": f"{arguments['TopicArn']}:1"}


READ = ConfirmationLink(f"{STACK}-{TOPIC}-1A2B", "eu-central-1", TOKEN)


def test_it_is_confirmed_so_that_ending_it_takes_a_signature() -> None:
    sns = Sns()
    assert confirm(sns, READ) == f"{READ.topic_arn}:1"
    assert sns.asked == {"TopicArn": READ.topic_arn, "Token": TOKEN, "AuthenticateOnUnsubscribe": "true"}


def test_an_old_link_is_one_sentence_and_other_errors_are_their_own() -> None:
    with pytest.raises(UserError, match="older than two days"):
        confirm(Sns("InvalidParameter"), READ)
    with pytest.raises(ClientError):
        confirm(Sns("AuthorizationError"), READ)


def test_on_the_embedded_aws_the_link_below_an_email_ends_nothing_then(
    embedded_aws: EmbeddedAws, tmp_path: Path
) -> None:
    account = Account(embedded_aws)
    address = f"{UNCONFIRMED}owner@example.com"
    deployed = account.deploy({"EmailAddresses": address})
    (invitation,) = fetch_invitations(embedded_aws.control, address)
    CommandLine(embedded_aws, tmp_path).succeeds(account.id, "confirm", invitation.url)
    arn = deployed.addresses()[address]
    attributes = deployed.client("sns").get_subscription_attributes(SubscriptionArn=arn)["Attributes"]
    assert attributes["ConfirmationWasAuthenticated"] == "true"
