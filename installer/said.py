"""What an email says of its problem, read from its own lines, as its recipient reads it."""

from __future__ import annotations

import re

_DUE = re.compile(r"^ *Due: (?P<said>\w{3} \d{2} \w{3} \d{4})", re.MULTILINE)
_TAKEN_ON = re.compile(r"^ *Taken on: (?P<said>.+)$", re.MULTILINE)


def due(body: str) -> str:
    """Return the first date by which an email asks for something, `Fri 04 Dec 2026`; empty where it asks for none."""
    return _first(_DUE, body)


def taken_on(body: str) -> str:
    """Return who is at it, and since when; empty where the email names nobody."""
    return _first(_TAKEN_ON, body)


def _first(pattern: re.Pattern[str], body: str) -> str:
    found = pattern.search(body)
    return found["said"] if found else ""
