"""How often somebody is nagged to the minute at most, and that the first day has messages enough.

All else is told together, once a day; see `formatter.decision.response`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from formatter.decision.response import Nag, is_told_at_once
from formatter.delivery.note import SweepNote
from formatter.memory.records import Problem

_PART, _AT_ONCE = "nagged", "at once"

_FIRST_DAY = timedelta(days=1)
"""What was open already when the subscription began was told in its first messages, and is nagged about a day later."""

_DAY = timedelta(days=1)
_EXACT_A_DAY = 6
"""So many messages come in a day exactly when something is due; further ones come together."""

_TOGETHER = timedelta(hours=4)

_LONG_AGO = datetime.fromtimestamp(0, timezone.utc)


class Pace:
    """Says when a problem may be nagged about.

    Args:
        note: keeps when what was sent last.
        began: when the subscription began; None while nobody listened.
    """

    def __init__(self, note: SweepNote, began: datetime | None) -> None:
        self._note = note
        self._began = began

    def earliest(self, row: Problem, nag: Nag, now: datetime) -> datetime:
        """Return before when nobody is nagged so about a problem; the moment may lie in the past."""
        sent = self._sent() if is_told_at_once(row, nag) else []
        is_exact = sum(one > now - _DAY for one in sent) < _EXACT_A_DAY
        earliest = _LONG_AGO if is_exact else sent[-1] + _TOGETHER
        if row.was_open_before and self._began is not None:
            return max(earliest, self._began + _FIRST_DAY)
        return earliest

    def sent(self, nagged: Iterable[tuple[Problem, Nag]], now: datetime) -> None:
        """Note that somebody was nagged so about these problems."""
        if any(is_told_at_once(row, nag) for row, nag in nagged):
            self._note.keep(_PART, {_AT_ONCE: [one.timestamp() for one in [*self._sent(), now][-_EXACT_A_DAY:]]})

    def _sent(self) -> list[datetime]:
        return [datetime.fromtimestamp(one, timezone.utc) for one in self._note.part(_PART).get(_AT_ONCE, ())]
