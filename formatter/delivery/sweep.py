"""Every five minutes, one at a time: what waits, dead letters, reminders and escalations, reports.

The time is shared out (urgent 20 seconds, dead letters 25, the rest 30 and what these leave, reports 10); a part that fails
stops no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from formatter.decision.agenda import is_immediate, is_of_first_days
from formatter.decision.telling import FAILURES_UNTIL_PLAINEST
from formatter.delivery.backlog import MOST_IN_A_DIGEST, Backlog, Beyond
from formatter.delivery.budget import Budget, Share
from formatter.delivery.due import due_rows
from formatter.delivery.note import SweepNote
from formatter.delivery.outcome import Outcome
from formatter.delivery.pace import Pace
from formatter.delivery.publisher import PacedPublisher, PublishError
from formatter.delivery.redrive import redrive
from formatter.delivery.reports import Reports
from formatter.delivery.response import Response
from formatter.delivery.subscription import Subscription
from formatter.delivery.teller import Teller
from formatter.delivery.watch import AddressWatch
from formatter.delivery.welcome import Welcome
from formatter.memory.records import Problem, Urgency
from formatter.messages.digest import Digest, Entry, compose_digest

_LEASE_NAME = "sweep"
_LEASE = timedelta(seconds=90)
"""A sweep that came twice finds the lease taken; Lambda ends each sweep before, and tries one that failed later than that."""

_SECONDS = 85
_URGENT, _DEAD_LETTERS, _REPORTS = 20, 25, 10
_READING = 0.4
"""The part of a share in which rows are read; the rest is for telling and marking them."""

_HELD_BACK = "So many findings came at once, or sending failed for a while, that they come together in this email."
_REGULAR = "These findings came since your last digest."
_OPEN_ALREADY = "These findings were open already when this subscription, or its present filters, began."


@dataclass(frozen=True)
class Swept:
    """What a sweep did.

    Attributes:
        told: what became of each problem that waited.
        delivered: what became of each finding of a dead letter.
        messages: how many messages went out.
        redriven: how many dead letters were taken back.
        counted: how many problems are open and overdue, where a count was completed.
        news: sentences for the log.
        failures: what went wrong and is tried again.
    """

    told: tuple[Outcome, ...]
    delivered: tuple[Outcome, ...]
    messages: int
    redriven: int
    counted: Mapping[str, Any] | None
    news: tuple[str, ...]
    failures: tuple[str, ...]


def sweep(subscription: Subscription) -> Swept | None:
    """Do one sweep for a subscription; None when another one is at it.

    Raises:
        MemoryUnreachableError: the table did not answer; the next sweep does what this one could not.
    """
    memory, now = subscription.on.memory, subscription.on.clock()
    if not memory.lease(_LEASE_NAME, now + _LEASE, now):
        return None
    swept: Swept | None = None
    try:
        swept = _Run(subscription).all()
    finally:
        if swept is None or swept.failures:
            # Lambda tries a failed sweep again, and that try shall not find the lease taken.
            memory.release(_LEASE_NAME)
    return swept


class _Run:
    """One sweep."""

    def __init__(self, subscription: Subscription) -> None:
        on = subscription.on
        self._subscription = subscription
        self._on = on
        self._preferences = on.preferences
        self._budget = Budget(on.clock, _SECONDS)
        self._publisher = PacedPublisher(on.topic, on.pause)
        self._teller = Teller(on.memory, self._publisher, on.preferences, on.clock)
        self._note = SweepNote(on.memory)
        self._backlog = Backlog(on.memory, self._note, self._teller)
        self._welcome = Welcome(on, self._teller, self._note, subscription.learner)
        self._reports = Reports(on, self._teller, self._note)
        self._response = Response(on, self._teller, subscription.learner, self._pace)
        self._news: list[str] = []
        self._redriven = 0
        self._delivered: list[Outcome] = []

    def _pace(self) -> Pace:
        return Pace(self._note, self._subscription.beginning.began())

    def all(self) -> Swept:
        """Do every part."""
        is_heard = bool(self._part(self._listen))
        self._part(self._tell_once)
        if is_heard and not self._welcome.comes_first:
            self._part(lambda: self._class(Urgency.URGENT, self._budget.share(_URGENT)))
        self._part(lambda: self._redrive(self._budget.share(_DEAD_LETTERS)))
        if is_heard:
            self._part(lambda: self._rest(self._budget.all_but(_REPORTS)))
            self._part(lambda: self._report(self._budget.share(_REPORTS)))
        news = (*self._news, *self._welcome.news, *self._response.news)
        teller = self._teller
        return Swept(
            told=tuple(teller.outcomes),
            delivered=tuple(self._delivered),
            messages=self._publisher.sent,
            redriven=self._redriven,
            counted=self._reports.counted,
            news=news,
            failures=tuple(teller.failures),
        )

    def _part(self, do: Callable[[], object]) -> object:
        """Do a part; whatever is wrong with it stops no other."""
        try:
            return do()
        except Exception as error:  # noqa: BLE001  # a fault of ours in one part must not end all sweeps
            self._teller.failures.append(f"{error}" or repr(error))
            return None

    def _listen(self) -> bool:
        is_heard, is_news = self._subscription.listening.look()
        if is_news:
            self._news.append(
                "an address is confirmed, so findings are told"
                if is_heard
                else "no address is confirmed, so findings wait until one is"
            )
        return is_heard

    def _tell_once(self) -> None:
        """Go on where SNS does not take it: who hears twice has missed nothing."""
        try:
            self._on.topic.tell_once()
        except PublishError as error:
            self._news.append(f"who is a lead and an owner hears twice of what is escalated: {error}")

    def _redrive(self, share: Share) -> None:
        done = redrive(self._on.queue, self._receive, share)
        self._redriven = done.taken
        self._news += done.failures

    def _receive(self, event: Mapping[str, Any]) -> None:
        delivered = self._subscription.receive(event)
        self._delivered += delivered.outcomes
        if delivered.failures:
            raise delivered.failures[0]

    def _rest(self, share: Share) -> None:
        if not self._welcome.is_over:
            self._welcome.run(share)
        if not self._welcome.comes_first:
            self._class(Urgency.REST, share)

    def _report(self, share: Share) -> None:
        if began := self._subscription.beginning.began():
            self._part(lambda: self._reports.run(share, began))
        self._part(lambda: AddressWatch(self._on, self._teller, self._note).check())

    def _class(self, urgency: Urgency, share: Share) -> None:
        """Tell what waits in a class, then remind and escalate; while it is flooded only when a run is due."""
        brake, now = self._subscription.brake, self._on.clock()
        flood = brake.flood(urgency)
        is_run = flood is None or flood.next_run <= now
        if not is_run and not self._backlog.is_left(urgency):
            return
        due = due_rows(self._on.memory, urgency, now, share.fraction(_READING), self._teller.failures)
        waiting = self._backlog.work_off(urgency, due, share)
        if not is_run:
            return
        if not self._backlog.is_left(urgency):
            told = waiting[:MOST_IN_A_DIGEST]
            self._tell(urgency, told, self._backlog.beyond(urgency, due, told, now), share)
            if flood is not None:
                brake.ran(urgency, flood, found=bool(waiting))
        self._response.run([row for row in due.rows if row.pending is None], share)

    def _tell(self, urgency: Urgency, rows: Sequence[Problem], beyond: Beyond | None, share: Share) -> None:
        for group, reason in self._groups([row for row in rows if not row.failures]):
            if share.is_over:
                return
            if len(group) == 1 and is_immediate(group[0], self._preferences):
                self._teller.single(group[0].key)
            elif self._together(group, reason, beyond.number if beyond else 0) and beyond:
                self._backlog.begin(urgency, beyond, self._on.clock())
                beyond = None
        for row in rows:
            if row.failures and not share.is_over:
                self._again(row)

    def _again(self, row: Problem) -> None:
        """Tell what failed before, alone; what failed too often in the plainest form."""
        if row.failures >= FAILURES_UNTIL_PLAINEST:
            self._teller.plainest(row.key)
        else:
            self._teller.single(row.key)

    def _groups(self, rows: Sequence[Problem]) -> Iterator[tuple[list[Problem], str]]:
        """Yield what is told together, and why."""
        reasons = {row.key: self._why_together(row) for row in rows}
        for reason in (_HELD_BACK, _REGULAR, _OPEN_ALREADY):
            if group := [row for row in rows if reasons[row.key] == reason]:
                yield group, reason

    def _why_together(self, row: Problem) -> str:
        if is_of_first_days(row):
            return _OPEN_ALREADY
        return _HELD_BACK if is_immediate(row, self._preferences) else _REGULAR

    def _together(self, group: Sequence[Problem], reason: str, beyond: int) -> bool:
        """Tell problems in digests, the last with the number of those beyond; returns whether that one went out."""
        written: list[int] = []

        def compose(rows: Sequence[Problem]) -> Sequence[Digest]:
            entries = [Entry(row, row.pending) for row in rows if row.pending is not None]
            now = self._on.clock()
            digests = compose_digest(entries, reason, self._reports.totals, self._preferences, now, beyond)
            written.append(len(digests))
            return digests

        # Where something is wrong with a digest it is written anew in halves, and several would give the number.
        return self._teller.together(group, compose) == sum(written) and len(written) == 1
