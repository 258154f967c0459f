"""Share the portfolio with the organization, its units or accounts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from installer.configuration import flags
from installer.configuration.reading import CONFIGURATION_FILE

if TYPE_CHECKING:
    from installer.hub.sharing import ShareChanges
    from installer.lifecycle.installation import Installation

_KEYS = ("regions", "share_with_organization", "share_with_organizational_units", "share_with_accounts")


@click.command()
@flags.config
@flags.profile
@flags.region
@flags.yes
@flags.take_away
@flags.as_json
@flags.dry_run
@click.option("--remove", multiple=True, metavar="ID", help="Take one share back: organization, unit or account id.")
@flags.keys_as_flags(*_KEYS)
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    yes: bool,  # noqa: FBT001  # click passes options by name
    take_away: bool,  # noqa: FBT001  # likewise
    as_json: bool,  # noqa: FBT001  # likewise
    dry_run: bool,  # noqa: FBT001  # likewise
    remove: tuple[str, ...],
    **given: flags.Given,
) -> None:
    """Share the portfolio as the configuration says, and take back what it no longer names.

    Flags add to what the file names, and like --remove they hold this time only: next time the file decides.
    """
    read = flags.configuration if remove else flags.named_configuration
    configuration = read(path, given)
    from installer.console import agree, progress, say, say_json
    from installer.lifecycle.installation import Installation
    from installer.lifecycle.plan import plan_document

    with progress("Looking at the shares"):
        installation = Installation.start(profile, region, configuration)
        installation.require_installed()
        changes = _changes(installation, remove)
        plan = installation.share_plan(changes, _gone(installation, remove))
    account = installation.known.account_id
    if not as_json:
        say(plan.text())
    does = bool(plan) and not dry_run
    if does:
        if not as_json and (remove or any(given[key] not in (None, ()) for key in _KEYS[1:])):
            say(f"Note: next time the file decides; write into {path or CONFIGURATION_FILE} what is to stay.")
        agree(plan.losses, yes=yes, take_away=take_away or bool(remove), as_json=as_json)
        with progress("Sharing") as report:
            installation.share(changes, report)
    if as_json:
        say_json(plan_document("share", account, plan, done=does))
    elif does:
        say("Done. Next: ./install.sh status shows who has it; ./install.sh coverage who has subscribed.")
    flags.end_dry_run(dry_run=dry_run, changes=bool(plan))


def _gone(installation: Installation, remove: tuple[str, ...]) -> tuple[str, ...]:
    """Return a note about each share that is to be taken back and is not there, as after the same command before."""
    known = {target.value for offer in installation.offers.values() for target in offer.shares}
    return tuple(f"The portfolio is not shared with {one}." for one in remove if one not in known)


def _changes(installation: Installation, remove: tuple[str, ...]) -> dict[str, ShareChanges]:
    """Return what the configuration asks for, or only the named shares' removal where shares are named."""
    from installer.hub.sharing import ShareChanges

    if not remove:
        return installation.share_changes()
    return {
        region: ShareChanges((), tuple(target for target in offer.shares if target.value in remove))
        for region, offer in installation.offers.items()
    }
