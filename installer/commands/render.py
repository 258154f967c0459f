"""Write all templates and artifacts into a folder."""

from __future__ import annotations

from pathlib import Path

import click

from common.choices.patterns import ACCOUNT
from installer.configuration import flags


@click.command(cls=flags.SectionedCommand)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--hub-account",
    metavar="ID",
    default="111122223333",
    show_default=True,
    callback=flags.matching(ACCOUNT),
    help="Hub account, whose artifact bucket the templates name.",
)
@flags.config
@flags.content_flags
def command(folder: Path, hub_account: str, path: Path | None, **given: flags.Given) -> None:
    """Write all templates, as the configuration makes them, into FOLDER; nothing is deployed.

    Its folder `artifacts` holds what belongs into the artifact bucket: the product's template and the formatter's zip.
    """
    from installer.console import say
    from installer.hub.render import files

    for name, body in files(flags.configuration(path, given), hub_account).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        say(str(file))
