"""Read the mailbox of the embedded AWS."""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from dataclasses import dataclass

MAILBOX_PATH = "/_embedded/mailbox"
"""Where the server answers with all emails as JSON; `address` in the query asks for those of one address."""


@dataclass(frozen=True)
class ReceivedEmail:
    """An email as its recipient gets it.

    Attributes:
        sender: name and address of the sender.
        to: the recipient's address.
        subject: subject line.
        body: plain text.
        subscription: ARN of the SNS subscription it came through.
        message_id: what SNS answered to its publisher.
        unsubscribe_url: the link that SNS puts below every email; it works.
        time: seconds since the epoch at which it arrived.
    """

    sender: str
    to: str
    subject: str
    body: str
    subscription: str
    message_id: str
    unsubscribe_url: str
    time: float

    @property
    def footer(self) -> str:
        """What SNS writes below the body.

        https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
        """
        return (
            "--\nIf you wish to stop receiving notifications from this topic, please click or visit the link below to "
            f"unsubscribe:\n{self.unsubscribe_url}"
        )


def fetch_emails(endpoint_url: str, address: str | None = None) -> list[ReceivedEmail]:
    """Return the emails in the mailbox, oldest first; of one address or of all."""
    query = "" if address is None else "?" + urllib.parse.urlencode({"address": address})
    with urllib.request.urlopen(f"{endpoint_url}{MAILBOX_PATH}{query}", timeout=30) as answer:  # noqa: S310  # our own
        return [ReceivedEmail(**email) for email in json.load(answer)]
