"""MiniStack's private names: each is what the embedded AWS takes it for, and none is used that the table lacks."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from embedded_aws.server.private_names import NAMES

SERVER = Path(__file__).parents[2] / "embedded_aws" / "server"
LISTED = [(module, name) for module, names in NAMES.items() for name in names]
ASK = """
import json
from embedded_aws.server import private_names
print(json.dumps({f"{m} {n}": private_names.shape(m, n) for m, names in private_names.NAMES.items() for n in names}))
"""


@pytest.fixture(scope="module")
def shapes() -> dict[str, str]:
    """What each name is, in a process of its own, where nothing has replaced it."""
    environment = {**os.environ, "GATEWAY_PORT": "1"}
    output = subprocess.run([sys.executable, "-c", ASK], env=environment, capture_output=True, text=True, check=True)
    found: dict[str, str] = json.loads(output.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(("module", "name"), LISTED, ids=[f"{module}.{name}" for module, name in LISTED])
def test_a_name_is_what_it_is_taken_for(shapes: dict[str, str], module: str, name: str) -> None:
    assert shapes[f"{module} {name}"] == NAMES[module][name]


def names_in(path: Path) -> Iterator[tuple[str, str]]:
    """Yield MiniStack's private names in a module of ours, with the module that has them."""
    tree = ast.parse(path.read_text())
    imported = {
        alias.asname or alias.name: (str(node.module), alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("ministack")
        for alias in node.names
    }
    yield from (place for place in imported.values() if place[1].startswith("_"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr.startswith("_"):
            first, _, name = ast.unparse(node).partition(".")
            if first in imported:
                yield ".".join(imported[first]), name


def test_the_table_holds_each_name_that_is_used_and_no_other() -> None:
    used = {name for path in SERVER.rglob("*.py") for name in names_in(path)}
    assert used == set(LISTED)
