"""Read JSON that may hold anything anywhere: a wrong type reads as if nothing were there.

Real findings have text where a list belongs, numbers as text, empty strings and missing branches; none
may stop an email.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

_MILLISECONDS_FROM = 100_000_000_000
"""Epoch numbers from here on are milliseconds: in seconds this would be the year 5138."""


def branch(value: object, *path: str) -> Any:
    """Follow the keys downwards; None where the path ends."""
    for key in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(key)
    return value


def text(value: object) -> str:
    """Return text and numbers as stripped text, anything else as an empty one."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return ""
    return str(value)


def first_text(*values: object) -> str:
    """Return the first value that is text and not empty."""
    return next((found for value in values if (found := text(value))), "")


def mapping(value: object) -> Mapping[str, Any]:
    """Return the object as it is, anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def items(value: object) -> tuple[Any, ...]:
    """Return a list's items; one thing where a list belongs counts as a list of one."""
    if isinstance(value, (list, tuple)):
        return tuple(value)
    return () if value is None or value in ("", {}) else (value,)


def texts(value: object) -> tuple[str, ...]:
    """Return the list's texts that are not empty."""
    return tuple(found for item in items(value) if (found := text(item)))


def number(value: object) -> float | None:
    """Return a finite number, also when it is written as text."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def moment(value: object) -> datetime | None:
    """Return an ISO 8601 text, or seconds or milliseconds since 1970, as a time with an offset."""
    if isinstance(value, str):
        return _iso_moment(value.strip())
    seconds = number(value)
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS_FROM else seconds, timezone.utc)
    except (ValueError, OverflowError, OSError):
        return None


def _iso_moment(value: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(_as_python_reads_it(value))
    except ValueError:
        return None
    try:
        return found.astimezone(timezone.utc) if found.tzinfo else found.replace(tzinfo=timezone.utc)
    except OverflowError:
        return None


def _as_python_reads_it(value: str) -> str:
    """Spell the offset and the fraction as Python 3.10 wants them: `+00:00` and six digits."""
    value = value[:-1] + "+00:00" if value[-1:] in ("Z", "z") else value
    start = value.find(".")
    if start < 0:
        return value
    end = start + 1
    while end < len(value) and value[end].isdecimal():
        end += 1
    return f"{value[:start]}.{value[start + 1 : end][:6].ljust(6, '0')}{value[end:]}"
