"""Try the whole product on this machine, without an AWS account."""

from __future__ import annotations

import importlib.util

import click
from rich.console import Console

from common.choices.words import SEVERITIES
from installer.console import warn
from installer.errors import UserError
from installer.exit_codes import ExitCode
from installer.findings.files import FindingFiles, read_finding_files


@click.command()
@click.option(
    "--finding", "files", multiple=True, metavar="FILE", help="Findings to send instead of an invented one; - is stdin."
)
@click.option(
    "--minimum-severity", type=click.Choice(SEVERITIES, case_sensitive=False), default="High", show_default=True
)
@click.option("--email", default="you@example.com", show_default=True, help="Address on the form; nothing leaves here.")
@click.option("--tag-key", default="", help="Mail only findings about resources with this tag.")
@click.option("--tag-values", default="", help="Values of that tag, separated by commas; * stands for any characters.")
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Port of the embedded AWS; a free one unless named."
)
@click.option("--open", "open_page", is_flag=True, help="Open the page with form, findings and mailbox in the browser.")
@click.option("--once", is_flag=True, help="End after the journey; exit code 0 only if every expected email arrived.")
@click.option(
    "--empty", is_flag=True, help="Start an organization in which nothing is installed, to try the admin's steps."
)
@click.option("--json", "as_objects", is_flag=True, help="With --once: one JSON object a line, as replay prints them.")
def command(  # noqa: PLR0913, PLR0917  # one argument an option
    files: tuple[str, ...],
    minimum_severity: str,
    email: str,
    tag_key: str,
    tag_values: str,
    port: int,
    open_page: bool,  # noqa: FBT001  # click passes options by name
    once: bool,  # noqa: FBT001  # likewise
    empty: bool,  # noqa: FBT001  # likewise
    as_objects: bool,  # noqa: FBT001  # likewise
) -> None:
    """Try the whole product on this machine, without an AWS account.

    Starts an embedded AWS, installs the product as the other commands do, subscribes as a workload owner, and shows the
    email that a finding becomes. FILE holds one finding, a list, one finding a line, or an EventBridge event.
    """
    _require_embedded_aws()
    # It is loaded only here, since other commands are installed without it.
    from local.journey.choices import Choices
    from local.try_out import try_empty, try_out

    if as_objects and not once:
        raise UserError("--json prints what happened once it is over: add --once.")
    if empty:
        if once or files:
            raise UserError("--empty plays no journey: leave --once and --finding out.")
        try_empty(port, Console())
        return
    found = _read(files)
    choices = Choices(email=email, minimum_severity=minimum_severity, tag_key=tag_key, tag_values=tag_values)
    # What programs read goes to stdout alone; the steps are progress.
    console = Console(stderr=as_objects)
    complete = try_out(choices, found.events, port, console, once=once, open_page=open_page, as_objects=as_objects)
    if not complete:
        raise click.exceptions.Exit(ExitCode.WRONG)
    if found.problems:
        raise click.exceptions.Exit(ExitCode.REFUSED)


def _require_embedded_aws() -> None:
    """Say what brings MiniStack, where the product was installed as a program without it.

    Raises:
        UserError: it is not installed.
    """
    if importlib.util.find_spec("ministack") is None:
        raise UserError(
            "The embedded AWS is not installed: install the program with its extra 'local', see docs/admins.md."
        )


def _read(files: tuple[str, ...]) -> FindingFiles:
    """Read what can be read and say what cannot.

    Raises:
        UserError: there is nothing to send.
    """
    found = read_finding_files(files)
    if files and not found.events:
        raise UserError("\n".join(found.problems))
    for problem in found.problems:
        warn(problem)
    return found
