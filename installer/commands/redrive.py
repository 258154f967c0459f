"""Hand findings from a subscription's dead-letter queue to its formatter again."""

from __future__ import annotations

import click

from installer.configuration import options


@click.command()
@options.profile
@options.region
def command(profile: str | None, region: str | None) -> None:
    """Hand dead letters of all subscriptions in this account to their formatter again.

    What fails once more comes back to the queue; nothing is lost.
    """
    from installer.aws import session  # noqa: PLC0415  # loads boto3
    from installer.findings.redrive import redrive  # noqa: PLC0415  # likewise

    found = redrive(session(profile, region))
    for one in found:
        click.echo(f"{one.stack}: {one.events} handed over")
    if not found:
        click.echo("No subscription with a formatter is in this account and Region.")
