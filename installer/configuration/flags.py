"""Flags that several commands share, and one flag for every key of the configuration."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TypeAlias, TypeVar

import click

from common.choices.configuration import Configuration
from common.choices.key import Section, default_of, keys
from common.choices.patterns import ACCOUNT, ONE_ROLE, UNIT, Pattern
from common.choices.values import plain_values
from common.names import OPERATOR_ROLE_NAME
from installer.configuration.reading import CONFIGURATION_FILE, configuration_from, read_configuration
from installer.errors import UserError
from installer.exit_codes import ExitCode

Command = TypeVar("Command", bound=Callable[..., object])

Texts: TypeAlias = str | tuple[str, ...] | None
"""What is given of an option of texts: one, those of an option that is repeatable, or nothing."""
Given: TypeAlias = bool | int | str | tuple[str, ...] | None
"""What a flag of a key says; None, or nothing in the tuple, where it was not given."""

_WHOLE_NUMBER = re.compile(r"-?[0-9]+")


def matching(pattern: Pattern) -> Callable[[click.Context, click.Parameter, Texts], Texts]:
    """Return a check of an option's value, or of each of its values."""

    def check(_context: click.Context, _parameter: click.Parameter, value: Texts) -> Texts:
        for one in value if isinstance(value, tuple) else [value] if value else []:
            if not pattern.expression.fullmatch(one):
                raise UserError(f"{one!r} is no {pattern.what}; {pattern.example}")
        return value

    return check


def any_or(pattern: Pattern) -> Callable[[click.Context, click.Parameter, Texts], Texts]:
    """Return a check that takes `*` too."""
    check = matching(pattern)

    def any_or_checked(context: click.Context, parameter: click.Parameter, value: Texts) -> Texts:
        given = value if isinstance(value, tuple) else (value or "*",)
        check(context, parameter, tuple(one for one in given if one != "*"))
        return value

    return any_or_checked


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
role_name = click.option(
    "--role-name",
    default=OPERATOR_ROLE_NAME,
    show_default=True,
    callback=matching(ONE_ROLE),
    help="Role in each account to look with: the operator role, or one of your own that you may take.",
)
yes = click.option("--yes", is_flag=True, help="Do not ask.")
as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document (docs/output.schema.json).")
dry_run = click.option(
    "--dry-run", is_flag=True, help="Show what would change, and change nothing; ends with 3 for changes."
)
take_away = click.option(
    "--take-away", is_flag=True, help="With --yes: also what takes something away, such as a share or who may launch."
)
config = click.option(
    "--config",
    "path",
    type=click.Path(path_type=Path),
    help=f"Configuration file; {CONFIGURATION_FILE} where it exists.",
)


def accounts_and_units(command: Command) -> Command:
    """Give a command the flags that name accounts and units of those that get the portfolio."""
    account = click.option(
        "--account",
        "accounts",
        multiple=True,
        metavar="ID",
        callback=matching(ACCOUNT),
        help="Only this account; repeatable.",
    )
    unit = click.option(
        "--unit", "units", multiple=True, metavar="ID", callback=matching(UNIT), help="Only this unit; repeatable."
    )
    return account(unit(command))


def subscriptions(command: Command) -> Command:
    """Give a command the flags of those that look after subscriptions from the hub: where and in which accounts."""
    for flag in (keys_as_flags("regions"), as_json, accounts_and_units, role_name, region, profile, config):
        command = flag(command)
    return command


def operations(command: Command) -> Command:
    """Give a command the flags of those that change subscriptions from the hub."""
    return yes(dry_run(subscriptions(command)))


class SectionedCommand(click.Command):
    """A command whose help shows keys of the configuration below headings of their own, after all other options."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, section by section."""
        known = keys(Configuration)
        sections: dict[str, list[tuple[str, str]]] = {"Options": []}
        for one in (one for one in self.get_params(ctx) if isinstance(one, click.Option)):
            title = known[one.name].section.value if one.name in known else "Options"
            if record := one.get_help_record(ctx):
                sections.setdefault(title, []).append(record)
        for title, records in sections.items():
            with formatter.section(title):
                formatter.write_dl(records)


def configuration_flags(command: Command) -> Command:
    """Give a command one flag for every key of the configuration."""
    return keys_as_flags(*keys(Configuration))(command)


def content_flags(command: Command) -> Command:
    """Give a command one flag for every key that is seen in templates and artifacts: sharing is not."""
    return keys_as_flags(*(name for name, one in keys(Configuration).items() if one.section is not Section.SHARING))(
        command
    )


def keys_as_flags(*names: str) -> Callable[[Command], Command]:
    """Give a command one flag for each of these keys: a command has those that it uses."""

    def decorate(command: Command) -> Command:
        for name in reversed(names):
            command = _flag(name)(command)
        return command

    return decorate


def configuration(path: Path | None, flags: Mapping[str, Given]) -> Configuration:
    """Return the file's choices with the flags over them; flags of lists and tables add to the file's.

    Raises:
        UserError: a key or value is wrong.
    """
    default = Path(CONFIGURATION_FILE)
    chosen = path or (default if default.is_file() else None)
    known = plain_values(read_configuration(chosen) if chosen else Configuration())
    given = {name: value for name, value in flags.items() if value not in (None, ())}
    return configuration_from(
        known | {name: _added(known[name], value, name) for name, value in given.items()}, flag_name
    )


def named_configuration(path: Path | None, flags: Mapping[str, Given]) -> Configuration:
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


def end_dry_run(*, dry_run: bool, changes: bool) -> None:
    """End a command that only showed what it would change.

    Raises:
        Exit: it was such a one, and something would change.
    """
    if dry_run and changes:
        raise click.exceptions.Exit(ExitCode.CHANGES)


def flag_name(name: str) -> str:
    """Return the flag of a key."""
    return f"--{name.replace('_', '-')}"


def _added(known: object, given: Given, name: str) -> object:
    if not isinstance(given, tuple):
        return given
    if isinstance(known, dict):
        return known | dict(
            _pairs(given, isinstance(next(iter(default_of(Configuration, name).values()), ""), int), name)
        )
    return [*known, *given] if isinstance(known, list) else given


def _pairs(given: Iterable[str], numbers: bool, name: str) -> Iterable[tuple[str, int | str]]:  # noqa: FBT001  # one caller
    for text in given:
        left, separator, right = text.rpartition("=") if numbers else text.partition("=")
        if not separator:
            raise UserError(f"{flag_name(name)} {text!r} must be NAME=VALUE.")
        yield left.strip(), int(right) if numbers and _WHOLE_NUMBER.fullmatch(right.strip()) else right.strip()


def _flag(name: str) -> Callable[[Command], Command]:
    flag, default = flag_name(name), default_of(Configuration, name)
    about = keys(Configuration)[name].help
    about = f"{about[:1].upper()}{about[1:]}."
    if isinstance(default, bool):
        return click.option(f"{flag}/--no-{flag[2:]}", name, default=None, help=about)
    if isinstance(default, tuple):
        return click.option(flag, name, multiple=True, help=f"{about} Adds to the file's; repeatable.")
    if isinstance(default, Mapping):
        return click.option(
            flag,
            name,
            multiple=True,
            metavar="NAME=VALUE",
            help=f"{about}{_shown(default)} Repeatable.",
        )
    kind = int if isinstance(default, int) else None
    shown = default.value if isinstance(default, Enum) else default
    return click.option(flag, name, type=kind, help=f"{about} Default: {shown}." if shown else about)


def _shown(table: Mapping[str, object]) -> str:
    return f" Default: {', '.join(f'{name}={value}' for name, value in table.items())}." if table else ""
