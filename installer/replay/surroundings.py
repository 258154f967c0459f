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
from formatter.finding.reader import Received, received_findings
from formatter.messages.message import Message
from installer.replay.history import History
from installer.replay.temporary_memory import temporary_database

_CONFIRMED = "arn:aws:sns:us-east-1:111122223333:replay:confirmed"
_PAGE = 100
_SCHEMA = """
    CREATE TABLE findings (key TEXT PRIMARY KEY, own_id BLOB, id TEXT, clock TEXT, position INTEGER, number INTEGER);
    CREATE INDEX by_own_id ON findings (own_id);
"""
"""Of each finding its newest state: its place in the order of all states, its event, and its number in that.

Its own id as bytes, since it may hold what is no text.
"""


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
        self._rows = temporary_database(_SCHEMA)

    def page(self, query: Query, token: str) -> FindingsPage:
        """Return the next findings that are open and as severe as asked for; the rule looks at the rest again."""
        page = self._found("key > ? ORDER BY key LIMIT ?", token, _PAGE)
        found = tuple(one for _, one in page if _is_asked_for(one, query))
        return FindingsPage(found, page[-1][0] if len(page) == _PAGE else "")

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:
        """Return the findings with these ids, of these accounts, as they stand."""
        found = (finding for one in ids for _, finding in self._found("own_id = ? ORDER BY key", _as_bytes(one)))
        return tuple(one for one in found if not accounts or one.account_id in accounts)

    def id_of(self, short: str) -> str:
        """Return the id of the finding whose key begins so."""
        self._catch_up()
        found = self._rows.execute("SELECT id FROM findings WHERE key BETWEEN ? AND ?", (short, f"{short}~"))
        return str(found.fetchone()[0])

    def _found(self, where: str, *values: object) -> list[tuple[str, Finding]]:
        """Return keys and findings of the rows of which that is so."""
        self._catch_up()
        rows = self._rows.execute(f"SELECT key, position, number FROM findings WHERE {where}", values).fetchall()  # noqa: S608  # no condition comes from outside
        return [
            (key, received_findings(self._history.event(position))[number].finding) for key, position, number in rows
        ]

    def _catch_up(self) -> None:
        now = self._clock.now().timestamp()
        while self._next < len(self._by_time) and self._history.time_of(self._by_time[self._next]) <= now:
            position = self._by_time[self._next]
            for number, received in enumerate(received_findings(self._history.event(position))):
                self._note(received, position, number)
            self._next += 1

    def _note(self, received: Received, position: int, number: int) -> None:
        key, order = finding_key(received.finding), clock(received)
        known = self._rows.execute("SELECT clock FROM findings WHERE key = ?", (key,)).fetchone()
        if known is None or known[0] < order:
            row = (key, _as_bytes(received.finding.own_id), received.finding.id, order, position, number)
            self._rows.execute("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?)", row)


def _as_bytes(own_id: str) -> bytes:
    return own_id.encode("utf-8", "surrogatepass")


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
