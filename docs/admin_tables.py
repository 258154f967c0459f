"""The tables for admins that are made of the commands' own records: all keys, and the exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from common.choices.configuration import Configuration
from common.choices.key import default_of, keys
from installer.exit_codes import MEANINGS


def keys_table() -> str:
    """Return every key of `notifications.toml` with its default, what it is, and where it goes."""
    rows = ["| Key | Default | What it is | Goes to |", "|---|---|---|---|"]
    for name, key in keys(Configuration).items():
        places = ", ".join(place.value for place in key.places)
        rows.append(
            f"| `{name}` | {_shown(default_of(Configuration, name))} | {key.help.replace('|', '/')} | {places} |"
        )
    return "\n".join(rows)


def exit_codes_table() -> str:
    """Return what each exit code means."""
    rows = ["| Code | Meaning |", "|---|---|"]
    return "\n".join([*rows, *(f"| {code.value} | {meaning} |" for code, meaning in MEANINGS.items())])


def _shown(value: Any) -> str:
    if value in ("", (), {}):
        return ""
    if isinstance(value, Mapping):
        return "`" + ", ".join(f"{name} = {one}" for name, one in value.items()) + "`"
    if isinstance(value, Enum):
        return f"`{value.value}`"
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"
