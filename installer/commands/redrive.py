"""Tell findings in the dead-letter queues of subscriptions after all."""

from __future__ import annotations

import click

from installer.configuration import options


@click.command()
@options.profile
@options.region
def command(profile: str | None, region: str | None) -> None:
    """Hand dead letters of all subscriptions in this account to their formatter again, or mail them where there is none.

    What fails once more comes back to the queue; nothing is lost.
    """
    from installer.aws.session import session  # noqa: PLC0415  # loads boto3
    from installer.findings.redrive import redrive  # noqa: PLC0415  # likewise

    found = redrive(session(profile, region))
    for one in found:
        left = f"; about {one.left} are still there: run the same command again in five minutes" if one.left else ""
        click.echo(f"{one.stack}: {one.events} handed over{left}")
    if not found:
        click.echo("No subscription is in this account and Region.")
