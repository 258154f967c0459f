"""Three months of one subscription and its people.

An owner reacts to each message about a finding with a chance, a lead with another, nobody at night. Whoever reacts takes the
finding on at once and mends it after one to three days.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from contextlib import nullcontext
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from random import Random
from typing import Any
from unittest.mock import patch

from benchmarks.life import START, Happening
from benchmarks.people.fleet import ENDS, Fleet
from benchmarks.people.result import Life, Result
from formatter.delivery.outcome import Outcome
from formatter.delivery.security_hub import FindingsPage
from formatter.delivery.subscription import Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.filters import Filters
from formatter.finding.finding import Finding, State
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory.records import Urgency
from formatter.messages.message import Message
from formatter.settings import AdminChoices, Preferences
from installer.replay.surroundings import EmptyQueue, NotingTopic, SimulatedClock
from installer.replay.temporary_memory import TemporaryMemory

LEAD = 0.6
_SWEEP = timedelta(minutes=5)
_DAY = timedelta(days=1)
_EVENING, _MORNING = 22, 7


def live_all(fleet: Fleet, chance: float, *, reminds: bool) -> Result:
    """Return what a fleet's subscriptions came to, with that chance of an owner."""
    whole = Result()
    for seed in range(fleet.subscriptions):
        people = People(fleet.happenings(seed), fleet.minimum, chance, reminds=reminds, seed=seed + 100)
        whole.add(people.live())
    return whole


