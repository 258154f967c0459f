"""The kinds of messages, as docs/chat.md and the schema of chat notifications name them."""

from __future__ import annotations

import json
import re

from formatter.memory.records import Kind

_ENUM = re.compile(r'(?<="eventType": \{)(\s*"enum": \[\s*)[^\]]*?(\s*\])')


def event_types() -> str:
    """Return all of them in one line."""
    return ", ".join(f"`{kind.event_type}`" for kind in Kind)


def with_event_types(schema: str) -> str:
    """Return the text of the schema with all of them and no others."""
    between = f",\n{' ' * 12}"
    return _ENUM.sub(
        lambda found: found[1] + between.join(json.dumps(kind.event_type) for kind in Kind) + found[2], schema
    )
