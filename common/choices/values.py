"""The admin's choices as TOML, JSON and templates can hold them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from common.choices.configuration import Configuration
from common.choices.key import Place, keys


def plain_values(configuration: Configuration, *places: Place) -> dict[str, Any]:
    """Return the choices that go to one of these places by name; all where none is named."""
    known = keys(Configuration)
    return {
        name: _plain(getattr(configuration, name))
        for name, key in known.items()
        if not places or set(places) & set(key.places)
    }


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
