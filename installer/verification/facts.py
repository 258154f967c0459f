"""The facts of AWS that this product stands on and that a document may not decide: how sure they are, and where they are used.

What a docstring names a page of AWS for is listed beside them in docs/facts.md; here is what `verify` settles, and what nobody
has seen yet.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path


class Sureness(str, Enum):
    """How sure a fact is."""

    DOCUMENTED = "documented"
    SEEN = "seen in public code"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class Fact:
    """A fact.

    Attributes:
        id: how steps name it.
        fact: what is so, in one sentence.
        state: how sure that is.
        source: address of the page or code that says it; empty where none does.
        places: files of this repository that rely on it; one of them names the source.
    """

    id: str
    fact: str
    state: Sureness
    source: str
    places: tuple[str, ...]


@cache
def facts() -> tuple[Fact, ...]:
    """Return all of them, in the order of the file."""
    found = json.loads((Path(__file__).parent / "facts.json").read_text(encoding="utf-8"))
    return tuple(Fact(**{**one, "state": Sureness(one["state"]), "places": tuple(one["places"])}) for one in found)
