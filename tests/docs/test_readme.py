"""The README shows what its first command really prints; ids, account numbers and times differ from run to run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
COMMAND = [sys.executable, "-c", "from installer.main import run; run()", "local", "--once"]
VARYING = {
    r"\b\d{12}\b": "ACCOUNT",
    r"\bou-[0-9a-z]{4}-[0-9a-z]+": "UNIT",
    r"\bo-[0-9a-z]{10}\b": "ORGANIZATION",
    r"\d+\.\d+ seconds": "SECONDS",
}


def normalized(text: str) -> list[str]:
    for pattern, name in VARYING.items():
        text = re.sub(pattern, name, text)
    return text.strip().splitlines()


def block(start: str) -> list[str]:
    """Return the fenced block of the README whose first line begins so."""
    assert start in README
    return normalized(start + README.partition(start)[2].partition("\n```")[0])


@pytest.fixture(scope="module")
def printed() -> list[str]:
    result = subprocess.run(COMMAND, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
    return normalized(result.stdout)


def test_the_steps_are_those_that_it_prints(printed: list[str]) -> None:
    assert block("$ ./install.sh local --once")[1:] == [line for line in printed if line.startswith("✓")]


def test_the_email_begins_as_the_one_that_it_shows(printed: list[str]) -> None:
    shown = block("Subject: ")
    start = printed.index(shown[0])
    assert shown == printed[start : start + len(shown)]
