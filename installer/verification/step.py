"""A step of `verify`: what it makes and costs, what it expects, and what it settles."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from installer.verification.who import Who

if TYPE_CHECKING:
    from installer.verification.stage import Stage

NOTHING = "nothing"
"""What a step makes that only reads, and what it costs."""


class DiffersError(Exception):
    """AWS does not do what this product expects; the message says what it does."""


class SkippedError(Exception):
    """The step cannot be played here; the message says why."""


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        name: how options and reports call it.
        title: what it does, in a few words.
        who: whose profiles it needs.
        makes: what it makes for a while.
        cost: what that costs, at most.
        expects: what this product expects of AWS.
        settles: ids of the facts that it settles.
        by_hand: the same with AWS's own command line; words in capitals stand for what the steps before have shown.
        play: does it and returns what was found; raises `DiffersError` where AWS does otherwise, and `SkippedError`.
        after: names of the steps whose results it works on.
    """

    name: str
    title: str
    who: tuple[Who, ...]
    makes: str
    cost: str
    expects: str
    settles: tuple[str, ...]
    by_hand: str
    play: Callable[[Stage], str]
    after: tuple[str, ...] = ()

    @property
    def only_reads(self) -> bool:
        """Whether it makes nothing."""
        return self.makes == NOTHING


class Verdict(str, Enum):
    """How a step ended."""

    AS_EXPECTED = "as expected"
    DIFFERS = "DIFFERS"
    SKIPPED = "skipped"
    FAILED = "FAILED"
    """It could not be finished, so that nobody knows."""


@dataclass(frozen=True)
class Outcome:
    """What came of a step.

    Attributes:
        step: its name.
        verdict: how it ended.
        found: what was found, or why it was not looked for.
        seconds: how long it took.
    """

    step: str
    verdict: Verdict
    found: str
    seconds: float = 0.0

    @property
    def is_wrong(self) -> bool:
        """Whether somebody must look at it."""
        return self.verdict in (Verdict.DIFFERS, Verdict.FAILED)
