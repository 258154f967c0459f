"""Show what install would change."""

from __future__ import annotations

from pathlib import Path

import click

from installer.configuration import flags
from installer.exit_codes import ExitCode


@click.command(cls=flags.SectionedCommand)
@flags.config
@flags.profile
@flags.region
@flags.management_profile
@flags.as_json
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the plan into a file too: 'install FILE' then does exactly this, or says that things have changed.",
)
@flags.configuration_flags
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    management_profile: str | None,
    as_json: bool,  # noqa: FBT001  # click passes options by name
    out: Path | None,
    **given: flags.Given,
) -> None:
    """Show what install would change, and change nothing. Ends with 0 for no change, 3 for changes."""
    from installer.console import progress, say, say_json
    from installer.lifecycle.installation import Installation
    from installer.lifecycle.plan import plan_document
    from installer.lifecycle.plan_file import write_plan

    configuration = flags.named_configuration(path, given)
    with progress("Looking at what is there"):
        installation = Installation.start(profile, region, configuration, management_profile)
        plan = installation.plan()
    if out:
        write_plan(out, installation, plan)
    if as_json:
        say_json(plan_document("plan", installation.known.account_id, plan, done=False))
    else:
        say(plan.text())
        if out:
            say(f"Wrote {out}. Next: ./install.sh install {out}")
        elif plan:
            say("Next: ./install.sh install")
    if plan:
        raise click.exceptions.Exit(ExitCode.CHANGES)
