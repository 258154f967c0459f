"""The table of controls, and the templates that they look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted(
    path for folder in ("stacksets", "permission-sets", "product") for path in ROOT.glob(f"{folder}/**/*.yaml")
)


@dataclass(frozen=True)
class Control:
    """One line of docs/controls.yaml."""

    id: str
    of: tuple[str, ...]
    verdict: str
    why: str
    rule: str


def _read() -> tuple[Control, ...]:
    found = yaml.safe_load((ROOT / "docs" / "controls.yaml").read_text(encoding="utf-8"))
    return tuple(Control(one["id"], tuple(one["of"]), one["is"], one["why"], one.get("rule", "")) for one in found)


CONTROLS = _read()
EXCUSED = tuple(one for one in CONTROLS if one.verdict in ("option", "meant"))
