"""The admin's choices: one TOML file, the same keys as flags, read-only once read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any

import pytz

from common.options import Formatting, Launch
from installer.configuration.patterns import PATTERNS
from installer.errors import UserError
from product.subscription.form import SEVERITIES
from product.subscription.options import FindingSource

CONFIGURATION_FILE = "notifications.toml"


@dataclass(frozen=True)
class Configuration:
    """What is installed, where, and with whom it is shared.

    Attributes:
        regions: Regions that get a bucket, a portfolio and a product.
        formatting: who writes the emails, `lambda` or `eventbridge`.
        launch: with whose permissions subscriptions are made, `role` or `caller`.
        source: where findings come from, `cspm`, `security-hub` or `both`.
        portal: Identity Center portal, subdomain or address; empty for no links through it.
        permission_set: default of the permission set for links.
        email_domains: domains that addresses may have; empty for any.
        time_zone: default time zone of the form.
        minimum_severity: default minimum severity of the form.
        account_filter: whether the form asks for accounts.
        custom_actions: whether findings sent by custom action are mailed.
        permission_sets: Identity Center permission sets whose holders may launch.
        roles: IAM role names whose holders may launch, `*` and `?` allowed.
        identity_center_region: home Region of Identity Center.
        provider: who offers the product.
        support_email: whom owners ask.
        support_url: page for owners.
        share_with_organization: whether the whole organization gets the portfolio.
        share_with_organizational_units: units that get it.
        share_with_accounts: accounts that get it.
    """

    regions: tuple[str, ...] = ()
    formatting: Formatting = Formatting.LAMBDA
    launch: Launch = Launch.ROLE
    source: FindingSource = FindingSource.CSPM
    portal: str = ""
    permission_set: str = ""
    email_domains: tuple[str, ...] = ()
    time_zone: str = "UTC"
    minimum_severity: str = "High"
    account_filter: bool = False
    custom_actions: bool = True
    permission_sets: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    identity_center_region: str = "us-east-1"
    provider: str = "Security team"
    support_email: str = ""
    support_url: str = ""
    share_with_organization: bool = False
    share_with_organizational_units: tuple[str, ...] = ()
    share_with_accounts: tuple[str, ...] = ()


_CHOICES: Mapping[str, tuple[str, ...]] = {
    "formatting": tuple(option.value for option in Formatting),
    "launch": tuple(option.value for option in Launch),
    "source": tuple(option.value for option in FindingSource),
    "minimum_severity": SEVERITIES,
}


def sources(formatting: Formatting) -> tuple[FindingSource, ...]:
    """Return where findings may come from: both Security Hubs at once only with the function, which remembers what it told."""
    with_memory = formatting is Formatting.LAMBDA
    return tuple(source for source in FindingSource if with_memory or source is not FindingSource.BOTH)


def read_configuration(path: Path) -> Configuration:
    """Read the file.

    Raises:
        UserError: it does not exist, is no UTF-8, is no TOML, or a key or value is wrong; names line, value and what is right.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}. Run ./install.sh once to write it.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is no UTF-8 text (byte {error.start}): save it with the encoding UTF-8.") from error
    from installer.configuration.toml_file import parse  # noqa: PLC0415  # only who has a file needs the reader

    return configuration_from(parse(text, str(path)), lambda key: f"{path}, line {_line_of(text, key)}")


def configuration_from(values: Mapping[str, Any], place: Any) -> Configuration:
    """Return the configuration of plain values.

    Args:
        values: keys of `Configuration` and their values as TOML knows them.
        place: function from a key to where it stands, for the sentence of an error.

    Raises:
        UserError: a key or value is wrong.
    """
    known = {field.name: getattr(Configuration(), field.name) for field in fields(Configuration)}
    for key in values:
        if key not in known:
            close = difflib.get_close_matches(key, known, 1)
            hint = f"; did you mean '{close[0]}'?" if close else f". Known keys: {', '.join(known)}."
            raise UserError(f"{place(key)}: unknown key '{key}'{hint}")
    checked = Configuration(**{key: _checked(key, value, known[key], place(key)) for key, value in values.items()})
    if checked.source not in sources(checked.formatting):
        raise UserError(
            f"{place('source')}: 'both' needs the Lambda function's memory, else a finding that both Security Hubs send is "
            "mailed twice; choose formatting 'lambda', or source 'cspm' or 'security-hub'."
        )
    return checked


def plain_values(configuration: Configuration) -> dict[str, Any]:
    """Return the configuration as TOML can hold it."""
    return {field.name: _plain(getattr(configuration, field.name)) for field in fields(Configuration)}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return list(value) if isinstance(value, tuple) else value


def _checked(key: str, value: Any, default: Any, place: str) -> Any:
    if isinstance(default, tuple):
        if not isinstance(value, (list, tuple)) or not all(isinstance(item, str) for item in value):
            raise UserError(f"{place}: '{key}' must be a list of texts, not {value!r}.")
        if not all(item.strip() for item in value):
            raise UserError(f"{place}: '{key}' holds an empty text; take it out, or write what belongs there.")
        # Named twice is meant once: two deployments of one Region would get into each other's way.
        return tuple(dict.fromkeys(_matching(key, item, place) for item in value))
    if isinstance(default, bool) or isinstance(value, bool):
        if not (isinstance(default, bool) and isinstance(value, bool)):
            raise UserError(
                f"{place}: '{key}' must be {'true or false' if isinstance(default, bool) else 'a text'}, not {value!r}."
            )
        return value
    if not isinstance(value, str):
        raise UserError(f"{place}: '{key}' must be a text, not {value!r}.")
    if default and not value.strip():
        raise UserError(f"{place}: '{key}' must not be empty; leave it out for {_plain(default)!r}.")
    choice = _chosen(key, value, place)
    return type(default)(choice) if isinstance(default, Enum) else _matching(key, choice, place)


def _chosen(key: str, value: str, place: str) -> str:
    choices = _CHOICES.get(key, pytz.common_timezones if key == "time_zone" else ())
    if not choices:
        return value
    found = {choice.casefold(): choice for choice in choices}.get(value.casefold())
    if found is None:
        close = difflib.get_close_matches(value, choices, 1, 0.4)
        hint = f"did you mean '{close[0]}'?" if close else "a name such as Europe/Berlin is needed."
        one_of = f"must be one of {', '.join(choices)}" if key in _CHOICES else "is no time zone that pytz lists"
        raise UserError(f"{place}: '{key}' {one_of}, not {value!r}; {hint}")
    return found


def _matching(key: str, value: str, place: str) -> str:
    pattern = PATTERNS.get(key)
    if pattern and value and not pattern.expression.fullmatch(value):
        raise UserError(f"{place}: {value!r} is no {pattern.what}; {pattern.example}")
    return value


def _line_of(text: str, key: str) -> int:
    begins = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=")
    return next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), 1)
