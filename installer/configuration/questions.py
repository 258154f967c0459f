"""The wizard's questions, each with the last answer as default and checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import Enum
from typing import Any

import click
import questionary

from common.choices.configuration import Configuration, sources
from common.choices.key import Key, default_of, keys
from common.choices.values import plain_values
from installer.configuration.reading import CONFIGURATION_FILE, configuration_from
from installer.errors import UserError

Check = Callable[[str, str], str]
"""Takes a key and one typed value; returns what is wrong with it, or an empty text. For what only AWS can tell."""

_SOME = 12
"""From as many choices on, one types and is helped, instead of walking through a list."""


def ask(last: Configuration, units: Mapping[str, str], check: Check = lambda _key, _value: "") -> Configuration:
    """Ask everything.

    Args:
        last: the last answers, offered as defaults.
        units: paths of the organization's units by id; empty where they cannot be listed.
        check: says what is wrong with a value beyond its form.

    Raises:
        UserError: the answers do not fit together.
    """
    known = last
    for name, one in keys(Configuration).items():
        if one.question:
            answer = _answer(name, one, known, units, check) if one.asked(known) else _unasked(name, known)
            known = replace(known, **{name: answer})
    return configuration_from(plain_values(known), lambda name: f"Your answer for '{name}'")


def _unasked(name: str, known: Configuration) -> Any:
    """Return what stands where a question is left out: units are of no use beside the whole organization."""
    return () if name == "share_with_organizational_units" else getattr(known, name)


def _answer(name: str, key: Key, known: Configuration, units: Mapping[str, str], check: Check) -> Any:
    last = getattr(known, name)
    if name == "share_with_organizational_units" and units:
        choices = [questionary.Choice(f"{path} ({unit})", unit, checked=unit in last) for unit, path in units.items()]
        return tuple(_done(questionary.checkbox(key.question, choices)))
    if isinstance(last, bool):
        return bool(_done(questionary.confirm(key.question, default=last)))
    if key.choices:
        return _choice(name, key, known)
    if isinstance(last, tuple):
        typed = questionary.text(
            f"{key.question}, separated by commas", ", ".join(last), validate=validator(name, check)
        )
        return tuple(one.strip() for one in str(_done(typed)).split(",") if one.strip())
    answer = str(_done(questionary.text(key.question, last, validate=validator(name, check)))).strip()
    return answer or default_of(Configuration, name)


def _choice(name: str, key: Key, known: Configuration) -> Any:
    last = getattr(known, name)
    offered = key.choices
    if name == "source":
        # What needs the function's memory is offered with the function only.
        offered = tuple(one.value for one in sources(known.formatting))
    plain = last.value if isinstance(last, Enum) else last
    if len(offered) > _SOME:
        typed = questionary.autocomplete(key.question, list(offered), plain, validate=lambda text: text in offered)
        return str(_done(typed))
    choices = [questionary.Choice(key.texts.get(one, one), one) for one in offered]
    answer = _done(questionary.select(key.question, choices, default=plain if plain in offered else offered[0]))
    return type(last)(answer)


def validator(name: str, check: Check = lambda _key, _value: "") -> Callable[[str], bool | str]:
    """Return a check of what is typed: True, or the sentence that says what is wrong."""
    pattern = keys(Configuration)[name].pattern
    several = isinstance(default_of(Configuration, name), tuple)

    def validate(text: str) -> bool | str:
        values = [one.strip() for one in (text.split(",") if several else [text]) if one.strip()]
        if pattern and (wrong := [one for one in values if not pattern.expression.fullmatch(one)]):
            return f"{wrong[0]!r} is no {pattern.what}; {pattern.example}"
        return next((said for said in (check(name, one) for one in values) if said), True)

    return validate


def _done(question: questionary.Question) -> Any:
    try:
        answer = question.ask()
    except EOFError:
        raise UserError(
            f"The questions need a terminal; without one run './install.sh install --config {CONFIGURATION_FILE} --yes'."
        ) from None
    if answer is None:
        # Ctrl-C at a question: nothing was changed yet.
        raise click.Abort
    return answer
