"""The wizard's questions, each with the last answer as default and checked as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import click
import pytz
import questionary

from common.options import Formatting, Launch
from installer.configuration.configuration import (
    CONFIGURATION_FILE,
    Configuration,
    configuration_from,
    plain_values,
    sources,
)
from installer.configuration.patterns import PATTERNS
from installer.errors import UserError
from product.subscription.form import SEVERITIES
from product.subscription.options import FindingSource


def ask(last: Configuration, units: Mapping[str, str]) -> Configuration:
    """Ask everything.

    Args:
        last: the last answers, offered as defaults.
        units: paths of the organization's units by id; empty where they cannot be listed.

    Raises:
        UserError: the answers do not fit together.
    """
    regions = _list("regions", "Regions (the aggregation Region, or every Region that you use)", last.regions)
    formatting = Formatting(_choose("Who writes the emails", _FORMATTING, last.formatting.value))
    chosen = replace(
        last,
        regions=regions,
        formatting=formatting,
        launch=Launch(_choose("With whose permissions are subscriptions made", _LAUNCH, last.launch.value)),
        source=_source(formatting, last.source),
        portal=_text("portal", "Identity Center portal (empty for none)", last.portal),
        email_domains=_list("email_domains", "Email domains that are allowed (empty for any)", last.email_domains),
        time_zone=_time_zone(last.time_zone),
        minimum_severity=_choose(
            "Minimum severity on the form", {one: one for one in SEVERITIES}, last.minimum_severity
        ),
    )
    if chosen.portal:
        chosen = replace(
            chosen, permission_set=_text("permission_set", "Permission set for links", last.permission_set)
        )
    answers = _ask_for_people(chosen, units)
    return configuration_from(plain_values(answers), lambda key: f"Your answer for '{key}'")


_FORMATTING = {"lambda": "A Lambda function (recommended)", "eventbridge": "EventBridge alone (no function, no memory)"}
_LAUNCH = {"role": "A launch role (recommended)", "caller": "Whoever launches"}
_SOURCE = {"cspm": "Security Hub CSPM", "security-hub": "The newer Security Hub", "both": "Whichever is on"}


def _source(formatting: Formatting, last: FindingSource) -> FindingSource:
    """Ask where findings come from; what needs the function's memory is offered with the function only."""
    offered = {one: text for one, text in _SOURCE.items() if FindingSource(one) in sources(formatting)}
    default = last.value if last.value in offered else next(iter(offered))
    return FindingSource(_choose("Where do findings come from", offered, default))


def _ask_for_people(chosen: Configuration, units: Mapping[str, str]) -> Configuration:
    everybody = _done(questionary.confirm("Share with the whole organization?", default=chosen.share_with_organization))
    permission_sets = _list("permission_sets", "Permission sets whose holders may launch", chosen.permission_sets)
    home = chosen.identity_center_region
    if permission_sets or chosen.permission_set:
        home = _text("identity_center_region", "Home Region of Identity Center", home) or home
    return replace(
        chosen,
        permission_sets=permission_sets,
        identity_center_region=home,
        roles=_list("roles", "IAM roles whose holders may launch (* allowed)", chosen.roles),
        share_with_organization=everybody,
        share_with_organizational_units=() if everybody else _units(chosen, units),
        support_email=_text("support_email", "Address whom owners ask (empty for none)", chosen.support_email),
    )


def _units(chosen: Configuration, units: Mapping[str, str]) -> tuple[str, ...]:
    last = chosen.share_with_organizational_units
    if not units:
        return _list("share_with_organizational_units", "Organizational units to share with", last)
    choices = [questionary.Choice(f"{path} ({unit})", unit, checked=unit in last) for unit, path in units.items()]
    return tuple(_done(questionary.checkbox("Organizational units to share with", choices)))


def _text(key: str, question: str, default: str) -> str:
    return str(_done(questionary.text(question, default, validate=validator(key, several=False)))).strip()


def _list(key: str, question: str, default: Sequence[str]) -> tuple[str, ...]:
    asked = questionary.text(
        f"{question}, separated by commas", ", ".join(default), validate=validator(key, several=True)
    )
    return tuple(one.strip() for one in str(_done(asked)).split(",") if one.strip())


def _choose(question: str, choices: Mapping[str, str], default: str) -> str:
    offered = [questionary.Choice(text, value) for value, text in choices.items()]
    return str(_done(questionary.select(question, offered, default=default)))


def _time_zone(default: str) -> str:
    zones = pytz.common_timezones
    asked = questionary.autocomplete("Time zone on the form", zones, default, validate=lambda zone: zone in zones)
    return str(_done(asked))


def validator(key: str, *, several: bool) -> Callable[[str], bool | str]:
    """Return a check of what is typed: True, or the sentence that says what is wrong."""
    pattern = PATTERNS[key]

    def validate(text: str) -> bool | str:
        values = text.split(",") if several else [text]
        wrong = [one.strip() for one in values if one.strip() and not pattern.expression.fullmatch(one.strip())]
        return f"{wrong[0]!r} is no {pattern.what}; {pattern.example}" if wrong else True

    return validate


def _done(question: Any) -> Any:
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
