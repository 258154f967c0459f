"""The first message of a subscription: what is open already, asked of Security Hub once somebody listens.

The questions go on from sweep to sweep. What they find is recorded as waiting first, like everything that is told, and told
when the last answer is there; so a sweep that is killed repeats at most a page. Nothing urgent waits for the last answer: then
WELCOME goes out with what was found so far, and the rest comes in digests of the first days.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from formatter.delivery.budget import Share
from formatter.delivery.due import due_rows
from formatter.delivery.inventory import Query, queries
from formatter.delivery.learn import Learner
from formatter.delivery.note import SweepNote
from formatter.delivery.protection import protected_addresses
from formatter.delivery.security_hub import HubDeniedError, HubUnreachableError
from formatter.delivery.surroundings import Surroundings
from formatter.delivery.teller import Teller
from formatter.filters import passes
from formatter.finding.clock import asked
from formatter.finding.finding import Finding
from formatter.memory.interface import MOST_AT_ONCE
from formatter.memory.records import Problem, Urgency
from formatter.messages.digest import Digest
from formatter.messages.welcome import compose_welcome

_PART, _SENT_AT, _FAILED, _ASKED = "welcome", "sent_at", "has_failed", "is_asked"
_MOST_ATTEMPTS = 3
"""So many sweeps ask in vain before WELCOME goes out without an inventory; what is open comes in the first days' digests."""

_ASKING, _READING = 0.6, 0.5


class Welcome:
    """Welcomes one subscription.

    Args:
        on: what it works on.
        teller: sends the message.
        note: keeps how far the questions came.
        learner: records what is open.

    Attributes:
        news: sentences for the log.
    """

    def __init__(self, on: Surroundings, teller: Teller, note: SweepNote, learner: Learner) -> None:
        self._on = on
        self._teller = teller
        self._note = note
        self._learner = learner
        self._queries: Sequence[Query] = queries(on.preferences.filters)
        self._learned: set[str] = set()
        self.news: list[str] = []

    @property
    def is_due(self) -> bool:
        """Whether it was not sent yet."""
        return _SENT_AT not in self._note.part(_PART)

    @property
    def comes_first(self) -> bool:
        """Whether nothing else is told before it: until it was sent, or could not be."""
        return self.is_due and not self._note.part(_PART).get(_FAILED)

    @property
    def is_over(self) -> bool:
        """Whether it was sent, and everything was asked."""
        return not self.is_due and self._is_asked

    def run(self, share: Share) -> None:
        """Ask for what is open as far as the time goes; send WELCOME once everything was asked, or something urgent waits."""
        if not self._is_asked:
            self._ask_on(share.fraction(_ASKING))
        if self.is_due and (self._is_asked or self._urgent_waits()):
            self._send(share)

    @property
    def _is_asked(self) -> bool:
        return bool(self._note.part(_PART).get(_ASKED))

    def _urgent_waits(self) -> bool:
        return next(iter(self._on.memory.due(Urgency.URGENT, self._on.clock())), None) is not None

    def _keep(self, **changes: Any) -> None:
        self._note.keep(_PART, {**self._note.part(_PART), **changes})

    def _ask_on(self, share: Share) -> None:
        try:
            self._ask(share)
        except HubDeniedError as error:
            self.news.append(f"Security Hub may not be asked what is open, so WELCOME tells what came: {error}")
            self._keep(**{_ASKED: True})
        except HubUnreachableError as error:
            self._asked_in_vain(error)

    def _ask(self, share: Share) -> None:
        state = self._note.part(_PART)
        number, token = state.get("query", 0), state.get("token", "")
        while number < len(self._queries):
            if share.is_over:
                return
            page = self._on.hub.page(self._queries[number], token)
            for finding in page.findings:
                if passes(finding, self._on.preferences.filters):
                    self._learn(finding)
            number, token = (number, page.token) if page.token else (number + 1, "")
            self._keep(query=number, token=token)
        self._keep(**{_ASKED: True})

    def _learn(self, finding: Finding) -> None:
        received = asked(finding, self._on.clock())
        self._learned.add(self._learner.learn(received, is_inventory=self.is_due).after.key)

    def _asked_in_vain(self, error: Exception) -> None:
        """Note one more attempt; the next begins anew, since a token may have been what was wrong."""
        attempts = int(self._note.part(_PART).get("attempts", 0)) + 1
        self._keep(attempts=attempts, query=0, token="", **{_ASKED: attempts >= _MOST_ATTEMPTS})
        self.news.append(f"Security Hub did not say what is open: {error}")

    def _send(self, share: Share) -> None:
        # Where it could not be written with what waits, that is told on its own.
        is_alone = bool(self._note.part(_PART).get(_FAILED))
        rows = {} if is_alone else {row.key: row for row in (*self._waiting(share), *self._just_learned())}
        sent = self._teller.together([row for row in rows.values() if row.pending is not None], self._compose)
        self._keep(**({_SENT_AT: self._on.clock().timestamp()} if sent else {_FAILED: True}))

    def _waiting(self, share: Share) -> list[Problem]:
        now = self._on.clock()
        found: list[Problem] = []
        for urgency in Urgency:
            found += due_rows(self._on.memory, urgency, now, share.fraction(_READING), self._teller.failures).rows
        return found

    def _just_learned(self) -> list[Problem]:
        """Return what this sweep found, which the agenda may not show yet."""
        keys = sorted(self._learned)
        pieces = (keys[start : start + MOST_AT_ONCE] for start in range(0, len(keys), MOST_AT_ONCE))
        return [row for piece in pieces for row in self._on.memory.problems(piece)]

    def _compose(self, rows: Sequence[Problem]) -> Sequence[Digest]:
        protected = protected_addresses(self._on.topic)
        if protected is None:
            self.news.append("SNS does not say which addresses no link can end, so WELCOME says nothing about it")
        return compose_welcome(rows, self._on.preferences, self._on.clock(), protected, is_complete=self._is_asked)
