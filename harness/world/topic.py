"""A model of the subscription's topic: who has confirmed, what was published and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from formatter.delivery.publisher import PublishError
from formatter.messages.message import Message
from harness.world.clock import Clock

_SECONDS_A_CALL = 0.02
_CONFIRMED = "arn:aws:sns:us-east-1:111122223333:topic:confirmed"


@dataclass
class Topic:
    """The topic.

    Attributes:
        clock: simulated time.
        address: the one address.
        confirmed_at: second from which it is confirmed.
        is_down: whether publishing fails.
        sent: what was published, with its time.
    """

    clock: Clock
    address: str = "owner@example.com"
    confirmed_at: float = 0.0
    is_down: bool = False
    sent: list[tuple[datetime, Message]] = field(default_factory=list)

    def publish(self, message: Message) -> str:
        """Take a message."""
        self.clock.wait(_SECONDS_A_CALL)
        if self.is_down:
            raise PublishError("SNS does not answer")
        self.sent.append((self.clock.now(), message))
        return f"message-{len(self.sent)}"

    def tell_once(self) -> None:
        """Do nothing: its one address is on one list."""

    def addresses(self) -> Mapping[str, str]:
        """Return the address with its subscription."""
        self.clock.wait(_SECONDS_A_CALL)
        is_confirmed = self.clock.elapsed >= self.confirmed_at
        return {self.address: _CONFIRMED if is_confirmed else "PendingConfirmation"}

    def protected(self) -> Collection[str]:
        """Return none."""
        self.clock.wait(_SECONDS_A_CALL)
        return ()
