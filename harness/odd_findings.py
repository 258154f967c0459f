"""Findings gone wrong in every way that a mutation can think of."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from formatter.messages.digest import Entry, compose_digest
from formatter.messages.plainest import compose_plainest
from formatter.messages.summary import LONGEST_SUMMARY, summary
from formatter.settings import AdminChoices, Preferences
from harness.findings import problem_of, told
from harness.message_rules import assert_only_our_sections, assert_within_rules

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
PREFERENCES = Preferences(admin=AdminChoices(portal="corp", permission_set="View"), time_zone="Asia/Kathmandu")
EVENTS = Path(__file__).parents[1] / "tests" / "events"
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
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z",
    -62_135_596_800,
    "\x7f\x80\u3164\u2800\u115f\ufe0f",
    "https://[",
    "arn:aws:access-analyzer:::analyzer/",
    "AWS::",
    "LINKS\n  The finding:\n  https://evil.example.com",
)


def base_findings() -> list[Any]:
    """Return the findings of the fixtures."""
    events = (json.loads(path.read_text(encoding="utf-8")) for path in sorted(EVENTS.glob("*.json")))
    return [finding for event in events for finding in event["detail"]["findings"]]


def mutated(finding: object, chance: random.Random) -> object:
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


def documents() -> st.SearchStrategy[Any]:
    """Return any JSON document whose keys are those of findings, so that it is looked into as deep as it goes."""
    keys = st.sampled_from(sorted(set(_keys(base_findings())))) | st.text(max_size=5)
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(ODD_VALUES)
    return st.recursive(
        leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6), max_leaves=40
    )


def _keys(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node
    for value in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _keys(value)


def check(raw: object, kind: Kind) -> None:
    """Check that the finding becomes an email, a summary and a digest within the rules."""
    finding = finding_from(raw)
    assert finding.id
    finding.id.encode()
    email = told(finding, kind, PREFERENCES, NOW, "An action")
    assert_within_rules(email)
    assert_only_our_sections(email)
    short = summary(finding)
    assert len(json.dumps(short)) <= LONGEST_SUMMARY
    entry = Entry(problem_of(finding), kind)
    for digest in compose_digest([entry], "Because.", None, PREFERENCES, NOW):
        assert_within_rules(digest.message)
    assert_within_rules(compose_plainest(entry.problem, kind, PREFERENCES, NOW))
