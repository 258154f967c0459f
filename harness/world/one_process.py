"""A subscription in one process: a memory, a mailbox, a Security Hub and a queue, and a clock that only its user moves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from formatter.delivery.inventory import Query
from formatter.delivery.outcome import Outcome
from formatter.delivery.publisher import PublishError
from formatter.delivery.redrive import Letter
from formatter.delivery.security_hub import FindingsPage
from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.delivery.sweep import Swept
from formatter.finding.finding import Finding
from formatter.memory.interface import Memory
from formatter.messages.message import Message
from formatter.settings import Preferences
from installer.replay.temporary_memory import TemporaryMemory

START = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
OWNER = "owner@example.com"
CONFIRMED = "arn:aws:sns:eu-central-1:111122223333:topic:1"
PENDING = "PendingConfirmation"


@dataclass
class Clock:
    """A clock that stands still."""

    now: datetime = START

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def pause(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Mailbox:
    """A topic that notes when each message came."""

    clock: Clock
    known: dict[str, str] = field(default_factory=lambda: {OWNER: CONFIRMED})
    messages: list[Message] = field(default_factory=list)
    times: list[datetime] = field(default_factory=list)
    fault: Exception | None = None
    asked: int = 0
    closed: Collection[str] | None = ()
    filters_refused: bool = False

    def publish(self, message: Message) -> str:
        """Take a message."""
        if self.fault is not None:
            raise self.fault
        self.messages.append(message)
        self.times.append(self.clock())
        return f"message-{len(self.messages)}"

    def tell_once(self) -> None:
        """Have nobody hear twice, if it may."""
        if self.filters_refused:
            raise PublishError("AuthorizationError")

    def addresses(self) -> Mapping[str, str]:
        """Return the addresses and their subscriptions."""
        self.asked += 1
        if isinstance(self.fault, PublishError):
            raise self.fault
        return self.known

    def protected(self) -> Collection[str]:
        """Return the addresses whose subscription no link can end."""
        if self.closed is None:
            raise PublishError("AuthorizationError")
        return self.closed


@dataclass
class Hub:
    """A Security Hub that holds some findings."""

    findings_held: list[Finding] = field(default_factory=list)
    fault: Exception | None = None
    page_size: int = 100
    calls: int = 0
    asked: list[int] = field(default_factory=list)

    def page(self, query: Query, token: str) -> FindingsPage:
        """Return a page of those that are as severe as asked for."""
        self._call()
        wanted = [one for one in self.findings_held if one.severity in query.severities]
        start = int(token or 0)
        end = start + self.page_size
        return FindingsPage(tuple(wanted[start:end]), str(end) if end < len(wanted) else "")

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:
        """Return those with these ids in these accounts."""
        self._call()
        self.asked.append(len(ids))
        return tuple(one for one in self.findings_held if one.own_id in ids and one.account_id in accounts)

    def _call(self) -> None:
        self.calls += 1
        if self.fault is not None:
            raise self.fault


@dataclass
class Letters:
    """A dead-letter queue."""

    bodies: list[str] = field(default_factory=list)

    def letters(self) -> Sequence[Letter]:
        """Return those that nobody has taken since the last sweep."""
        found = [Letter(body, body) for body in self.bodies if body not in self.hidden]
        self.hidden |= set(self.bodies)
        return found

    def remove(self, letter: Letter) -> None:
        """Delete one."""
        self.bodies.remove(letter.body)

    hidden: set[str] = field(default_factory=set)


class World:
    """One subscription and everything around it."""

    def __init__(self, preferences: Preferences | None = None, memory: Memory | None = None) -> None:
        self.clock = Clock()
        self.mail = Mailbox(self.clock)
        self.hub = Hub()
        self.queue = Letters()
        self.memory: Memory = memory or TemporaryMemory()
        self.preferences = preferences or Preferences(email_addresses=(OWNER,))
        self.events = 0
        self.restart()

    def restart(self) -> None:
        """Begin a new process, which knows nothing but the memory."""
        on = Surroundings(self.memory, self.mail, self.hub, self.queue, self.preferences, self.clock, self.clock.pause)
        self.subscription = Subscription(on)

    def receive(self, *findings: Finding, **event: Any) -> list[Outcome]:
        """Deliver an event with these findings; raises what makes it come again."""
        self.events += 1
        whole = {"id": f"event-{self.events}", "time": self.clock.now.isoformat(), **event}
        detail = {"findings": [one.raw for one in findings], **event.get("detail", {})}
        delivered = self.subscription.receive(whole | {"detail": detail})
        if delivered.failures:
            raise delivered.failures[0]
        return list(delivered.outcomes)

    def sweep(self) -> Swept:
        """Sweep five minutes later."""
        self.clock.now += timedelta(minutes=5)
        self.queue.hidden.clear()
        swept = self.subscription.sweep()
        if swept is None:
            raise RuntimeError("another sweep is at it")
        return swept

    def pass_time(self, **amount: float) -> None:
        """Let time pass, with a sweep every five minutes."""
        end = self.clock.now + timedelta(**amount)
        while self.clock.now < end:
            self.sweep()

    def welcomed(self) -> World:
        """Let the subscription be welcomed, two days ago."""
        self.pass_time(minutes=5)
        self.clock.now += timedelta(days=2)
        self.mail.messages.clear()
        self.mail.times.clear()
        return self

    def waiting(self) -> Iterator[str]:
        """Yield the keys of problems of which something waits."""
        yield from (row.key for row in self.memory.scan(None).problems if row.pending is not None)

    @property
    def subjects(self) -> list[str]:
        """Return the subjects of what came."""
        return [message.subject for message in self.mail.messages]

    @property
    def kinds(self) -> list[str]:
        """Return why each message came."""
        return [message.attributes["kind"] for message in self.mail.messages]
