"""Confirm an address so that only who is signed in to the account can end it."""

from __future__ import annotations

import click

from installer.configuration import flags


@click.command()
@click.argument("link")
@flags.profile
def command(link: str, profile: str | None) -> None:
    """Confirm the address that LINK, of an AWS confirmation mail, invites.

    Do not follow the link: copy it, and put it in quotes. After this nobody ends the address's emails by a link below one,
    as mail gateways and readers of a mailing list do; only who is signed in to the account can.
    """
    from installer.aws.session import session
    from installer.console import say
    from installer.subscriptions.confirmation import ConfirmationLink, confirm

    read = ConfirmationLink.parse(link)
    arn = confirm(session(profile, read.region).client("sns"), read)
    say(f"Confirmed, and nobody can end it by a link: {arn}")
