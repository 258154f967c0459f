"""Import a test finding into Security Hub."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from common.options import SEVERITIES
from installer.configuration import flags
from installer.errors import UserError


@click.command()
@flags.profile
@flags.region_alone
@flags.as_json
@click.option("--severity", type=click.Choice(SEVERITIES, case_sensitive=False), default="High", show_default=True)
@click.option("--tag", "tags", multiple=True, metavar="KEY=VALUE", help="Tag of the resource in the finding.")
@click.option("--resolve", is_flag=True, help="Resolve the latest open one instead; its severity and tags stay.")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    profile: str | None,
    region: str | None,
    as_json: bool,  # noqa: FBT001  # click passes options by name
    severity: str,
    tags: tuple[str, ...],
    resolve: bool,  # noqa: FBT001  # likewise
) -> None:
    """Import a test finding into Security Hub of this account, a new one each time."""
    from installer.aws.identity import caller
    from installer.aws.session import session
    from installer.console import say, say_json
    from installer.documents import heading
    from installer.findings.sample import import_test_finding, resolve_test_finding

    pairs = dict(_pair(tag) for tag in tags)
    now = datetime.now(timezone.utc)
    here = session(profile, region)
    finding = resolve_test_finding(here, now) if resolve else import_test_finding(here, severity, pairs, now)
    if as_json:
        say_json({**heading("test-finding", caller(here)["Account"]), "finding_id": finding, "resolved": resolve})
    elif resolve:
        say(
            f"Resolved {finding}. Subscriptions that told it and want notices of what is resolved mail that within a minute, "
            "or with their next digest; those of EventBridge alone never do."
        )
    else:
        say(
            f"Imported {finding}. Subscriptions whose filters take it mail it within a minute, or with their next digest; if "
            "not, see docs/faq.md."
        )


def _pair(tag: str) -> tuple[str, str]:
    key, separator, value = tag.partition("=")
    if not (key and separator):
        raise UserError(f"--tag {tag!r} must be KEY=VALUE, for example --tag Team=Web.")
    return key, value
