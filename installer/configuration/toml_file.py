"""The configuration file in TOML."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from common.choices.configuration import Configuration
from common.choices.key import keys
from installer.errors import UserError


def parse(text: str, name: str) -> Mapping[str, Any]:
    """Return the file's values.

    Raises:
        UserError: it is no TOML; names the line.
    """
    try:
        return tomlkit.parse(text).unwrap()
    except ParseError as error:
        raise UserError(
            f"{name}, line {error.line}: this is no TOML ({str(error).partition(' at line')[0]})."
        ) from error


def write(values: Mapping[str, Any]) -> str:
    """Return the values as TOML, each below what it is; tables stand last, as TOML demands."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment("Security notifications: what ./install.sh installs. Every key is also a flag of install.")
    )
    known = keys(Configuration)
    for name, value in sorted(values.items(), key=lambda one: isinstance(one[1], Mapping)):
        document.add(tomlkit.nl())
        if name in known:
            document.add(tomlkit.comment(known[name].help))
        document.add(name, value)
    return tomlkit.dumps(document)
