"""Read array indices in the input paths of EventBridge targets.

AWS documents them among the JSON path syntax of input transformers; MiniStack splits a path at its dots only.
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
"""

from __future__ import annotations

import re
from typing import Any

from ministack.services import eventbridge

_INDEXED = re.compile(r"(.+)\[(\d+)\]")


class _Indexed(dict[str, Any]):
    """An object of the event whose key `findings[0]` is the first of its findings."""

    def __getitem__(self, key: str) -> Any:
        indexed = _INDEXED.fullmatch(key)
        found = super().__getitem__(indexed[1])[int(indexed[2])] if indexed else super().__getitem__(key)
        return _Indexed(found) if isinstance(found, dict) else found


class _View:
    """MiniStack's view of an event, whose objects know their indices."""

    def __init__(self, view: Any) -> None:
        self._view = view

    def __getattr__(self, name: str) -> Any:
        return getattr(self._view, name)

    def event_with_detail(self) -> _Indexed:
        return _Indexed(self._view.event_with_detail())


def install() -> None:
    """Let input transformers read array indices."""
    original = eventbridge._apply_input_transformer
    eventbridge._apply_input_transformer = lambda transformer, rule, view: original(transformer, rule, _View(view))
