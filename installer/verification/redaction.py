"""Take out of a report what it must not tell: account ids, addresses, people, ids of organizations, keys."""

from __future__ import annotations

import re

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[^\s@<>()\[\]\"',;:=/]+@[^\s@<>()\[\]\"',;:=/]*"), "<address>"),
    (re.compile(r"(?<=assumed-role/)[^\s/\"']+/[^\s\"']+"), "<role>/<session>"),
    (re.compile(r"(?<=:user/)[^\s\"']+"), "<user>"),
    (re.compile(r"(?:AKIA|ASIA|AIDA|AROA)[A-Z0-9]{8,}"), "<key>"),
    (re.compile(r"\b(?:o|ou|r)-[a-z0-9]{4,32}(?:-[a-z0-9]{8,32})?\b"), "<organization>"),
    (re.compile(r"\d{4}-\d{4}-\d{4}"), "<account>"),
    (re.compile(r"\d{12,}"), "<account>"),
)


def redacted(text: str) -> str:
    """Return a text without them; what might be one is taken for one."""
    for pattern, instead in _RULES:
        text = pattern.sub(instead, text)
    # What is left of an address that was written oddly is no address without its sign.
    return text.replace("@", " at ")
