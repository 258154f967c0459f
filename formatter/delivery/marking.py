"""Mark problems as told in a few calls, and put right what changed while their message was on its way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from formatter.memory.interface import MOST_AT_ONCE, ConflictError, Memory
from formatter.memory.records import Problem

_ATTEMPTS = 5
"""A problem that goes on changing is told once more by the sweep, in doubt."""

Change = Callable[[Problem, Problem], Problem]
"""Returns the row to write, from the row as it was told and the row as it is now."""


def mark(memory: Memory, told: Sequence[Problem], change: Change) -> None:
    """Write what follows from a message, for each problem that it told.

    Raises:
        MemoryUnreachableError: some may still wait, and the sweep tells them once more.
    """
    for start in range(0, len(told), MOST_AT_ONCE):
        some = told[start : start + MOST_AT_ONCE]
        changed = _changed(memory, [(one, change(one, one)) for one in some])
        for one in some:
            if one.key in changed:
                _put_right(memory, one, change)


def _changed(memory: Memory, changes: Sequence[tuple[Problem, Problem]]) -> frozenset[str]:
    """Write rows; returns the keys of those that somebody else changed. A transaction costs one row twice as much."""
    if len(changes) > 1:
        return memory.write_all(changes)
    ((before, after),) = changes
    try:
        memory.write(before, after)
    except ConflictError:
        return frozenset({before.key})
    return frozenset()


def _put_right(memory: Memory, told: Problem, change: Change) -> None:
    for _ in range(_ATTEMPTS):
        row = memory.problem(told.key)
        try:
            memory.write(row, change(told, row))
        except ConflictError:
            continue
        return
