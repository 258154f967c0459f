"""Options that several commands share; every key of the configuration is a flag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click

from installer.configuration.configuration import (
    CONFIGURATION_FILE,
    Configuration,
    configuration_from,
    plain_values,
    read_configuration,
)
from installer.configuration.patterns import Pattern
from installer.errors import UserError

Command = TypeVar("Command", bound=Callable[..., Any])

profile = click.option("--profile", help="AWS profile; else the environment's credentials.")
region = click.option(
    "--region", help="AWS Region; else the profile's. Beside a configuration that names Regions: only this one of them."
)
region_alone = click.option("--region", help="AWS Region; else the profile's.")
"""For commands that read no configuration."""

management_profile = click.option(
    "--management-profile",
    help="Profile of the management account, or of Identity Center's delegated administrator, to look permission sets up.",
)
organization_region = click.option(
    "--management-region", help="Region in which organization was run; else the first of the Regions."
)
yes = click.option("--yes", is_flag=True, help="Do not ask.")
config = click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help=f"Configuration file; {CONFIGURATION_FILE} where it exists.",
)


def matching(pattern: Pattern) -> Callable[[click.Context, click.Parameter, Any], Any]:
    """Return a check of an option's value, or of each of its values."""

    def check(_context: click.Context, _parameter: click.Parameter, value: Any) -> Any:
        for one in value if isinstance(value, tuple) else [value] if value else []:
            if not pattern.expression.fullmatch(one):
                raise UserError(f"{one!r} is no {pattern.what}; {pattern.example}")
        return value

    return check


def configuration_flags(command: Command) -> Command:
    """Give a command one flag for every key of the configuration."""
    for field in reversed(fields(Configuration)):
        command = _flag(field.name, getattr(Configuration(), field.name))(command)
    return command


def configuration(path: Path | None, flags: dict[str, Any]) -> Configuration:
    """Return the file's choices with the flags over them.

    Raises:
        UserError: a key or value is wrong.
    """
    default = Path(CONFIGURATION_FILE)
    chosen = path or (default if default.is_file() else None)
    known = read_configuration(chosen) if chosen else Configuration()
    given = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in flags.items()
        if value not in (None, ())
    }
    return configuration_from(plain_values(known) | given, lambda key: f"--{key.replace('_', '-')}")


def named_configuration(path: Path | None, flags: dict[str, Any]) -> Configuration:
    """Return the same, where there is a file or a flag; with neither, an upgrade would take back all that was chosen before.

    Raises:
        UserError: there is neither, or a key or value is wrong.
    """
    if path is None and not Path(CONFIGURATION_FILE).is_file() and all(value in (None, ()) for value in flags.values()):
        raise UserError(
            f"There is no {CONFIGURATION_FILE} here and no flag says what you want: run ./install.sh, which asks and writes "
            "it, or name --config FILE."
        )
    return configuration(path, flags)


def _flag(name: str, default: Any) -> Callable[[Command], Command]:
    flag = f"--{name.replace('_', '-')}"
    text = Configuration.__doc__ or ""
    about = next((line.split(": ", 1)[1] for line in text.splitlines() if line.strip().startswith(f"{name}: ")), "")
    about = about.replace("`", "")
    about = about[:1].upper() + about[1:]
    if isinstance(default, bool):
        return click.option(f"{flag}/--no-{flag[2:]}", name, default=None, help=about)
    if isinstance(default, tuple):
        return click.option(flag, name, multiple=True, help=f"{about} May be given several times.")
    shown = default.value if isinstance(default, Enum) else default
    return click.option(flag, name, help=f"{about} Default: {shown}." if shown else about)
