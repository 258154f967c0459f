"""A subscription in one process: our decisions and emails, with a memory and a mailbox in dictionaries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from formatter.delivery.deliver import Deliverer
from formatter.delivery.sweep import Sweeper
from formatter.finding.finding import Finding
from formatter.finding.reader import Received
from formatter.messages.message import Message
from formatter.settings import Preferences
from tests.formatter.fakes import Clock, FakeMemory, FakePublisher, Faults

SWEEP_EVERY = timedelta(minutes=5)


@dataclass
class InProcess:
    """A subscription whose sweeps come when its clock passes them."""

    preferences: Preferences
    start: datetime
    faults: Faults = field(default_factory=Faults)

    def __post_init__(self) -> None:
        """Put the parts together."""
        self.clock = Clock(self.start)
        self.memory = FakeMemory(self.faults)
        self.mail = FakePublisher(self.faults, self.clock)
        self.deliverer = Deliverer(self.memory, self.mail, self.preferences, self.clock)
        self.sweeper = Sweeper(self.memory, self.mail, self.preferences, self.clock, self._pause)
        self._next_sweep = self.start + SWEEP_EVERY

    def receive(self, finding: Finding, at: datetime) -> None:
        """Receive a finding at that time; sweeps that were due before run first."""
        self.run_until(at)
        self.deliverer.deliver(Received(finding))

    def run_until(self, at: datetime) -> None:
        """Let time pass."""
        while self._next_sweep <= at:
            self.clock.now = self._next_sweep
            self.sweeper.sweep()
            self._next_sweep += SWEEP_EVERY
        self.clock.now = max(at, self.clock.now)

    def emails(self) -> list[Message]:
        """Return the emails sent so far."""
        return self.mail.emails

    def _pause(self, seconds: float) -> None:
        self.clock.forward(seconds=seconds)
