"""Dotted keys in events, such as a tag key `cost.center`.

Event Ruler, which EventBridge matches with, flattens pattern and event alike and joins keys with a dot, so that a dotted
key and a path of keys are the same. MiniStack takes the keys of patterns apart, but not those of events.
https://github.com/aws/event-ruler
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ministack.services import eventbridge


def install() -> None:
    """Take the keys of events apart before they are matched; targets get the event as it is."""
    matches = eventbridge._matches_alternative

    def matches_by_path(view: Any, alternative: Any) -> Any:
        return matches(_ByPath(view), alternative)

    eventbridge._matches_alternative = matches_by_path


@dataclass(frozen=True)
class _ByPath:
    """MiniStack's view of an event with its keys taken apart."""

    view: Any

    def envelope(self) -> Any:
        return self.view.envelope()

    def event_with_detail(self) -> Mapping[str, Any]:
        event = self.view.event_with_detail()
        return {**event, "detail": _by_path(event["detail"])}


def _by_path(value: Any) -> Any:
    if isinstance(value, list):
        return [_by_path(item) for item in value]
    if not isinstance(value, dict):
        return value
    nested: dict[str, Any] = {}
    for key, child in value.items():
        _put(nested, key.split("."), _by_path(child))
    return nested


def _put(nested: dict[str, Any], path: list[str], value: Any) -> None:
    *above, last = path
    for key in above:
        branch = nested.setdefault(key, {})
        if not isinstance(branch, dict):
            return
        nested = branch
    nested[last] = value
