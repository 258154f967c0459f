"""What is known of one of the admin's choices beside its type and default."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from enum import Enum
from typing import Any

from common.choices.patterns import Pattern

_KEY = "key"


class Place(str, Enum):
    """Where a choice goes."""

    HUB = "hub template"
    SUBSCRIPTION = "subscription template"
    FORMATTER = "formatter's configuration"
    INSTALLER = "installer only"


class Section(str, Enum):
    """What a choice is about; its value stands above such choices in the help of commands."""

    INSTALLATION = "What is installed, where, and how"
    FORM = "What the form asks"
    EMAILS = "What emails say, and when"
    PEOPLE = "Who may launch"
    SHARING = "With whom it is shared"
    OFFER = "Who offers it"


@dataclass(frozen=True)
class Key:
    """One of the admin's choices.

    Attributes:
        help: what it is, as a clause; ends without a full stop.
        places: where it goes.
        section: what it is about.
        question: what the wizard asks; empty where it does not ask.
        asked: whether the wizard asks, once it knows the answers before.
        pattern: what the value, or each value of a list or table, must look like.
        choices: the only values that are taken.
        texts: what the wizard calls these values, where they do not speak for themselves.
        names: of a table, what its keys must look like; None where they are those of the default.
        lowest: of a number, or of the numbers of a table, the lowest that is taken.
        highest: the highest.
    """

    help: str
    places: tuple[Place, ...]
    section: Section
    question: str = ""
    asked: Callable[[Any], bool] = lambda _: True
    pattern: Pattern | None = None
    choices: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    names: Pattern | None = None
    lowest: int = 0
    highest: int = 0


def key(default: Any, help: str, *places: Place, section: Section, **more: Any) -> Any:  # noqa: A002  # what the attribute is called
    """Return a dataclass field that carries its `Key`; `more` are the attributes of it."""
    known = {_KEY: Key(help, places, section, **more)}
    if isinstance(default, dict):
        # A table has no hash; records that differ in it alone are unequal all the same.
        return field(default_factory=lambda: dict(default), hash=False, metadata=known)
    return field(default=default, metadata=known)


def keys(record: Any) -> Mapping[str, Key]:
    """Return the keys of a record by name, in their order."""
    return {one.name: one.metadata[_KEY] for one in fields(record) if _KEY in one.metadata}


def default_of(record: Any, name: str) -> Any:
    """Return the default of a key."""
    found: Field[Any] = next(one for one in fields(record) if one.name == name)
    return found.default_factory() if callable(found.default_factory) else found.default
