"""Write all templates into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from installer import options


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@options.config
@options.configuration_flags
def command(folder: Path, path: Path | None, **flags: Any) -> None:
    """Write all templates, as the configuration makes them, into FOLDER; nothing is deployed."""
    from installer.render import templates  # noqa: PLC0415  # loads Troposphere

    configuration = options.configuration(path, flags)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in templates(configuration).items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(folder / name)
