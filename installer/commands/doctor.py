"""Check what the product needs and say what mends each gap."""

from __future__ import annotations

from pathlib import Path

import click

from installer.configuration import flags
from installer.exit_codes import ExitCode

_MARKS = {"pass": "pass", "fail": "FAIL", "note": "note", "unknown": "UNKNOWN"}


@click.command()
@flags.config
@flags.profile
@flags.region_alone
@flags.as_json
def command(
    path: Path | None,
    profile: str | None,
    region: str | None,
    as_json: bool,  # noqa: FBT001  # click passes options by name
) -> None:
    """Check account, organization, Service Catalog, Security Hub, Identity Center, and what is installed.

    Goes on where something may not be looked at, and ends with 1 where a check failed or is unknown.
    """
    from installer.aws.session import session
    from installer.checks.check import Result
    from installer.checks.doctor import diagnose
    from installer.console import progress, say, say_json, show_table
    from installer.documents import heading

    configuration = flags.configuration(path, {})
    found = session(profile, region)
    with progress("Looking"):
        account, checks = diagnose(found, found.region_name, configuration)
    if as_json:
        documents = [check.document() for check in checks]
        say_json({**heading("doctor", account), "region": found.region_name, "checks": documents})
    else:
        rows = [(_MARKS[check.result.value], check.name, check.found) for check in checks]
        show_table(f"Security notifications in {found.region_name}", ("", "Check", "Found"), rows)
        if mends := [f"  {check.name}: {check.mend}" for check in checks if check.mend]:
            say("To mend it:", *mends)
    if any(check.result in (Result.FAIL, Result.UNKNOWN) for check in checks):
        raise click.exceptions.Exit(ExitCode.WRONG)
