"""Each threat has its test, and what the privacy page says of tags and logs is so."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.choices.words import Formatting, Launch
from tests.permissions.policies import subscription

ROOT = Path(__file__).parents[2]
TEST = re.compile(r"`(tests/[\w./-]+)`")


def threats() -> Iterator[tuple[str, list[str]]]:
    """Yield each threat with the tests that are named beside it."""
    for table in (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8").split("\n\n"):
        header, *rows = table.splitlines()
        if header.startswith("| Threat"):
            for row in rows[1:]:
                cells = row.strip("|").split("|")
                yield cells[0].strip(), TEST.findall(cells[-1])


THREATS = list(threats())


@pytest.mark.parametrize(("threat", "tests"), THREATS, ids=[threat for threat, _ in THREATS])
def test_each_threat_names_tests_that_are_there(threat: str, tests: list[str]) -> None:
    assert tests, threat
    for name in tests:
        assert (ROOT / name).is_file(), name


def test_the_threats_are_many() -> None:
    assert len(THREATS) >= 30


@pytest.mark.parametrize("launch", list(Launch), ids=lambda one: one.value)
@pytest.mark.parametrize("formatting", list(Formatting), ids=lambda one: one.value)
def test_no_answer_of_the_form_stands_in_a_tag(formatting: Formatting, launch: Launch) -> None:
    for name, resource in subscription(formatting, launch).items():
        for tag in resource.get("Properties", {}).get("Tags", []):
            assert isinstance(tag["Value"], str), (name, json.dumps(tag))
