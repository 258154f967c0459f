"""Regular expressions of what owners type, as Java (CloudFormation) and Python both read them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ADDRESS = r"[A-Za-z0-9_%+&'-]+(\.[A-Za-z0-9_%+&'-]+)*@"
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_ANY_DOMAIN = rf"({_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"

SAFE = r'(?!.*["\\{};\x00-\x1F\x7F\u00A0\u200B-\u200F\u2028-\u202F\u2060\uFEFF])'
"""No character in the whole answer that could end a text in the event pattern, that nobody sees, or that is put for a comma."""

VALUE = "[^, ]([^,]*[^, ])?"
"""No space before or behind it, which nobody sees there and which makes another value of it."""

NOT_RESERVED = (
    r"(?!(\$or|exactly|(not-)?(equals-ignore-case|wildcard)|prefix|suffix|anything-but|exists|numeric|cidr|regex"
    r"|date-(on-or-)?(after|before)|in-date-range|ip-address-(not-)?in-range)$)"
)
"""None of the words that a pattern with `$or` takes for its own wherever a name stands.

https://github.com/aws/event-ruler/blob/main/src/main/software/amazon/event/ruler/Constants.java
"""


def address(domains: Iterable[str]) -> str:
    """Return the expression of one email address of these domains, or of any."""
    listed = "|".join(re.escape(name) for name in domains)
    return _ADDRESS + (f"({listed})" if listed else _ANY_DOMAIN)


def list_of(item: str, least: int, most: int) -> str:
    """Return the expression of so many items with commas between them, each perhaps with one space, and none at the end."""
    return f"({item}(, ?(?!$)|$)){{{least},{most}}}$"
