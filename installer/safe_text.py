"""Text from AWS and from files is data: it may not steer the terminal that shows it."""

from __future__ import annotations

import unicodedata

_KEPT = "\n\t"
_UNSAFE = ("Cc", "Cs", "Zl", "Zp")
"""Unicode categories of control characters, halves of characters, and separators that some terminals take for line ends."""

_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""They make text read as what it is not. https://www.unicode.org/reports/tr9/#Directional_Formatting_Characters"""


def safe(text: str) -> str:
    """Return the text with what could steer a terminal written as escapes; line ends and tabs stay."""
    return "".join(_escaped(one) if _is_unsafe(one) else one for one in text)


def _is_unsafe(character: str) -> bool:
    if character in _KEPT:
        return False
    return character in _DIRECTIONS or unicodedata.category(character) in _UNSAFE


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