class People:
    """One subscription, its owner and its lead.

    Args:
        happenings: what happens there.
        minimum: what the owner wants to be told of.
        chance: the owner's.
        reminds: whether somebody hears when nobody acts.
        seed: of all chances.
    """

    def __init__(
        self, happenings: Sequence[Happening], minimum: Severity, chance: float, *, reminds: bool, seed: int
    ) -> None:
        self._chance = Random(seed)  # chance, no secret
        self._owner = chance
        self._minimum = minimum
        self._reminds = reminds
        self._clock = SimulatedClock(START - timedelta(days=2))
        self._topic = NotingTopic(self._clock, ("owner@example.com", "lead@example.com"), START - timedelta(days=2))
        self._memory = TemporaryMemory()
        self._current: dict[str, Life] = {}
        self._documents: dict[str, dict[str, Any]] = {}
        self._tasks: list[tuple[datetime, int, Callable[[], None]]] = []
        self._order = count()
        self._result = Result()
        admin = AdminChoices() if reminds else AdminChoices(weekly_report=None)
        preferences = Preferences(
            filters=Filters(minimum_severity=minimum),
            email_addresses=("owner@example.com",),
            lead_addresses=("lead@example.com",),
            admin=admin,
        )
        hub, queue = _Hub(self._documents), EmptyQueue()
        self._subscription = Subscription(
            Surroundings(self._memory, self._topic, hub, queue, preferences, self._clock.now, self._clock.pause)
        )
        for one in happenings:
            self._at(one.at, partial(self._happens, one))

    def live(self) -> Result:
        """Return what it came to."""
        self._at(self._clock.now(), self._sweep)
        # Told once is the same delivery, to whose agenda no reminder and no escalation ever comes.
        with nullcontext() if self._reminds else patch("formatter.decision.agenda.next_nag", return_value=None):
            while self._tasks and self._tasks[0][0] <= ENDS:
                at, _, task = heapq.heappop(self._tasks)
                self._clock.move_to(at)
                task()
        return self._result

    def _at(self, moment: datetime, task: Callable[[], None]) -> None:
        heapq.heappush(self._tasks, (moment, next(self._order), task))

    def _happens(self, happening: Happening) -> None:
        raw = dict(happening.raw)
        finding = finding_from(raw)
        life = self._current.get(finding.id)
        if finding.state is State.CLOSED:
            self._ended(finding.id)
            self._current.pop(finding.id, None)
        elif life is not None and life.closed is not None:
            return  # Mended, whatever would have been found again until it had ended by itself.
        elif finding.severity >= self._minimum:
            life = self._opened(finding)
        if life is not None and life.taken_on is not None and finding.state is not State.CLOSED:
            raw["Workflow"] = {"Status": "NOTIFIED"}
        self._send(finding.id, raw)

    def _opened(self, finding: Finding) -> Life:
        life = self._current.get(finding.id)
        if life is None:
            life = self._current[finding.id] = Life(finding.severity, self._clock.now())
            self._result.lives.append(life)
        elif finding.severity > life.severity:
            life.severity, life.severe_since = finding.severity, self._clock.now()
        return life

    def _ended(self, identity: str) -> None:
        life = self._current.get(identity)
        if life is not None and life.closed is None:
            life.closed = self._clock.now()

    def _send(self, identity: str, raw: dict[str, Any]) -> None:
        self._documents[identity] = raw
        now = self._clock.now()
        event = {"id": f"{identity} {now}", "time": now.isoformat(), "detail": {"findings": [raw]}}
        delivered = self._subscription.receive(event)
        if delivered.failures:
            raise delivered.failures[0]
        self._heard(delivered.outcomes)

    def _sweep(self) -> None:
        now = self._clock.now()
        self._at(now + _SWEEP, self._sweep)
        is_due = any(next(self._memory.due(urgency, now), None) for urgency in Urgency)
        # A sweep without anything due changes nothing but, once an hour, floods and reports.
        if (is_due or now.minute == 0) and (swept := self._subscription.sweep()):
            if swept.failures:
                raise RuntimeError(swept.failures[0])
            self._heard((*swept.told, *swept.delivered))

    def _heard(self, outcomes: Iterable[Outcome]) -> None:
        by_message: dict[str, list[str]] = {}
        for one in outcomes:
            for measure in one.measures:
                self._result.measured[measure.metric].append(measure.seconds)
            if one.message_id:
                by_message.setdefault(one.message_id, []).append(one.finding_id)
        for sent in self._topic.taken():
            kind = sent.message.attributes["kind"]
            self._result.owners[kind] += 1
            self._result.leads[kind] += sent.message.attributes["audience"] == "all"
            for identity in by_message.get(sent.message_id, ()):
                self._read(identity, sent.message, sent.at)

    def _read(self, identity: str, message: Message, at: datetime) -> None:
        life = self._current.get(identity)
        if life is None or life.closed is not None:
            return
        life.told = life.told or at
        is_for_leads = message.attributes["audience"] == "all"
        draws = self._chance.random() < self._owner, is_for_leads and self._chance.random() < LEAD
        if life.taken_on is None and any(draws):
            self._at(_awake(at), partial(self._take_on, identity, life))

    def _take_on(self, identity: str, life: Life) -> None:
        if life.taken_on is not None or life.closed is not None:
            return
        life.taken_on = self._clock.now()
        self._send(identity, self._documents[identity] | {"Workflow": {"Status": "NOTIFIED"}})
        self._at(life.taken_on + _DAY * self._chance.uniform(1, 3), partial(self._mend, identity, life))

    def _mend(self, identity: str, life: Life) -> None:
        if life.closed is not None:
            return
        life.closed = self._clock.now()
        mended = {"UpdatedAt": life.closed.isoformat(), "Workflow": {"Status": "RESOLVED"}}
        self._send(identity, self._documents[identity] | mended)


class _Hub:
    """Security Hub as the people left it."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        self._documents = documents

    def page(self, query: object, token: str) -> FindingsPage:  # noqa: ARG002  # nothing was open before
        """Return nothing: no finding is older than the subscription."""
        return FindingsPage(())

    def findings(self, ids: Iterable[str], accounts: Iterable[str]) -> tuple[Finding, ...]:  # noqa: ARG002  # it has one
        """Return the findings with these ids."""
        return tuple(finding_from(self._documents[one]) for one in ids if one in self._documents)


def _awake(at: datetime) -> datetime:
    """Return when somebody reads it: at once, or in the morning."""
    if _MORNING <= at.hour < _EVENING:
        return at
    next_day = at + _DAY if at.hour >= _EVENING else at
    return next_day.replace(hour=_MORNING, minute=0, second=0, microsecond=0)
