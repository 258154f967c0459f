"""Write all templates and the formatter's zip into a folder."""

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
    """Write all templates, as the configuration makes them, and the formatter's zip into FOLDER; nothing is deployed."""
    from installer.render import files  # noqa: PLC0415  # loads Troposphere

    for name, body in files(options.configuration(path, flags)).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(body)
        click.echo(file)
