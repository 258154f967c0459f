"""Check what the product needs and say what mends each gap."""

from __future__ import annotations

import click

from installer.configuration import flags

FAILED = 1
"""Exit code when a check failed."""

_MARKS = {True: "pass", False: "FAIL", None: "note"}


@click.command()
@flags.profile
@flags.region_alone
def command(profile: str | None, region: str | None) -> None:
    """Check account, organization, Service Catalog, Security Hub and Identity Center."""
    from installer.aws.identity import identity
    from installer.aws.session import session
    from installer.checks.doctor import examine
    from installer.console import show_table

    found = session(profile, region)
    checks = examine(found, identity(found), found.region_name)
    rows = [(_MARKS[check.passed], check.name, check.found, check.mend) for check in checks]
    show_table(f"Security notifications in {found.region_name}", ("", "Check", "Found", "Mend it with"), rows)
    if any(check.passed is False for check in checks):
        raise click.exceptions.Exit(FAILED)
