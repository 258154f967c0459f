"""The types of boto3 are installed for development only: nothing may import them when it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = (
    *("common", "embedded_aws", "event_matching", "formatter", "installer", "local"),
    *("permission-sets", "product", "stacksets"),
)
STUBS = "types_boto3"


def imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield what imports of the stubs."""
    for one in ast.walk(node):
        names = [name.name for name in one.names] if isinstance(one, ast.Import) else []
        if isinstance(one, ast.ImportFrom) and one.module:
            names = [one.module]
        if isinstance(one, (ast.Import, ast.ImportFrom)) and any(name.startswith(STUBS) for name in names):
            yield one


def test_no_stub_is_imported_when_the_product_runs() -> None:
    for_types, running = 0, []
    for path in (path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        blocks = [one for one in ast.walk(tree) if isinstance(one, ast.If) and ast.unparse(one.test) == "TYPE_CHECKING"]
        known = {found for block in blocks for one in block.body for found in imports(one)}
        for_types += len(known)
        running += [f"{path.relative_to(ROOT)}:{one.lineno}" for one in imports(tree) if one not in known]
    assert for_types
    assert not running
