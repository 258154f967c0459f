"""Documents as JSON, whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def json_text(raw: Mapping[str, Any], *, ascii_only: bool = False, indent: int | None = None) -> str:
    """Return the document as JSON; what is nested beyond Python's depth is replaced by a word on it."""
    try:
        return json.dumps(raw, ensure_ascii=ascii_only, indent=indent, default=str)
    except RecursionError:
        return json.dumps({"NotShown": "nested too deeply", "Fields": list(raw)}, ensure_ascii=ascii_only)
