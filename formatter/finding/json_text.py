"""Documents as JSON, whatever they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.encoder import encode_basestring as _text
from typing import Any

_STEP = "  "
_leaf = json.JSONEncoder(ensure_ascii=False, default=str).encode


def json_text(raw: Mapping[str, Any], *, ascii_only: bool = False) -> str:
    """Return the document as JSON on one line; what is nested beyond Python's depth is replaced by a word on it."""
    try:
        return json.dumps(raw, ensure_ascii=ascii_only, default=str)
    except RecursionError:
        return json.dumps(_not_shown(raw), ensure_ascii=ascii_only)


def indented_json(raw: Mapping[str, Any], margin: str = "") -> str:
    """Return the document as JSON for a reader, each level two spaces further in; every line but the first after the margin.

    Written here since Python's own encoder takes four times as long once it indents.
    """
    try:
        return _indented(raw, margin)
    except RecursionError:
        return _indented(_not_shown(raw), margin)


def _indented(value: Any, margin: str) -> str:
    if isinstance(value, str):
        return _text(value)
    inner = margin + _STEP
    if isinstance(value, dict) and value:
        pairs = [f"{inner}{_text(str(key))}: {_indented(one, inner)}" for key, one in value.items()]
        return "{\n" + ",\n".join(pairs) + f"\n{margin}}}"
    if isinstance(value, (list, tuple)) and value:
        return "[\n" + ",\n".join([inner + _indented(one, inner) for one in value]) + f"\n{margin}]"
    return _leaf(value)


def _not_shown(raw: Mapping[str, Any]) -> dict[str, Any]:
    return {"NotShown": "nested too deeply", "Fields": list(raw)}
