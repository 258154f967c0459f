"""Ask what install needs to know, write it down, show the plan and install."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from common.choices.values import plain_values
from installer.configuration import flags
from installer.configuration.reading import CONFIGURATION_FILE


@click.command()
@flags.profile
@flags.region
@flags.management_profile
def command(profile: str | None = None, region: str | None = None, management_profile: str | None = None) -> None:
    """Ask, write notifications.toml, show the plan, ask once more and install."""
    from installer.commands.install import run
    from installer.configuration.questions import ask
    from installer.configuration.toml_file import write
    from installer.console import progress, say
    from installer.lifecycle.installation import Installation

    last = flags.configuration(None, {})
    # All Regions of the file are asked about again, whichever one looks at the organization.
    installation = Installation.start(profile, region, replace(last, regions=() if region else last.regions))
    chosen = ask(replace(last, regions=last.regions or installation.configuration.regions), _units(installation))
    Path(CONFIGURATION_FILE).write_text(write(plain_values(chosen)), encoding="utf-8")
    say(f"Wrote {CONFIGURATION_FILE}. Next time: ./install.sh install --config {CONFIGURATION_FILE} --yes")
    with progress("Looking at what is there") as report:
        installation = Installation.start(profile, None, chosen, report, management_profile)
        plan = installation.plan()
    run(installation, plan, yes=False)


def _units(installation: Any) -> dict[str, str]:
    from botocore.exceptions import ClientError

    from installer.organization.units import organizational_units

    try:
        return organizational_units(installation.session)
    except ClientError:
        # Not every hub account may look at the organization's tree; ids can be typed then.
        return {}
