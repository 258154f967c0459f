"""Whether one of the admin's values is of its key's kind, and what to say where it is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Any

from common.choices.configuration import Configuration
from common.choices.key import Key, default_of, keys
from installer.errors import UserError

_SHOWN = 12
"""A list of choices that is longer than this is not read."""


def unknown_key(name: str, known: Iterable[str]) -> str:
    """Return what to say of a key that does not exist."""
    close = difflib.get_close_matches(name, list(known), 1)
    hint = f"; did you mean '{close[0]}'?" if close else f". Known keys: {', '.join(known)}."
    return f"unknown key '{name}'{hint}"


def check_value(name: str, value: object, place: str) -> Any:
    """Return the value as `Configuration` holds it.

    Args:
        name: its key.
        value: the value as TOML knows it.
        place: where it stands, for the sentence of an error.

    Raises:
        UserError: it is not of the key's kind.
    """
    key, default = keys(Configuration)[name], default_of(Configuration, name)
    place = f"{place}: '{name}'"
    if isinstance(default, tuple):
        return _list(key, value, place)
    if isinstance(default, Mapping):
        return _table(key, value, default, place)
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise UserError(f"{place} must be true or false, not {value!r}.")
        return value
    if isinstance(default, int):
        return _number(key, value, place)
    text = _text(key, value, place)
    if default and not text.strip():
        plain = default.value if isinstance(default, Enum) else default
        raise UserError(f"{place} must not be empty; leave it out for {plain!r}.")
    return type(default)(text) if isinstance(default, Enum) else text


def _list(key: Key, value: object, place: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
        raise UserError(f"{place} must be a list of texts, not {value!r}.")
    if not all(item.strip() for item in value):
        raise UserError(f"{place} holds an empty text; take it out, or write what belongs there.")
    # Named twice is meant once: two deployments of one Region would get into each other's way.
    return tuple(dict.fromkeys(_text(key, item, place) for item in value))


def _table(key: Key, value: object, default: Mapping[str, Any], place: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        example = next((f", such as {{{name} = {one}}}" for name, one in default.items()), "")
        raise UserError(f"{place} must be a table of names and values{example}, not {value!r}.")
    for name in value:
        if key.names is None and name not in default:
            raise UserError(f"{place} has no '{name}'; it has {', '.join(default)}.")
        if key.names and not key.names.expression.fullmatch(name):
            raise UserError(f"{place}: {name!r} is no {key.names.what}; {key.names.example}")
    read = _number if key.names is None else _text
    return {**default, **{name: read(key, one, f"{place} of {name}") for name, one in value.items()}}


def _number(key: Key, value: object, place: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UserError(f"{place} must be a whole number, not {value!r}.")
    if key.choices:
        if str(value) not in key.choices:
            raise UserError(f"{place} must be one of {', '.join(key.choices)}, not {value}.")
    elif not key.lowest <= value <= key.highest:
        raise UserError(f"{place} must be from {key.lowest} to {key.highest}, not {value}.")
    return value


def _text(key: Key, value: object, place: str) -> str:
    if not isinstance(value, str):
        raise UserError(f"{place} must be a text, not {value!r}.")
    if key.choices and value.strip():
        return _chosen(key, value, place)
    if key.pattern and value and not key.pattern.expression.fullmatch(value):
        raise UserError(f"{place}: {value!r} is no {key.pattern.what}; {key.pattern.example}")
    return value


def _chosen(key: Key, value: str, place: str) -> str:
    found = {choice.casefold(): choice for choice in key.choices}.get(value.casefold())
    if found is None:
        close = difflib.get_close_matches(value, key.choices, 1, 0.4)
        few = len(key.choices) <= _SHOWN
        one_of = f"must be one of {', '.join(key.choices)}" if few else "must be one of a long list"
        hint = f"; did you mean '{close[0]}'?" if close else "."
        raise UserError(f"{place} {one_of}, not {value!r}{hint}")
    return found
