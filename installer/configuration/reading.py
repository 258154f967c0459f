"""Read the admin's choices: from the one TOML file, or from plain values such as flags and answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from common.choices.configuration import Configuration, sources
from common.choices.key import keys
from common.choices.words import FindingSource
from installer.configuration.checking import check_value, unknown_key
from installer.errors import UserError

CONFIGURATION_FILE = "notifications.toml"

Where = Callable[[str], str]
"""Returns where a key stands, for the sentence of an error."""

_HOURS_A_DAY = 24


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
    from installer.configuration.toml_file import parse

    return configuration_from(parse(text, str(path)), lambda key: f"{path}, line {_line_of(text, key)}")


def configuration_from(values: Mapping[str, Any], where: Where) -> Configuration:
    """Return the configuration of plain values.

    Args:
        values: keys of `Configuration` and their values as TOML knows them.
        where: tells where a key stands.

    Raises:
        UserError: a key or value is wrong, or two do not fit together.
    """
    known = keys(Configuration)
    for name in values:
        if name not in known:
            raise UserError(f"{where(name)}: {unknown_key(name, known)}")
    found = Configuration(**{name: check_value(name, value, where(name)) for name, value in values.items()})
    _check_together(found, where)
    return found


def _check_together(found: Configuration, where: Where) -> None:
    if found.source not in sources(found.formatting):
        raise UserError(
            f"{where('source')}: '{FindingSource.BOTH.value}' needs the Lambda function's memory, else a finding that both "
            "Security Hubs send is mailed twice; choose formatting 'lambda', or source 'cspm' or 'security-hub'."
        )
    for severity, hours in found.escalate_hours.items():
        days = found.due_days[severity]
        if days and hours > days * _HOURS_A_DAY:
            raise UserError(
                f"{where('escalate_hours')}: {severity} findings would be escalated after {hours} hours, when they are overdue "
                f"already (due_days {days}); at most {days * _HOURS_A_DAY} hours, or 0 for never."
            )


def _line_of(text: str, key: str) -> int:
    begins = re.compile(rf"\s*(\[\s*)?[\"']?{re.escape(key)}[\"']?\s*[=\]]")
    return next((number for number, line in enumerate(text.splitlines(), 1) if begins.match(line)), 1)
