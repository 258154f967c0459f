"""Tell findings in the dead-letter queues of subscriptions after all."""

from __future__ import annotations

import click

from installer.configuration import flags
from installer.errors import UserError


@click.command()
@flags.profile
@flags.region_alone
@flags.as_json
def command(
    profile: str | None,
    region: str | None,
    as_json: bool,  # noqa: FBT001  # click passes options by name
) -> None:
    """Hand dead letters of all subscriptions in this account to their formatter again, or mail them where there is none.

    What fails once more comes back to the queue and is left there until the next time; nothing is lost.
    """
    from installer.aws.identity import caller
    from installer.aws.session import session
    from installer.console import say, say_json
    from installer.documents import heading
    from installer.findings.redrive import redrive

    here = session(profile, region)
    found = redrive(here)
    if as_json:
        documents = [
            {"stack": one.stack, "handed_over": one.events, "left": one.left, "problem": one.problem} for one in found
        ]
        say_json({**heading("redrive", caller(here)["Account"]), "subscriptions": documents})
    else:
        say(*(f"{one.stack}: {one.events} handed over{_still_there(one.left)}" for one in found))
        if not found:
            say("No subscription is in this account and Region.")
    if problems := [f"{one.stack}: {one.problem}" for one in found if one.problem]:
        raise UserError(" ".join(problems))


def _still_there(left: int) -> str:
    if not left:
        return ""
    return f"; about {left} are still there, or again because they failed again: run the same command again in five minutes"
