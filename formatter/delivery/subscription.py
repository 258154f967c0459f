"""One subscription's delivery in one process: it receives events and sweeps.

The handler makes one of AWS's services, a replay or a test one of a memory and a clock of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from formatter.delivery.beginning import Beginning
from formatter.delivery.brake import Brake
from formatter.delivery.deliver import Deliverer
from formatter.delivery.learn import Learner
from formatter.delivery.listening import Listening
from formatter.delivery.outcome import Outcome
from formatter.delivery.surroundings import Surroundings
from formatter.finding.reader import received_findings

if TYPE_CHECKING:
    from formatter.delivery.sweep import Swept


class Delivered(NamedTuple):
    """What became of an event.

    Attributes:
        outcomes: of each finding that was delivered.
        failures: of those that could not be, and must come again with their event.
    """

    outcomes: tuple[Outcome, ...]
    failures: tuple[Exception, ...] = ()


class EventFailedError(Exception):
    """Some finding of an event could not be delivered; the event must come again."""


class Subscription:
    """Delivers for one subscription."""

    def __init__(self, on: Surroundings) -> None:
        self.on = on
        self.listening = Listening(on.memory, on.topic, on.preferences, on.clock)
        self.beginning = Beginning(on.memory, self.listening, on.preferences, on.clock)
        self.brake = Brake(on.memory, on.clock)
        self.learner = Learner(on.memory, self.beginning, on.preferences, on.clock)
        self._deliverer = Deliverer(on, self.learner, self.listening, self.brake)

    def receive(self, event: Mapping[str, Any]) -> Delivered:
        """Deliver every finding of an event; one that cannot be delivered keeps no other waiting."""
        outcomes: list[Outcome] = []
        failures: list[Exception] = []
        for received in received_findings(event):
            try:
                outcomes.append(self._deliverer.deliver(received))
            except Exception as error:  # noqa: BLE001  # whatever it is, the event comes again with it
                failures.append(error)
        return Delivered(tuple(outcomes), tuple(failures))

    def sweep(self) -> Swept | None:
        """Do one sweep; None when another one is at it. Raises MemoryUnreachableError."""
        from formatter.delivery.sweep import sweep

        return sweep(self)
