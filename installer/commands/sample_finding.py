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
@click.option("--severity", type=click.Choice(SEVERITIES, case_sensitive=False), default="High", show_default=True)
@click.option("--tag", "tags", multiple=True, metavar="KEY=VALUE", help="Tag of the resource in the finding.")
@click.option("--resolve", is_flag=True, help="Resolve the latest open one instead; its severity and tags stay.")
def command(
    profile: str | None,
    region: str | None,
    severity: str,
    tags: tuple[str, ...],
    resolve: bool,  # noqa: FBT001  # click passes options by name
) -> None:
    """Import a test finding into Security Hub of this account, a new one each time."""
    from installer.aws.session import session  # noqa: PLC0415  # loads boto3
    from installer.findings.sample import import_test_finding, resolve_test_finding  # noqa: PLC0415  # likewise

    pairs = dict(_pair(tag) for tag in tags)
    now = datetime.now(timezone.utc)
    if resolve:
        click.echo(
            f"Resolved {resolve_test_finding(session(profile, region), now)}. Subscriptions that told it and want notices of "
            "what is resolved mail that within a minute, or with their next digest; those of EventBridge alone never do."
        )
        return
    click.echo(
        f"Imported {import_test_finding(session(profile, region), severity, pairs, now)}. Subscriptions whose filters take it "
        "mail it within a minute, or with their next digest; if not, see docs/faq.md."
    )


def _pair(tag: str) -> tuple[str, str]:
    key, separator, value = tag.partition("=")
    if not (key and separator):
        raise UserError(f"--tag {tag!r} must be KEY=VALUE, for example --tag Team=Web.")
    return key, value
