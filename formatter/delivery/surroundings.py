"""What the delivery of a subscription works on: all that differs between AWS, a test and a replay comes in here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from formatter.delivery.budget import Clock
from formatter.delivery.listening import AddressBook
from formatter.delivery.publisher import Publisher
from formatter.memory.interface import Memory
from formatter.settings import Preferences

if TYPE_CHECKING:
    from formatter.delivery.redrive import Queue
    from formatter.delivery.security_hub import SecurityHub


class Topic(Publisher, AddressBook, Protocol):
    """The subscription's topic: takes messages and knows its addresses."""

    def tell_once(self) -> None:
        """Have a lead who is an owner too hear once what both are told; raises PublishError."""


class Surroundings(NamedTuple):
    """What the delivery works on.

    Attributes:
        memory: what is remembered.
        topic: where messages go.
        hub: who knows how findings stand.
        queue: where events lie that failed.
        preferences: everybody's choices.
        clock: tells the time.
        pause: waits so many seconds.
    """

    memory: Memory
    topic: Topic
    hub: SecurityHub
    queue: Queue
    preferences: Preferences
    clock: Clock
    pause: Callable[[float], None]
