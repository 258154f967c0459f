"""What opens, gets worse and ends in some accounts, whatever people do about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from benchmarks.life import START, Happening, life
from formatter.finding.finding import State
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from harness.world.subscription import document

_MONTHS = 2
_COME = timedelta(days=30) * _MONTHS
_LAST = timedelta(days=30)
ENDS = START + _COME + _LAST
"""Findings come for two months; in a third one all that is left ends by itself."""

_A_MONTH = {"CRITICAL": 1, "HIGH": 4, "MEDIUM": 16, "LOW": 100}
"""Of one account, as the form's question of the minimum severity tells it."""

Happenings = Callable[[int], Sequence[Happening]]
"""Returns what happens in one subscription, in order, by the chances of a seed."""


@dataclass(frozen=True)
class Fleet:
    """Subscriptions of one kind.

    Attributes:
        name: what they are like.
        subscriptions: how many, each with chances of its own.
        minimum: the severity from which they tell.
        happenings: what happens in one of them.
        is_held: whether the number of messages has to reach the bar.
    """

    name: str
    subscriptions: int
    minimum: Severity
    happenings: Happenings
    is_held: bool


def _one_by_one(accounts: int, minimum: Severity) -> Happenings:
    """Return a life in which findings come one by one, and stay until somebody mends them or they end by themselves."""
    numbers = {name: accounts * _MONTHS * number for name, number in _A_MONTH.items() if Severity[name] >= minimum}
    return lambda seed: _ending_at_last(_opened(numbers, seed), seed)


def _opened(numbers: Mapping[str, int], seed: int) -> list[Happening]:
    chance = Random(seed)  # chance, no secret
    severities = [severity for severity, number in numbers.items() for _ in range(number)]
    moments = [START + _COME * chance.random() for _ in severities]
    found = enumerate(zip(severities, moments, strict=True))
    return sorted(Happening(at, document(number, severity, at), "") for number, (severity, at) in found)


def _ending_at_last(happenings: Sequence[Happening], seed: int) -> Sequence[Happening]:
    """Return the same, and that what is left goes in the last month: resources are deleted, images built anew."""
    chance = Random(seed)  # chance, no secret
    last = {one.raw["Id"]: one.raw for one in happenings}
    left = [raw for raw in last.values() if finding_from(raw).state is not State.CLOSED]
    gone = []
    for raw in left:
        at = START + _COME + _LAST * chance.random()
        gone.append(Happening(at, raw | {"RecordState": "ARCHIVED", "UpdatedAt": at.isoformat()}, ""))
    return sorted([*happenings, *gone])


FLEETS = (
    Fleet("ten accounts, all severities", 1, Severity.LOW, _one_by_one(10, Severity.LOW), is_held=True),
    Fleet("an account, all severities", 3, Severity.LOW, _one_by_one(1, Severity.LOW), is_held=True),
    Fleet("an account, HIGH and CRITICAL", 10, Severity.HIGH, _one_by_one(1, Severity.HIGH), is_held=False),
    Fleet(
        "replay, half of it CRITICAL",
        2,
        Severity.HIGH,
        lambda seed: _ending_at_last(life(seed), seed),
        is_held=False,
    ),
)
