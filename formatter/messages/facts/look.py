"""Look into a part of a finding and put what is there into words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone
from functools import cache
from typing import Any

from formatter.finding.safe import items, moment, number, text

Fact = tuple[str, str]
"""Label and value; the value is shown as data."""

MOST = 5
"""So many of a list are told; a reader wants to know what it is, the finding itself has them all."""

_LONGEST = 300


def look(value: object, path: str) -> object:
    """Follow `RemoteIpDetails/City/CityName` downwards; None where the path ends.

    Names count in either case of their first letter: GuardDuty writes `remoteIpDetails` where ASFF has `RemoteIpDetails`.
    """
    for name, other in _names(path):
        if not isinstance(value, dict):
            return None
        value = value[name] if name in value else value.get(other)
    return value


@cache
def _names(path: str) -> tuple[tuple[str, str], ...]:
    """Return the names of the path in both spellings; the paths are those of this code."""
    return tuple((name, name[:1].swapcase() + name[1:]) for name in path.split("/"))


def told(value: object, path: str) -> str:
    """Return the text or number there, of a length that a line bears; an empty text where there is none."""
    found = look(value, path)
    return "" if found is None else bounded(text(found))


def first_told(value: object, *paths: str) -> str:
    """Return the first that is not empty."""
    return next((found for path in paths if (found := told(value, path))), "")


def each(value: object, path: str) -> tuple[Any, ...]:
    """Return the items of the list there."""
    return items(look(value, path))


def all_told(value: object, path: str, most: int = MOST) -> str:
    """Return the texts of the list there in one line."""
    return listed([bounded(found) for one in each(value, path) if (found := text(one))], most)


def listed(texts: Iterable[str], most: int = MOST) -> str:
    """Return the texts with commas, each once; of many the first, and how many more there are."""
    kept = list(dict.fromkeys(filter(None, texts)))
    return ", ".join(kept[:most]) + (f" and {len(kept) - most} more" if len(kept) > most else "")


def joined(*parts: str, by: str = " ") -> str:
    """Return what is not empty, with that between."""
    return by.join(filter(None, parts))


def said(before: str, value: str, after: str = "") -> str:
    """Return the value with words around it; nothing where there is no value."""
    return f"{before}{value}{after}" if value else ""


def bounded(value: str, longest: int = _LONGEST) -> str:
    """Return the text, cut where it is too long for a line."""
    return value if len(value) <= longest else f"{value[:longest]}..."


def time(value: object) -> str:
    """Return a time as `2026-11-27 20:00 UTC`; as the finding writes it where it cannot be read."""
    found: datetime | None = moment(value) or moment(number(value))
    return f"{found.astimezone(timezone.utc):%Y-%m-%d %H:%M} UTC" if found else bounded(text(value))


def service(value: str) -> str:
    """Return `s3` for `s3.amazonaws.com`, which CloudTrail calls the service and mail programs take for a page."""
    return value.removesuffix(".amazonaws.com")


def many(label: str, lines: Iterable[str], most: int = MOST) -> tuple[Fact, ...]:
    """Return one fact a line, and how many more there are."""
    kept = list(dict.fromkeys(filter(None, lines)))
    rest = [(label, f"and {len(kept) - most} more")] if len(kept) > most else []
    return (*((label, line) for line in kept[:most]), *rest)


def kept(*facts: Fact) -> tuple[Fact, ...]:
    """Return the facts that have a value."""
    return tuple((label, value) for label, value in facts if value)
