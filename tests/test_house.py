"""The house keeps its own rules: long files say why they are long, and what is run by hand is on the lists."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = (
    "benchmarks",
    "common",
    "docs",
    "embedded_aws",
    "event_matching",
    "formatter",
    "harness",
    "installer",
    "local",
    "permission-sets",
    "product",
    "release",
    "stacksets",
)
LONGEST = 250
LONG = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).rglob("*.py"))
    if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST
]
NEVER_BY_MAKE = {
    "admin_life": "takes as long as a whole organization's launches",
    "mutations": "changes code, and takes what to change",
}
"""Benchmarks that `make bench` leaves out, and why."""


def test_every_folder_with_code_is_looked_at() -> None:
    found = {path.parent.name for path in ROOT.glob("[!.]*/*.py")} | {"permission-sets"}
    assert found - {"tests", "requirements"} == set(FOLDERS)


@pytest.mark.parametrize("path", LONG, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_long_file_says_why_it_is_long(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    says_why = re.search(r"\blong(er)?\b", docstring, re.IGNORECASE)
    assert says_why, f"{path.name} has more than {LONGEST} lines: divide it, or say in its docstring why it is long"


def test_make_bench_runs_every_benchmark() -> None:
    alone = {path.stem for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")}
    alone |= {path.parent.name for path in (ROOT / "benchmarks").glob("*/__main__.py")}
    (listed,) = re.findall(r"^BENCHMARKS := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    run = set(re.findall(r"[a-z_]{2,}", re.sub(r"--[a-z]+", "", listed)))
    assert run == alone - set(NEVER_BY_MAKE), (
        "BENCHMARKS in the Makefile names the modules of benchmarks/ that run alone"
    )


def test_the_page_of_the_architecture_tells_of_every_folder() -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    told = {name.partition("/")[0] for name in re.findall(r"^\| `([^`]+)/` \|", page, re.MULTILINE)}
    assert told == {*FOLDERS, "tests", "requirements"}, "the table 'Folders' in docs/architecture.md"
