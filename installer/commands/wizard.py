"""Ask what install needs to know, show the plan, write it down and install."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from common.choices.configuration import Configuration
from common.choices.values import plain_values
from common.names import PERMISSION_SET_NAME
from installer.configuration import flags
from installer.configuration.reading import CONFIGURATION_FILE
from installer.errors import UserError

if TYPE_CHECKING:
    from installer.aws.identity import Identity
    from installer.aws.session import Session


@click.command()
@flags.profile
@flags.region
@flags.management_profile
def command(profile: str | None = None, region: str | None = None, management_profile: str | None = None) -> None:
    """Ask, show the plan, write notifications.toml once it works, ask once more and install."""
    from installer.aws.identity import hub_identity
    from installer.aws.session import session
    from installer.commands.install import run
    from installer.configuration.questions import ask
    from installer.configuration.toml_file import write
    from installer.console import progress, say
    from installer.lifecycle.installation import Installation

    last = _last()
    found = session(profile, region)
    known = hub_identity(found)
    units = _units(found)
    chosen = ask(_defaults(last, known.arn, found.region_name), units, _checks(found, known))
    with progress("Looking at what is there"):
        installation = Installation.of(found, known, chosen, management_profile)
        plan = installation.plan()
    Path(CONFIGURATION_FILE).write_text(write(plain_values(chosen)), encoding="utf-8")
    say(f"Wrote {CONFIGURATION_FILE}. Next time: ./install.sh install --config {CONFIGURATION_FILE} --yes")
    run(installation, plan, yes=False)


def _last() -> Configuration:
    """Return the last answers; the defaults where the file cannot be used, which is said and kept aside."""
    from installer.console import warn

    try:
        return flags.configuration(None, {})
    except UserError as error:
        kept = Path(f"{CONFIGURATION_FILE}.old")
        kept.write_bytes(Path(CONFIGURATION_FILE).read_bytes())
        warn(f"{error.format_message()} It is kept as {kept}; everything is asked anew.")
        return Configuration()


def _defaults(last: Configuration, arn: str, region: str) -> Configuration:
    """Return what the questions offer: the last answers, and at first what most want."""
    nobody = not (last.permission_sets or last.roles)
    is_first = last == Configuration()
    return replace(
        last,
        regions=last.regions or (region,),
        permission_sets=(PERMISSION_SET_NAME,) if nobody else last.permission_sets,
        email_domains=_own_domain(arn) if is_first else last.email_domains,
    )


def _own_domain(arn: str) -> tuple[str, ...]:
    """Return the domain of whoever is signed in, where the session is called like an address, as Identity Center calls it."""
    name, at, domain = arn.rpartition("/")[2].partition("@")
    return (domain,) if name and at and "." in domain else ()


def _checks(found: Session, known: Identity) -> Callable[[str, str], str]:
    """Return what says, while it is typed, what AWS would refuse; each value is looked up once."""
    from functools import lru_cache

    from installer.aws.regions import caller_in
    from installer.hub.sharing import ORGANIZATIONAL_UNIT, Target
    from installer.organization.members import check_targets

    @lru_cache
    def check(key: str, value: str) -> str:
        try:
            if key in ("regions", "identity_center_region"):
                caller_in(found, value)
            elif key == "share_with_organizational_units":
                check_targets(found, known, [Target(ORGANIZATIONAL_UNIT, value)])
        except UserError as error:
            return error.format_message()
        return ""

    return check


def _units(found: Session) -> Mapping[str, str]:
    from botocore.exceptions import ClientError

    from installer.organization.units import organizational_units

    try:
        return organizational_units(found)
    except ClientError:
        # Not every hub account may look at the organization's tree; ids can be typed then.
        return {}
