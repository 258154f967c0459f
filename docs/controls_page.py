"""The page of controls: what Security Hub, Control Tower and linters say about this product's resources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_FOLDER = Path(__file__).parent
_WORDS = {"passes": "passes", "option": "your choice", "meant": "meant to be so"}
_KINDS = {"Security Hub": "", "Control Tower, proactive controls": "CT.", "checkov": "CKV"}


def controls() -> str:
    """Return the table of every control."""
    found: list[dict[str, Any]] = yaml.safe_load((_FOLDER / "controls.yaml").read_text(encoding="utf-8"))
    parts = [(_FOLDER / "parts" / "controls.md").read_text(encoding="utf-8")]
    for title, start in _KINDS.items():
        rows = [one for one in found if _kind(one["id"]) == start]
        parts += [f"## {title}", "", "| Control | Of | It | Because |", "|---|---|---|---|", *map(_row, rows), ""]
    return "\n".join(parts)


def _kind(control: str) -> str:
    return next((start for start in _KINDS.values() if start and control.startswith(start)), "")


def _row(one: dict[str, Any]) -> str:
    resources = ", ".join(f"`{name}`" if name[0].isupper() else name for name in one["of"])
    return f"| {one['id']} | {resources} | {_WORDS[one['is']]} | {one['why']} |"
