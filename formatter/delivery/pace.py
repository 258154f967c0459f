"""How often somebody is nagged at most: what becomes due bit by bit comes together, and the first day has messages enough."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta, timezone

from formatter.decision.response import Nag
from formatter.delivery.note import SweepNote
from formatter.finding.severity import Severity
from formatter.memory.records import Kind, Problem

_PART = "nagged"

_FIRST_DAY = timedelta(days=1)
"""What was open already when the subscription began was told in its first messages, and is nagged about a day later."""

_DAY = timedelta(days=1)
_EXACT_A_DAY = 3
"""So many messages of a kind about critical problems come in a day exactly when they are due; further ones come together."""

_OF_CRITICAL = timedelta(hours=4)
_OF_OTHERS = timedelta(hours=6)
_REMINDER_OF_OTHERS = timedelta(days=1)
"""Between two messages of one kind. Fifteen findings an hour that nobody cares for come to some ten such messages a day."""

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
        sent = self._sent(row, nag)
        is_exact = _is_critical(row) and sum(one > now - _DAY for one in sent) < _EXACT_A_DAY
        earliest = _LONG_AGO if is_exact or not sent else sent[-1] + _between(row, nag)
        if row.was_open_before and self._began is not None:
            return max(earliest, self._began + _FIRST_DAY)
        return earliest

    def sent(self, rows: Iterable[Problem], nag: Nag, now: datetime) -> None:
        """Note that somebody was nagged so about these problems."""
        times = {_name(row, nag): [*self._sent(row, nag), now][-_EXACT_A_DAY:] for row in rows}
        written = {name: [one.timestamp() for one in moments] for name, moments in times.items()}
        self._note.keep(_PART, {**self._note.part(_PART), **written})

    def _sent(self, row: Problem, nag: Nag) -> list[datetime]:
        return [datetime.fromtimestamp(one, timezone.utc) for one in self._note.part(_PART).get(_name(row, nag), ())]


def _is_critical(row: Problem) -> bool:
    return row.severity is Severity.CRITICAL


def _between(row: Problem, nag: Nag) -> timedelta:
    if _is_critical(row):
        return _OF_CRITICAL
    return _REMINDER_OF_OTHERS if nag is Kind.REMINDER else _OF_OTHERS


def _name(row: Problem, nag: Nag) -> str:
    return f"{nag.value}, {'critical' if _is_critical(row) else 'others'}"
