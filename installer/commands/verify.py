"""Play the journey on real accounts, and say what AWS does otherwise than this product expects."""

from __future__ import annotations

from pathlib import Path

import click

from common.choices.patterns import EMAIL_ADDRESS
from installer.configuration import flags
from installer.errors import UserError
from installer.exit_codes import ExitCode

_STATE = "security-notifications-verify.json"


@click.command()
@flags.profile
@click.option("--management-profile", help="Profile of the management account.")
@click.option("--workload-profile", help="Profile of somebody who may do everything in a workload account to try in.")
@click.option("--owner-profile", help="Profile of somebody who signed in there with the owners' permission set.")
@flags.region_alone
@click.option(
    "--email", default="", metavar="ADDRESS", help="Address of yours; AWS invites it, and it gets the trial's emails."
)
@click.option("--only", multiple=True, metavar="STEP", help="Only this step, and those that it stands on; repeatable.")
@click.option("--skip", multiple=True, metavar="STEP", help="Not this step, nor those that stand on it; repeatable.")
@click.option(
    "--wait",
    "minutes",
    type=click.IntRange(0, 240),
    default=30,
    show_default=True,
    help="Minutes to wait until somebody has followed the link of the confirmation mail.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    default=_STATE,
    show_default=True,
    help="File that remembers what was made and what is done, until nothing is left.",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write what was found to this file, without account ids and addresses, to send to us.",
)
@flags.yes
@flags.dry_run
@flags.as_json
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    profile: str | None,
    management_profile: str | None,
    workload_profile: str | None,
    owner_profile: str | None,
    region: str | None,
    email: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    minutes: int,
    state: Path,
    report_path: Path | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    dry_run: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
) -> None:
    """Play the journey on real accounts, and say what AWS does otherwise than this product expects.

    --profile is the hub's. What there is no profile for is skipped. Everything that is made has a name of its own and is taken
    away in the end, also after Ctrl-C; the same command goes on where it was stopped. docs/first-hour.md has the same steps by
    hand.
    """
    from installer.console import agree, progress, say, say_json, show_table, warn
    from installer.verification import report
    from installer.verification.selection import chosen
    from installer.verification.verify import Wishes, open_sessions, prepare
    from installer.verification.who import Who

    if email and not EMAIL_ADDRESS.expression.fullmatch(email):
        raise UserError(f"{email!r} is no {EMAIL_ADDRESS.what}; {EMAIL_ADDRESS.example}")
    if dry_run:
        steps = chosen(only, skip)
        if as_json:
            say_json(report.planned(steps))
        else:
            show_table("What would be played", report.PLAN_COLUMNS, report.plan_rows(steps))
        flags.end_dry_run(dry_run=True, changes=any(not step.only_reads for step in steps))
        return
    profiles = {
        Who.HUB: profile,
        Who.MANAGEMENT: management_profile,
        Who.WORKLOAD: workload_profile,
        Who.OWNER: owner_profile,
    }
    wishes = Wishes(region, email, only, skip, state, minutes * 60.0)
    with progress("Verifying") as tell:
        ready = prepare(open_sessions(profiles, region), wishes, tell)
    if not as_json:
        show_table("What is played", report.PLAN_COLUMNS, report.plan_rows(ready.steps))
    if any(not step.only_reads for step in ready.steps):
        agree((), yes=yes, as_json=as_json)
    try:
        # It takes an hour, so that what was found is told at once.
        played = ready.with_progress(warn).run()
    except KeyboardInterrupt:
        warn(ready.what_is_left(), "The same command goes on with the steps that are left.")
        raise
    document = report.document(played, ready.stage.region)
    if report_path:
        report.write(report_path, document)
    if as_json:
        say_json(document)
    else:
        show_table("What was found", report.COLUMNS, report.rows(played.outcomes))
        say(*played.left, "Facts that each step settles: docs/facts.md.")
    if not played.is_good:
        raise click.exceptions.Exit(ExitCode.WRONG)
