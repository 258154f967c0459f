"""The licence texts of what the zip holds: whoever runs it can read under which terms."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator
from pathlib import Path

FOLDER = "licenses"

_PACKAGES = ("aws-lambda-powertools", "botocore", "pytz")
"""botocore's part are the models of the operations that are called."""

_PRODUCT = "security-notifications"
_OWN = Path(__file__).parents[2] / "LICENSE"
"""Where it lies in a checkout; an installed program has it beside its metadata."""


def license_files() -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each licence text, as they stand in the zip."""
    yield f"{FOLDER}/{_PRODUCT}/LICENSE", _own()
    for package in _PACKAGES:
        for name, content in texts_of(package):
            yield f"{FOLDER}/{package}/{name}", content


def _own() -> bytes:
    return _OWN.read_bytes() if _OWN.is_file() else next(content for _, content in texts_of(_PRODUCT))


def texts_of(package: str) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of the licence texts that an installed package brings beside its metadata."""
    for path in importlib.metadata.distribution(package).files or ():
        is_of_package = path.parts[0].endswith(".dist-info")
        if is_of_package and path.stem.upper() in {"LICENSE", "LICENCE", "NOTICE", "COPYING"}:
            yield path.name, Path(str(path.locate())).read_bytes()
