"""What the formatter works on while a history is played: a clock that is moved, a topic that notes, a historic Security Hub."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from formatter.delivery.inventory import Query
from formatter.delivery.redrive import Letter
from formatter.delivery.security_hub import FindingsPage
from formatter.finding.clock import clock
from formatter.finding.finding import Finding, State
from formatter.finding.identity import finding_key
from formatter.finding.reader import received_findings
from formatter.messages.message import Message
from installer.replay.history import History

_CONFIRMED = "arn:aws:sns:us-east-1:111122223333:replay:confirmed"
_PAGE = 100


class SimulatedClock:
    """A clock that only moves when it is told to."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        """Return the time."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Move on; never back."""
        self._now = max(self._now, moment)

    def pause(self, seconds: float) -> None:
        """Let so many seconds pass."""
        self._now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Sent:
    """A message and when it went out."""

    at: datetime
    message_id: str
    message: Message


class NotingTopic:
    """A topic that notes what is published; its addresses confirm at one moment."""

    def __init__(self, clock: SimulatedClock, addresses: Sequence[str], confirmed_at: datetime) -> None:
        self._clock = clock
        self._addresses = tuple(addresses)
        self._confirmed_at = confirmed_at
        self._number = 0
        self._sent: list[Sent] = []

    def publish(self, message: Message) -> str:
        """Note the message."""
        self._number += 1
        message_id = f"message-{self._number}"
        self._sent.append(Sent(self._clock.now(), message_id, message))
        return message_id

    def tell_once(self) -> None:
        """Do nothing: a message that is for both is noted once."""

    def addresses(self) -> Mapping[str, str]:
        """Return all addresses, confirmed from that moment on."""
        is_confirmed = self._clock.now() >= self._confirmed_at
        return dict.fromkeys(self._addresses, _CONFIRMED if is_confirmed else "PendingConfirmation")

    def protected(self) -> Collection[str]:
        """Return none: nobody told how they confirmed."""
        return ()

    def taken(self) -> list[Sent]:
        """Return what was sent since this was asked last."""
        sent, self._sent = self._sent, []
        return sent


class EmptyQueue:
    """A dead-letter queue in which nothing ever lies: in a replay nothing fails."""

    def letters(self) -> Sequence[Letter]:
        """Return nothing."""
        return ()

    def remove(self, letter: Letter) -> None:
        """Do nothing."""


class HistoricHub:
    """Security Hub as it stood at the simulated time, by the events' own times; only places are kept, not findings."""

    def __init__(self, history: History, clock: SimulatedClock) -> None:
        self._history = history
        self._clock = clock
        self._by_time = history.by_time()
        self._next = 0
        self._newest: dict[str, tuple[str, int, int]] = {}
        self._by_id: dict[str, set[str]] = {}

    def page(self, query: Query, token: str) -> FindingsPage:
        """Return the next findings that are open and as severe as asked for; the rule looks at the rest again."""
        self._catch_up()
        keys = sorted(self._newest)
        start = int(token or 0)
        part = keys[start : start + _PAGE]
        found = tuple(one for one in map(self._finding, part) if _is_asked_for(one, query))
        return FindingsPage(found, str(start + _PAGE) if start + _PAGE < len(keys) else "")

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:
        """Return the findings with these ids, of these accounts, as they stand."""
        self._catch_up()
        found = (self._finding(key) for one in ids for key in sorted(self._by_id.get(one, ())))
        return tuple(one for one in found if not accounts or one.account_id in accounts)

    def _catch_up(self) -> None:
        now = self._clock.now().timestamp()
        while self._next < len(self._by_time) and self._history.time_of(self._by_time[self._next]) <= now:
            position = self._by_time[self._next]
            for number, received in enumerate(received_findings(self._history.event(position))):
                key, order = finding_key(received.finding), clock(received)
                self._by_id.setdefault(received.finding.id, set()).add(key)
                if key not in self._newest or self._newest[key][0] < order:
                    self._newest[key] = (order, position, number)
            self._next += 1

    def _finding(self, key: str) -> Finding:
        _, position, number = self._newest[key]
        return received_findings(self._history.event(position))[number].finding


def _is_asked_for(finding: Finding, query: Query) -> bool:
    is_open = finding.state in (State.OPEN, State.NOTIFIED)
    if not is_open or finding.severity not in query.severities:
        return False
    if query.products and (finding.product_name in query.products) is query.is_all_but:
        return False
    if query.accounts and finding.account_id not in query.accounts:
        return False
    return not query.tag_key or any(
        resource.tags.get(query.tag_key) in query.tag_values for resource in finding.resources
    )
