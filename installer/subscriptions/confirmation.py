"""Confirm an address so that only who is signed in to the account can end it.

Who follows the link of a confirmation mail leaves the link below every email open to anybody who gets one forwarded, and to
mail gateways that follow every link. A signed call with the token of that link, and AuthenticateOnUnsubscribe, closes it.
https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from botocore.exceptions import ClientError

from common.names import LEAD_TOPIC, TOPIC
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_sns import SNSClient

_TOPIC_ARN = re.compile(r"arn:[a-z-]+:sns:(?P<region>[a-z0-9-]+):(?P<account>\d{12}):(?P<name>[A-Za-z0-9_-]+)")
_OURS = re.compile(rf"-({TOPIC}|{LEAD_TOPIC})-")
_STALE = ("InvalidParameter", "NotFound")


@dataclass(frozen=True)
class ConfirmationLink:
    """What the link of a confirmation mail holds.

    Attributes:
        topic_arn: the topic that invites.
        region: the topic's Region.
        token: what proves that somebody read the mail.
    """

    topic_arn: str
    region: str
    token: str

    @classmethod
    def parse(cls, link: str) -> ConfirmationLink:
        """Read a link; it is not opened.

        Raises:
            UserError: it is no confirmation link, or not of a topic of ours.
        """
        query = parse_qs(urlsplit(link).query)
        topic_arn, token = (query.get(name, [""])[0] for name in ("TopicArn", "Token"))
        found = _TOPIC_ARN.fullmatch(topic_arn)
        if not found or not token:
            raise UserError(
                "This is no link of a confirmation mail: copy the one behind 'Confirm subscription', whole and in quotes; "
                "it holds TopicArn= and Token=."
            )
        if not _OURS.search(topic_arn):
            raise UserError(
                f"The link confirms {found['name']}, which is no topic of this product; nothing was confirmed."
            )
        return cls(topic_arn, found["region"], token)


def confirm(sns: SNSClient, link: ConfirmationLink) -> str:
    """Confirm the address that the link invites; returns the subscription's ARN.

    Args:
        sns: client of SNS in the link's Region, signed in to the topic's account.
        link: what the mail held.

    Raises:
        UserError: the link is too old, or was followed already.
    """
    try:
        answer = sns.confirm_subscription(TopicArn=link.topic_arn, Token=link.token, AuthenticateOnUnsubscribe="true")
    except ClientError as error:
        if error.response["Error"]["Code"] not in _STALE:
            raise
        raise UserError(
            "SNS does not take this link any more: it is older than two days, or the address left the form. Update the "
            "subscription without the address, then with it, and use the link of the new mail."
        ) from error
    return str(answer["SubscriptionArn"])
