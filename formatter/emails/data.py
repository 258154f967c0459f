"""Text from a finding, shown so that a reader sees it is data.

Whoever can name a bucket can write into a finding. So data is indented while our headings are not, and every character
that ends a line, moves the cursor, hides or turns the direction of writing is written out instead of obeyed.
"""

from __future__ import annotations

import unicodedata

INDENT = "  "

_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories of control, format (bidirectional, zero-width), surrogate, unassigned and line end."""


def shown(text: str) -> str:
    """Return the text on one line; line ends become spaces, characters that a reader cannot see become `<U+202E>`."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(character if _is_visible(character) else _written(character) for character in text)


def block(text: str) -> str:
    """Return the text as marked lines, so that nothing in it stands where a heading or a step of ours could."""
    lines = [shown(line) for line in text.splitlines()]
    return "\n".join(f"{INDENT}| {line}" for line in lines if line.strip())


def field(label: str, value: str) -> str:
    """Return one indented line `label: value`."""
    return f"{INDENT}{label}: {shown(value)}"


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _HIDDEN_CATEGORIES


def _written(character: str) -> str:
    return " " if character in "\r\n\t\x0b\x0c\x85\u2028\u2029" else f"<U+{ord(character):04X}>"
