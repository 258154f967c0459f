"""Tell findings in the dead-letter queues of subscriptions after all."""

from __future__ import annotations

import click

from installer.configuration import flags
from installer.errors import UserError


@click.command()
@flags.profile
@flags.region_alone
def command(profile: str | None, region: str | None) -> None:
    """Hand dead letters of all subscriptions in this account to their formatter again, or mail them where there is none.

    What fails once more comes back to the queue and is left there until the next time; nothing is lost.
    """
    from installer.aws.session import session  # noqa: PLC0415  # loads boto3
    from installer.findings.redrive import redrive  # noqa: PLC0415  # likewise

    found = redrive(session(profile, region))
    for one in found:
        click.echo(f"{one.stack}: {one.events} handed over{_still_there(one.left)}")
    if not found:
        click.echo("No subscription is in this account and Region.")
    if problems := [f"{one.stack}: {one.problem}" for one in found if one.problem]:
        raise UserError(" ".join(problems))


def _still_there(left: int) -> str:
    if not left:
        return ""
    return f"; about {left} are still there, or again because they failed again: run the same command again in five minutes"
