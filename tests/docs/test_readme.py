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
    """Return the fenced block of the README whose first line begins so, without that line."""
    content = README.partition(f"\n{start}")[2].partition("\n```")[0]
    return normalized(content.partition("\n")[2])


@pytest.fixture(scope="module")
def printed() -> list[str]:
    result = subprocess.run(COMMAND, capture_output=True, text=True, timeout=120, check=True)
    return normalized(result.stdout)


def test_the_steps_are_those_that_it_prints(printed: list[str]) -> None:
    assert block("$ ./install.sh local --once") == [line for line in printed if line.startswith("✓")]


def test_the_email_begins_as_the_one_that_it_shows(printed: list[str]) -> None:
    shown = block("```text\nSubject: ")
    assert len(shown) > 4
    email = printed[printed.index(next(line for line in printed if line.startswith("Subject: "))) + 1 :]
    assert shown == [line for line in email if line][: len(shown)] or shown == email[1 : len(shown) + 1]
