"""Walk all orders of all short histories, and many long ones by chance; ends non-zero when one of them ends wrong.

python -m benchmarks.orders [--changes 4] [--random 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from random import Random

from formatter.finding.reader import Received
from formatter.memory.interface import Memory
from formatter.settings import Preferences
from harness.histories import chance, delivered
from harness.histories.chance import history
from harness.histories.exhaustive import Decisions, Walk, histories
from installer.replay.temporary_memory import TemporaryMemory

_SHOWN = 5


def walk_all(changes: int) -> tuple[int, int, list[str]]:
    """Return the number of histories, of decisions, and the first faults of each history."""
    ways = [Decisions(Preferences(), tells_at_once) for tells_at_once in (True, False)]
    count = 0
    wrong: list[str] = []
    for number in range(1, changes + 1):
        for events in histories(number):
            count += 1
            for decisions in ways:
                wrong += list(Walk(events, decisions).faults())[:1]
    return count, sum(decisions.count for decisions in ways), wrong


Faults = Callable[[Sequence[Received], Memory, Random], list[str]]


def play_all(number: int, seed: int, faults: Faults) -> list[str]:
    """Return the faults of so many histories by chance, the first one of each."""
    random = Random(seed)
    found = (faults(history(random), TemporaryMemory(), random) for _ in range(number))
    return [f"history {one}: {faults_of_one[0]}" for one, faults_of_one in enumerate(found) if faults_of_one]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was walked and what is wrong; return 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--changes", type=int, default=4, help="of the longest history of which all orders are walked")
    parser.add_argument("--random", type=int, default=10_000, help="histories by chance, by decision and memory alone")
    parser.add_argument("--delivered", type=int, default=2_000, help="histories by chance, through the whole delivery")
    parser.add_argument("--seed", type=int, default=1)
    choices = parser.parse_args(arguments)
    print("| Histories | | Wrong | Seconds |\n|---|---|---|---|")
    start = time.monotonic()
    count, steps, wrong = walk_all(choices.changes)
    walked = f"all orders of all of up to {choices.changes} changes, each event once or twice"
    print(f"| {walked} | {count:,}, {steps:,} different decisions | {len(wrong)} | {time.monotonic() - start:.0f} |")
    parts = (
        ("by chance, one to three findings of a problem, two processes, kills", choices.random, chance.faults),
        ("the same through the whole delivery and its sweep", choices.delivered, delivered.faults),
    )
    for name, number, faults in parts:
        start = time.monotonic()
        found = play_all(number, choices.seed, faults)
        print(f"| {name} | {number:,} | {len(found)} | {time.monotonic() - start:.0f} |")
        wrong += found
    for one in wrong[:_SHOWN]:
        print(f"wrong: {one}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
