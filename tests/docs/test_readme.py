"""The README shows what its two commands really print; ids, account numbers and times differ from run to run."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMAND = [sys.executable, "-c", "from installer.main import run; run()", "local", "--once"]
VARYING = {
    r"\b\d{12}\b": "ACCOUNT",
    r"\bou-[0-9a-z]{4}-[0-9a-z]+": "UNIT",
    r"\bo-[0-9a-z]{10}\b": "ORGANIZATION",
    r"\d+\.\d+ seconds": "SECONDS",
    r"uploads-[0-9a-f]{8}\b": "uploads-ID",
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


SHAPE = {r"={3,}|\.{3,}|\([\d:]+\)": "", r"[\d.]+": "0", r"\[ *": "[", r" +": " "}
"""What stays of a line of the test command when it is about other tests: no rulers, no dots, no numbers."""
PYTEST = ("-m", "pytest", "--numprocesses", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
MOST_TESTS = 1_000
"""A run of more tests than this is one of all."""


def shape(line: str) -> str:
    for pattern, name in SHAPE.items():
        line = re.sub(pattern, name, line)
    return line.strip()


def test_the_test_command_prints_lines_like_those() -> None:
    """It runs with one small file, since the whole suite would run itself."""
    assert f"python {' '.join(PYTEST)}" in (ROOT / "tests" / "run.sh").read_text(encoding="utf-8")
    small = [sys.executable, *PYTEST, "tests/formatter/messages/test_times.py"]
    result = subprocess.run(small, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stdout
    printed = [shape(line) for line in result.stdout.splitlines()]
    shown = [line for line in block("$ tests/run.sh")[1:] if line not in ("", "...")]
    assert [line for line in shown if shape(line) not in printed] == []
    assert re.fullmatch(r"=+ [\d,]+ passed in [\d.]+s \(\d:\d\d:\d\d\) =+", shown[-1])


def test_the_number_of_tests_is_about_right(request: pytest.FixtureRequest) -> None:
    counted = request.session.testscollected
    shown = int(re.findall(r"(\d+) passed in", README)[0])
    assert counted < MOST_TESTS or shown == pytest.approx(counted, rel=0.1)


def test_its_figures_are_those_of_the_benchmarks() -> None:
    printed = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    (emails,) = re.findall(r"repeated none, in (\d+)\s+emails", README)
    assert f"| this product | 0 | 0 | 265 | {emails} |" in printed
    (storm,) = re.findall(r"\| (\d+) emails that name or count each \|", README)
    assert f"2 % CRITICAL | {storm} |" in printed
