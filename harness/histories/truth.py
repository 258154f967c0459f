"""How a history ends, told from its events alone, and what is wrong with a memory that saw them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from formatter.finding.clock import clock
from formatter.finding.finding import State
from formatter.finding.reader import Received
from formatter.memory.records import ENDINGS, OPENINGS, Kind, Problem, Told
from formatter.settings import Preferences


def last_states(arrived: Iterable[Received]) -> list[Received]:
    """Return the newest of the events of each finding."""
    newest: dict[str, Received] = {}
    for one in arrived:
        known = newest.get(one.finding.own_id)
        if known is None or clock(known) < clock(one):
            newest[one.finding.own_id] = one
    return list(newest.values())


def faults_at_the_end(arrived: Iterable[Received], row: Problem, preferences: Preferences) -> Iterator[str]:
    """Yield what is wrong with the problem's row after all of its events arrived and all was told."""
    left = [one.finding for one in last_states(arrived) if one.finding.state is not State.CLOSED]
    if sorted((one.state, one.severity) for one in left) != sorted(
        (one.state, one.severity) for one in row.findings.values()
    ):
        yield "other findings are remembered as left"
    is_open = [one for one in left if one.state is not State.SUPPRESSED]
    severity = max((one.severity for one in is_open), default=None)
    is_taken_on = any(one.state is State.NOTIFIED for one in is_open)
    if row.pending is not None:
        yield f"{row.pending.value} still waits"
    if not left and row.told is Told.OPEN:
        yield "what is over is remembered as told and open"
    if severity is not None and severity >= preferences.filters.minimum_severity and not is_taken_on:
        if row.told is not Told.OPEN:
            yield "what is open was not told"
        elif row.told_severity is None or row.told_severity < severity:
            yield "what was raised was not told"


def fault_of_telling(arrived: Iterable[Received], kind: Kind) -> str:
    """Return what is wrong with telling that kind after these events; empty where it is right."""
    is_left = [one for one in last_states(arrived) if one.finding.state in (State.OPEN, State.NOTIFIED)]
    if kind in OPENINGS and not is_left:
        return f"{kind.value} of what is over"
    return f"{kind.value} of what is open" if kind in ENDINGS and is_left else ""


def fault_of_reader(arrived: Sequence[Received], told: Sequence[Kind], preferences: Preferences) -> str:
    """Return what a reader of these messages does not know once all events arrived and all was told; empty where nothing."""
    last = next((kind for kind in reversed(told) if kind in (*OPENINGS, *ENDINGS, Kind.WELCOME)), None)
    left = [one.finding for one in last_states(arrived) if one.finding.state is not State.CLOSED]
    is_open = [one for one in left if one.state is not State.SUPPRESSED]
    is_taken_on = any(one.state is State.NOTIFIED for one in is_open)
    is_wanted = any(one.severity >= preferences.filters.minimum_severity for one in is_open)
    # WELCOME names what was open already.
    if is_wanted and not is_taken_on and last not in (*OPENINGS, Kind.WELCOME):
        return "its reader takes for over, or never heard of, what is open"
    # What somebody suppressed ends in silence.
    is_silenced = any(one.finding.state is State.SUPPRESSED for one in arrived)
    is_told = preferences.notify_when_resolved and not is_silenced
    return "its reader never heard that it is over" if not left and last in OPENINGS and is_told else ""
