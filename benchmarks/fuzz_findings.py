"""Findings gone wrong by the ten thousand: none may stop an email or break the rules of SNS.

`python -m benchmarks.fuzz_findings --cases 10000 --seed 1` tries so many mutated findings and so many documents of any
shape, and prints how many passed; the first that does not is printed with its error.
"""

from __future__ import annotations

import random

import click
import hypothesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formatter.memory.records import Kind
from harness.odd_findings import base_findings, check, documents, mutated


@click.command()
@click.option("--cases", default=10_000, show_default=True, help="Mutated findings to try.")
@click.option("--seed", default=1, show_default=True, help="The same seed makes the same findings.")
def command(cases: int, seed: int) -> None:
    """Try mutated findings; ends with an error at the first that breaks a rule."""
    chance = random.Random(seed)
    bases, kinds = base_findings(), list(Kind)
    for case in range(cases):
        raw = mutated(chance.choice(bases), chance)
        try:
            check(raw, chance.choice(kinds))
        except Exception:
            click.echo(f"case {case} of seed {seed}: {ascii(raw)[:2_000]}", err=True)
            raise
    click.echo(f"{cases} mutated findings of {len(bases)} fixtures: all became emails within the rules")
    any_document(cases, random.Random(seed))
    click.echo(f"{cases} documents of any shape: all became emails within the rules")


def any_document(cases: int, chance: random.Random) -> None:
    """Try documents made of the keys of findings; hypothesis shrinks the first that breaks a rule."""

    @hypothesis.seed(chance.random())
    @settings(max_examples=cases, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(document=documents(), kind=st.sampled_from(list(Kind)))
    def try_one(document: object, kind: Kind) -> None:
        check(document, kind)

    try_one()


if __name__ == "__main__":
    command()
