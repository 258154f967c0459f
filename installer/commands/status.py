"""Show versions, shares and the accounts that lack the launch role."""

from __future__ import annotations

from pathlib import Path

import click

from installer.configuration import flags

_UNSEEN = (
    "Launch role: name --management-profile (the management account, or StackSets' delegated administrator) to see where it is "
    "missing."
)


@click.command()
@flags.config
@flags.profile
@flags.region
@click.option(
    "--management-profile",
    help="Profile of the management account, or of StackSets' delegated administrator, to see where the launch role is.",
)
@flags.organization_region
@flags.as_json
@flags.keys_as_flags("regions", "identity_center_region")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    path: Path | None,
    profile: str | None,
    region: str | None,
    management_profile: str | None,
    management_region: str | None,
    as_json: bool,  # noqa: FBT001  # click passes options by name
    **given: flags.Given,
) -> None:
    """Show what is installed, who may launch it, with whom it is shared, and which accounts lack the launch role."""
    configuration = flags.configuration(path, given)
    from installer.aws.identity import identity
    from installer.aws.session import session
    from installer.console import progress, say, say_json
    from installer.documents import heading
    from installer.lifecycle.installation import Installation
    from installer.lifecycle.status import (
        launch_role_status,
        permission_set_lines,
        permission_set_status,
        region_document,
        region_lines,
    )
    from installer.organization.authority import authority_of

    with progress("Looking at the hub"):
        installation = Installation.start(profile, region, configuration)
        states = installation.inspect()
        problems = {name: installation.problems(state) for name, state in states.items()}
    targets = {target for state in states.values() for target in state.shares}
    # The launch role is brought from one Region to all; --region says nothing about that.
    place = management_region or (configuration.regions or installation.configuration.regions)[0]
    source = session(management_profile, place) if management_profile else installation.session
    with progress("Looking where the launch role is"):
        held = authority_of(source, identity(source) if management_profile else installation.known)
        where = launch_role_status(source, held, place, targets)
        people = permission_set_status(source, held, configuration.identity_center_region)
    if as_json:
        documents = [region_document(state, problems[name]) for name, state in states.items()]
        parts = {"launch_role": where.document() if where else None, "permission_set": people}
        say_json({**heading("status", installation.known.account_id), "regions": documents, **parts})
        return
    for name, state in states.items():
        say(*region_lines(state, problems[name]))
    say(*(where.lines() if where else [_UNSEEN]), *(permission_set_lines(people) if people else ()))
