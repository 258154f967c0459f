"""What emails ask their readers to do, and what each takes; the permission set holds it, and a test walks the emails."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Ask:
    """One thing that emails ask for.

    Attributes:
        ask: what, in words.
        source: page of AWS that says what it takes.
        actions: IAM actions that it takes.
        managed: AWS's own policy that holds what it takes, where these are too many.
        pages: how the addresses of the console pages begin to which emails link for it.
        words: what emails say when they ask for it.
    """

    ask: str
    source: str
    actions: tuple[str, ...] = ()
    managed: str = ""
    pages: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def _read() -> tuple[Ask, ...]:
    found = json.loads((Path(__file__).parent / "asks.json").read_text(encoding="utf-8"))
    return tuple(
        Ask(
            one["ask"],
            one["source"],
            tuple(one.get("actions", ())),
            one.get("managed", ""),
            tuple(one.get("pages", ())),
            tuple(one.get("words", ())),
        )
        for one in found
    )


ASKS = _read()
LOOK_AT_RESOURCE = next(one.managed for one in ASKS if one.managed)
"""AWS's own policy for whoever reads how resources are configured, and none of their data."""


def actions_of(*services: str) -> list[str]:
    """Return the actions of these services that emails ask for."""
    return [action for one in ASKS for action in one.actions if action.partition(":")[0] in services]


def actions_of_others(*services: str) -> list[str]:
    """Return the actions of all other services that emails ask for."""
    return [action for one in ASKS for action in one.actions if action.partition(":")[0] not in services]
