"""Somebody hears when nobody acts: reminders to the owners, escalations to the lead addresses too.

Before anything nags, Security Hub is asked whether it still stands. What is over is learned and told as usual; of what would
not pass the filters any more nobody is reminded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property, partial

from formatter.decision.problem_state import SHORT_KEY, without_successor
from formatter.decision.response import Nag, after_nagging, what_is_due
from formatter.decision.telling import with_appointment, with_pending
from formatter.delivery.budget import Share
from formatter.delivery.learn import Learned, Learner
from formatter.delivery.marking import mark
from formatter.delivery.outcome import Outcome, Status, time_to_act
from formatter.delivery.pace import Pace
from formatter.delivery.security_hub import IDS_AT_ONCE, HubDeniedError, HubUnreachableError
from formatter.delivery.surroundings import Surroundings
from formatter.delivery.teller import Teller
from formatter.filters import passes
from formatter.finding.clock import asked
from formatter.finding.finding import Finding
from formatter.finding.identity import finding_key, key_of_id
from formatter.finding.reader import finding_from
from formatter.memory.records import Problem, replace
from formatter.messages.digest import Digest
from formatter.messages.reminder import compose_nags

_ASKED_AGAIN = timedelta(days=1)
"""When Security Hub is asked again about what would not pass the filters."""

_LEARNED = "Security Hub was asked before a reminder"

_PATIENCE = timedelta(hours=1)
"""So long a reminder waits for a Security Hub that does not answer; then it nags all the same."""


class Response:
    """Reminds and escalates for one sweep.

    Attributes:
        news: sentences for the log.
    """

    def __init__(self, on: Surroundings, teller: Teller, learner: Learner, pace: Callable[[], Pace]) -> None:
        self._on = on
        self._teller = teller
        self._learner = learner
        self._make_pace = pace
        self._is_denied = False
        self.news: list[str] = []

    def run(self, rows: Sequence[Problem], share: Share) -> None:
        """Do what is due about problems of which nothing waits; raises as `Teller.together`."""
        now = self._on.clock()
        waited = [row for row in rows if _has_waited(row, now)]
        self._write(waited, lambda row: with_pending(without_successor(row, now), self._on.preferences, now))
        nags = {row.key: self._due(row) for row in rows if not _has_waited(row, now)}
        # Of some nothing is due any more: somebody changed due days or hours since their place in the agenda was written.
        self._write(
            [row for row in rows if row.key in nags and nags[row.key] is None],
            lambda row: self._placed(replace(row, retry_at=None)),
        )
        due = [(row, nag) for row in rows if (nag := nags.get(row.key))]
        if due:
            self._nag(self._still_standing(self._not_too_early(due), share))

    def _not_too_early(self, due: Sequence[tuple[Problem, Nag]]) -> list[Problem]:
        """Return those about which somebody may be nagged now; the others wait for their time."""
        now = self._on.clock()
        earliest = {row.key: self._pace.earliest(row, nag, now) for row, nag in due}
        self._write(
            [row for row, _ in due if earliest[row.key] > now],
            lambda row: self._placed(replace(row, retry_at=earliest[row.key])),
        )
        return [row for row, _ in due if earliest[row.key] <= now]

    def _nag(self, rows: Sequence[Problem]) -> None:
        """Tell all of them together; owners and leads hear of each once."""
        nags = {row.key: nag for row in rows if (nag := self._due(row))}
        told = [row for row in rows if row.key in nags]
        if told and self._teller.together(told, partial(self._compose, nags), partial(self._nagged, nags)):
            self._pace.sent([(row, nags[row.key]) for row in told], self._on.clock())

    @cached_property
    def _pace(self) -> Pace:
        return self._make_pace()

    def _due(self, row: Problem) -> Nag | None:
        return what_is_due(row, self._on.preferences, self._on.clock())

    def _compose(self, nags: Mapping[str, Nag], rows: Sequence[Problem]) -> Sequence[Digest]:
        return compose_nags([(row, nags[row.key]) for row in rows], self._on.preferences, self._on.clock())

    def _nagged(self, nags: Mapping[str, Nag], told: Problem, row: Problem) -> Problem:
        now = self._on.clock()
        return with_pending(after_nagging(row, nags[told.key], now), self._on.preferences, now)

    def _still_standing(self, rows: Sequence[Problem], share: Share) -> list[Problem]:
        """Return those about which somebody is to be nagged, as Security Hub says now."""
        standing: list[Problem] = []
        for some in _questions(rows):
            if share.is_over:
                break
            standing += self._asked(some)
        return standing

    def _asked(self, rows: Sequence[Problem]) -> list[Problem]:
        if self._is_denied:
            return list(rows)
        ids = [own_id for row in rows for own_id in _ids(row).values()]
        accounts = sorted({account for row in rows if (account := finding_from(row.summary).account_id)})
        try:
            found = self._on.hub.findings(ids, accounts) if ids else ()
        except HubDeniedError as error:
            self._is_denied = True
            self.news.append(
                f"Security Hub may not be asked whether findings still stand, so all are reminded of: {error}"
            )
            return list(rows)
        except HubUnreachableError as error:
            self.news.append(f"Security Hub did not say whether findings still stand: {error}")
            return [row for row in rows if self._is_late(row)]
        by_key = {finding_key(one)[:SHORT_KEY]: one for one in found}
        fresh = (self._learned(row, by_key) for row in rows)
        return [row for row in fresh if row is not None]

    def _learned(self, row: Problem, found: Mapping[str, Finding]) -> Problem | None:
        """Learn how its findings are now; returns the row as it is then, None where nobody is to be nagged about it."""
        kept, current = finding_from(row.summary), [found[short] for short in _ids(row) if short in found]
        for one in current:
            self._measure(kept, self._learner.learn(asked(one, self._on.clock())))
        for short, own_id in _ids(row).items():
            key = key_of_id(kept.product_arn, own_id)
            # What another product or Region reports of the same problem is not asked for here.
            if short not in found and key.startswith(short):
                self._measure(kept, self._learner.learn_gone(key, kept))
        fresh = self._on.memory.problem(row.key)
        if fresh.pending is not None or self._due(fresh) is None:
            return None
        if current and not any(passes(one, self._on.preferences.filters) for one in current):
            self._write([fresh], lambda one: self._placed(replace(one, retry_at=self._on.clock() + _ASKED_AGAIN)))
            return None
        return fresh

    def _measure(self, kept: Finding, learned: Learned | None) -> None:
        """Note what was measured by asking, as if an event had told it."""
        if learned is None or not (measures := time_to_act(learned.before, learned.after)):
            return
        row = learned.after
        self._teller.outcomes.append(
            Outcome(kept.id, row.key, row.severity, Status.SILENT, reason=_LEARNED, measures=measures)
        )

    def _is_late(self, row: Problem) -> bool:
        return row.appointment is not None and self._on.clock() - row.appointment.at > _PATIENCE

    def _placed(self, row: Problem) -> Problem:
        return with_appointment(row, self._on.preferences, self._on.clock())

    def _write(self, rows: Sequence[Problem], change: Callable[[Problem], Problem]) -> None:
        mark(self._on.memory, rows, lambda _, row: change(row))


def _has_waited(row: Problem, now: datetime) -> bool:
    """Tell whether no successor came in its time for a problem that consolidation left without findings."""
    return row.successor_until is not None and row.successor_until <= now


def _ids(row: Problem) -> Mapping[str, str]:
    """Return the ids of its findings as far as they are known, by the first characters of their keys."""
    return {short: one.own_id for short, one in row.findings.items() if one.own_id}


def _questions(rows: Sequence[Problem]) -> Iterator[list[Problem]]:
    """Yield the problems whose findings one call asks for."""
    some: list[Problem] = []
    number = 0
    for row in rows:
        if some and number + len(_ids(row)) > IDS_AT_ONCE:
            yield some
            some, number = [], 0
        some.append(row)
        number += len(_ids(row))
    if some:
        yield some
