"""Findings gone wrong by the ten thousand: none may stop an email or break the rules of SNS.

`python -m benchmarks.fuzz_findings --cases 10000 --seed 1` prints how many passed; the first that does not is printed
with its error.
"""

from __future__ import annotations

import random

import click

from formatter.emails.message import Kind
from tests.formatter.mutations import base_findings, check, mutated


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


if __name__ == "__main__":
    command()
