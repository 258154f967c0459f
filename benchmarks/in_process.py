"""A subscription in one process: our decisions and messages, with a memory and a mailbox in dictionaries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from formatter.finding.finding import Finding
from formatter.messages.message import Message
from formatter.settings import Preferences
from tests.formatter.delivery.world import World

SWEEP_EVERY = timedelta(minutes=5)


@dataclass
class InProcess:
    """A subscription whose sweeps come when its clock passes them; it was confirmed two days before.

    Attributes:
        preferences: everybody's choices.
        start: when it begins to receive.
    """

    preferences: Preferences
    start: datetime

    def __post_init__(self) -> None:
        """Put the parts together."""
        self.world = World(self.preferences)
        self.world.clock.now = self.start - timedelta(days=2)
        self.world.welcomed()
        self.world.clock.now = self.start
        self._next_sweep = self.start + SWEEP_EVERY

    def receive(self, finding: Finding, at: datetime) -> None:
        """Receive a finding at that time; sweeps that were due before run first."""
        self.run_until(at)
        self.world.receive(finding)

    def run_until(self, at: datetime) -> None:
        """Let time pass."""
        while self._next_sweep <= at:
            self.world.clock.now = self._next_sweep
            self.world.subscription.sweep()
            self._next_sweep += SWEEP_EVERY
        self.world.clock.now = max(at, self.world.clock.now)

    def messages(self) -> list[Message]:
        """Return the messages sent so far."""
        return self.world.mail.messages

    def times(self) -> list[datetime]:
        """Return when each was sent."""
        return self.world.mail.times
