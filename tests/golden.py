"""Compare what the code makes with a committed file; `pytest --update-golden` writes the file anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

AssertGolden = Callable[[Path, str], None]


def compare(path: Path, actual: str, *, update: bool) -> None:
    """Fail with a readable difference unless the file holds exactly that text; write it first when updating."""
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(actual, encoding="utf-8")
    assert path.is_file(), f"{path} is missing: run the tests with --update-golden and review what it writes"
    assert actual == path.read_text(encoding="utf-8"), f"{path.name} differs: review, then run with --update-golden"
