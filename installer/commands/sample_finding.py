"""Try subscriptions with a test finding."""

from __future__ import annotations

from datetime import datetime, timezone

import click

from common.choices.words import SEVERITIES
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
    """Try the subscriptions of this account with a test finding, a new one each time.

    It is imported into Security Hub CSPM. Nobody can import findings into the newer Security Hub: the function of a
    subscription there gets an event handed over; without a function GuardDuty makes a sample.
    """
    from installer.aws.identity import caller
    from installer.aws.session import session
    from installer.console import say, say_json
    from installer.documents import heading
    from installer.findings.sample import resolve_test_finding
    from installer.findings.trial import require_resolvable, try_subscriptions

    pairs = dict(_pair(tag) for tag in tags)
    now = datetime.now(timezone.utc)
    here = session(profile, region)
    if resolve:
        require_resolvable(here)
        findings, ways = [resolve_test_finding(here, now)], []
        told = [f"Resolved {findings[0]}. {_RESOLVED}"]
    else:
        trials = try_subscriptions(here, severity, pairs, now)
        findings, ways = [one.finding for one in trials], [one.way.value for one in trials]
        told = [one.told for one in trials]
    if as_json:
        found = {"finding_id": findings[0], "findings": findings, "ways": ways, "resolved": resolve}
        say_json({**heading("test-finding", caller(here)["Account"]), **found})
    else:
        for line in told:
            say(line)


_RESOLVED = (
    "Subscriptions that told it and want notices of what is resolved mail that within a minute, or with their next digest; "
    "those of EventBridge alone never do."
)


def _pair(tag: str) -> tuple[str, str]:
    key, separator, value = tag.partition("=")
    if not (key and separator):
        raise UserError(f"--tag {tag!r} must be KEY=VALUE, for example --tag Team=Web.")
    return key, value
