"""Read the mailbox of the embedded AWS."""

from __future__ import annotations

import functools
import threading
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field

from embedded_aws.control import CONFIRMATIONS_PATH, MAILBOX_PATH, Control


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
        time: seconds since the epoch at which it arrived, in the embedded AWS's own time.
        attributes: the message's own attributes, all texts.
    """

    sender: str
    to: str
    subject: str
    body: str
    subscription: str
    message_id: str
    unsubscribe_url: str
    time: float
    attributes: Mapping[str, str] = field(default_factory=dict)

    @property
    def footer(self) -> str:
        """What SNS writes below the body.

        https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
        """
        return (
            "--\nIf you wish to stop receiving notifications from this topic, please click or visit the link below to "
            f"unsubscribe:\n{self.unsubscribe_url}"
        )


@dataclass(frozen=True)
class Invitation:
    """What SNS asks the owner of an address to confirm; the mailbox confirms all but those of addresses that say not to.

    Attributes:
        address: the address.
        topic: ARN of the topic.
        token: what ConfirmSubscription takes.
        url: the link in the email; opening it confirms.
    """

    address: str
    topic: str
    token: str
    url: str


def fetch_invitations(control: Control, address: str | None = None) -> list[Invitation]:
    """Return what waits for a confirmation by the owner of an address, or by anybody."""
    found = (Invitation(**one) for one in control.ask(CONFIRMATIONS_PATH))
    return [one for one in found if address in (None, one.address)]


def accept(invitation: Invitation) -> None:
    """Open the link, as the owner of the address does."""
    with urllib.request.urlopen(invitation.url, timeout=30) as answer:  # noqa: S310  # our own
        answer.read()


def fetch_emails(control: Control, address: str | None = None) -> list[ReceivedEmail]:
    """Return the emails in the mailbox, oldest first; of one address or of all."""
    return [email for email in _read_so_far(control).all() if address in (None, email.to)]


class _ReadSoFar:
    """The emails of one mailbox, of which each is fetched once: they only become more, and who waits for one looks often."""

    def __init__(self, control: Control) -> None:
        self._control = control
        self._emails: list[ReceivedEmail] = []
        self._lock = threading.Lock()

    def all(self) -> list[ReceivedEmail]:
        with self._lock:
            new = self._control.ask(MAILBOX_PATH, {"after": str(len(self._emails))})
            self._emails += (ReceivedEmail(**email) for email in new)
            return list(self._emails)


@functools.cache
def _read_so_far(control: Control) -> _ReadSoFar:
    return _ReadSoFar(control)
