"""What is received becomes what is known: see, decide, record; nothing is sent here.

Killed anywhere, the event comes again and does all of it again: no clock is ever ahead of what is recorded.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from formatter.decision.agenda import is_of_first_days
from formatter.decision.decide import Circumstances, Decision, decide, decide_gone, row_of
from formatter.decision.problem_state import has_room
from formatter.decision.schedule import first_days_digest
from formatter.decision.telling import with_appointment
from formatter.delivery.beginning import Beginning
from formatter.delivery.budget import Clock
from formatter.delivery.publisher import PublishError
from formatter.finding.finding import Finding, State
from formatter.finding.reader import Received
from formatter.memory.interface import ConflictError, Memory, Seen
from formatter.memory.records import KnownFinding, Problem, Told, replace
from formatter.settings import Preferences

_ATTEMPTS = 5
"""Two events of one finding that meet are decided one after the other; five meeting at once have not been seen."""


SetsOut = Callable[[Problem, Problem], bool]
"""Tells whether a message about what waits now goes out at once, from the problem's row as it was and as it is to be."""


def _not_now(_before: Problem, _after: Problem) -> bool:
    return False


class Learned(NamedTuple):
    """What is known now.

    Attributes:
        before: the problem's row as it was.
        after: the problem's row as it is.
        decision: what is to be told; None for a pure repeat.
    """

    before: Problem
    after: Problem
    decision: Decision | None = None


class Learner:
    """Learns for one subscription."""

    def __init__(self, memory: Memory, beginning: Beginning, preferences: Preferences, clock: Clock) -> None:
        self._memory = memory
        self._beginning = beginning
        self._preferences = preferences
        self._clock = clock

    def learn(self, received: Received, sets_out: SetsOut = _not_now, *, is_inventory: bool = False) -> Learned:
        """Record a finding's new state.

        Args:
            received: the state.
            sets_out: asked before anything is recorded, so that the row says what may have been told, whatever happens then.
            is_inventory: whether it was asked for WELCOME, which tells what was open already instead of a later digest.

        Raises:
            MemoryUnreachableError: the event must come again.
            ConflictError: likewise, other events kept changing the problem.
        """
        for _ in range(_ATTEMPTS):
            now = self._clock()
            row = row_of(received, now)
            seen = self._seen(row, received, now)
            if seen.is_repeat:
                unread = Problem(row.problem)
                return Learned(unread, unread)
            at = Circumstances(self._preferences, self._began(), now)
            before = self._problem_of(seen.known or row)
            decision = decide(before, seen.known, received, at)
            began = None if is_inventory else at.began
            after = self._recorded(seen.known, before, decision, received.finding, began, sets_out)
            if after is not None:
                return Learned(before, after, decision)
        raise ConflictError(f"finding {received.finding.id} changed {_ATTEMPTS} times while it was read")

    def learn_gone(self, key: str, summary: Finding) -> Learned | None:
        """Record that Security Hub no longer holds the finding with that key; None where it was not known.

        Raises as `learn`.

        Args:
            key: the finding's.
            summary: what is kept of its problem.
        """
        for _ in range(_ATTEMPTS):
            known = self._memory.finding(key)
            if known is None:
                return None
            before = self._memory.problem(known.problem)
            decision = decide_gone(before, known, Circumstances(self._preferences, None, self._clock()))
            after = self._recorded(known, before, decision, summary, None)
            if after is not None:
                return Learned(before, after, decision)
        raise ConflictError(f"finding {key} changed {_ATTEMPTS} times while it was read")

    def _seen(self, row: KnownFinding, received: Received, now: datetime) -> Seen:
        """Return what is known; what somebody sent on purpose is no repeat, however the finding stands."""
        if received.custom_action:
            return Seen(is_repeat=False, known=self._memory.finding(row.key))
        return self._memory.see(row, now)

    def _problem_of(self, row: KnownFinding) -> Problem:
        """Return the finding's problem: its own where the one that it shares with others is full."""
        shared = self._memory.problem(row.problem)
        return shared if has_room(shared, row.key) else self._memory.problem(row.key)

    def _began(self) -> datetime | None:
        try:
            return self._beginning.began()
        except PublishError:
            # As if nobody listened yet: it waits, and the sweep asks again.
            return None

    def _recorded(  # noqa: PLR0913, PLR0917  # two rows, and what they follow from
        self,
        known: KnownFinding | None,
        before: Problem,
        decision: Decision,
        finding: Finding,
        began: datetime | None,
        sets_out: SetsOut = _not_now,
    ) -> Problem | None:
        """Return the row that was written, `before` where there was nothing to write, None where somebody was faster."""
        if decision.finding is None:
            return before
        after = self._waiting_for_its_digest(_with_summary(before, decision.problem, finding), began)
        if after.pending is not None and sets_out(before, after):
            after = replace(after, on_its_way=after.pending)
        try:
            self._memory.record(known, decision.finding, before, after)
        except ConflictError:
            return None
        return before if after == before else replace(after, version=before.version + 1)

    def _waiting_for_its_digest(self, row: Problem, began: datetime | None) -> Problem:
        if began is None or not is_of_first_days(row) or row.retry_at is not None:
            return row
        now = self._clock()
        return with_appointment(replace(row, retry_at=first_days_digest(began, now)), self._preferences, now)


def _with_summary(before: Problem, after: Problem, finding: Finding) -> Problem:
    """Return the row with a summary of the finding that is to be told, or that may have to be told later.

    Something can be to be told though no finding comes for it: the one that somebody had taken on is closed, others are open.
    """
    is_to_be_told = after.finding is not None and after.finding != before.finding
    may_be_told = not after.summary or (after.told is not Told.OPEN and finding.state is State.OPEN)
    if not is_to_be_told and (after == before or not may_be_told):
        return after
    from formatter.messages.summary import summary

    return replace(after, summary=summary(finding))
