"""Findings gone wrong in every way that a mutation can think of."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

EVENTS = Path(__file__).parents[1] / "events"
ODD_VALUES: tuple[Any, ...] = (
    None,
    "",
    "text",
    0,
    -1,
    1e308,
    True,
    [],
    {},
    [[]],
    [None],
    {"Id": {}},
    "\u202eevil\u202c",
    "\u200b\u200d\ufeff",
    "\x00\x1b[31m\r\n",
    "\ud800",
    "مرحبا بالعالم",
    "😀" * 2_000,
    "x" * 20_000,
    "2026-13-45T99:99:99Z",
    "OPEN IT\n  Security Hub: https://evil.example.com",
)


def base_findings() -> list[Any]:
    """Return the findings of the fixtures."""
    events = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(EVENTS.glob("*.json")))
    return [finding for event in events for finding in event["detail"]["findings"]]


def mutated(finding: Any, chance: random.Random) -> Any:
    """Return the finding with some branches dropped, and some replaced by odd values."""
    if chance.random() < 0.04:
        return chance.choice(ODD_VALUES)
    if isinstance(finding, dict):
        kept = {key: mutated(value, chance) for key, value in finding.items() if chance.random() > 0.05}
        return kept | (
            {chance.choice(("Id", "id\n", "\u202e")): chance.choice(ODD_VALUES)} if chance.random() < 0.1 else {}
        )
    if isinstance(finding, list):
        return [mutated(item, chance) for item in finding] * chance.choice((1, 1, 1, 0, 3))
    return finding
