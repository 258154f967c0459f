"""Walk all orders of all short histories, and many long ones by chance; ends non-zero when one of them ends wrong.

python -m benchmarks.orders [--changes 4] [--random 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from random import Random

from benchmarks.histories.chance import faults, history
from benchmarks.histories.exhaustive import Walk, histories
from formatter.memory.in_memory import InMemoryMemory
from formatter.settings import Preferences

_SHOWN = 5


def walk_all(changes: int) -> tuple[int, int, list[str]]:
    """Return the number of histories, of decisions, and the first faults of each history."""
    count = steps = 0
    wrong: list[str] = []
    for number in range(1, changes + 1):
        for events in histories(number):
            for tells_at_once in (True, False):
                walk = Walk(events, Preferences(), tells_at_once)
                wrong += list(walk.faults())[:1]
                steps += walk.steps
            count += 1
    return count, steps, wrong


def play_all(number: int, seed: int) -> list[str]:
    """Return the faults of so many histories by chance."""
    random = Random(seed)
    wrong: list[str] = []
    for one in range(number):
        found = faults(history(random), InMemoryMemory(), random)
        wrong += [f"history {one}: {fault}" for fault in found[:1]]
    return wrong


def main(arguments: Iterable[str] | None = None) -> int:
    """Print what was walked and what is wrong; return 1 when something is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--changes", type=int, default=4, help="changes of the longest history of which all orders are walked"
    )
    parser.add_argument("--random", type=int, default=10_000, help="histories by chance")
    parser.add_argument("--seed", type=int, default=1)
    choices = parser.parse_args(None if arguments is None else list(arguments))
    start = time.monotonic()
    count, steps, wrong = walk_all(choices.changes)
    print(
        f"all orders of {count:,} histories of up to {choices.changes} changes, each event once or twice, both formats:"
    )
    print(f"  {steps:,} different decisions, {len(wrong)} histories wrong, {time.monotonic() - start:.0f} s")
    by_chance = play_all(choices.random, choices.seed)
    print(f"{choices.random:,} histories by chance of one to three findings, two processes, kills at any call:")
    print(f"  {len(by_chance)} wrong, {time.monotonic() - start:.0f} s")
    for fault, times in Counter(one.partition(": ")[2] for one in by_chance).most_common(_SHOWN):
        print(f"  {times} x {fault}")
    for one in (*wrong[:_SHOWN], *by_chance[:_SHOWN]):
        print(f"  wrong: {one}")
    return 1 if wrong or by_chance else 0


if __name__ == "__main__":
    sys.exit(main())
