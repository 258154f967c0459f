"""Which steps are played, in which order."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from installer.errors import UserError
from installer.verification.step import Outcome, Step, Verdict
from installer.verification.steps.table import BY_NAME, STEPS


def chosen(only: Collection[str], skip: Collection[str]) -> tuple[Step, ...]:
    """Return the steps that somebody wants, in their order, with those that they stand on.

    Args:
        only: names of steps; none: all.
        skip: names of steps to leave out, and with them those that stand on them.

    Raises:
        UserError: there is no such step, or one that is wanted stands on one that is not.
    """
    if unknown := sorted({*only, *skip} - set(BY_NAME)):
        raise UserError(f"There is no step {', '.join(unknown)}; steps are {', '.join(BY_NAME)}.")
    wanted = _with_needs(only or BY_NAME)
    left_out = {name for name in wanted if set(_with_needs([name])) & set(skip)}
    if missing := sorted(left_out & set(only) - set(skip)):
        raise UserError(f"{', '.join(missing)} stands on a step that is to be skipped: {', '.join(sorted(skip))}.")
    return tuple(step for step in STEPS if step.name in wanted - left_out)


def still_to_play(steps: Sequence[Step], outcomes: Mapping[str, Outcome]) -> tuple[Step, ...]:
    """Return the steps that an earlier run has not finished, with those that they stand on."""
    good = {name for name, one in outcomes.items() if one.verdict in (Verdict.AS_EXPECTED, Verdict.DIFFERS)}
    needed = _with_needs([step.name for step in steps if step.name not in good])
    return tuple(step for step in steps if step.name in needed)


def _with_needs(names: Collection[str]) -> set[str]:
    found: set[str] = set()
    left = list(names)
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += BY_NAME[name].after
    return found
