"""Put together what the function imports, beside what the Lambda runtime brings.

Nothing is compressed: zlib's implementations differ in what they write, and what is stored loads faster. There is no
bytecode, since the Python that makes the zip is seldom the one that runs it; what is imported is kept small instead.
"""

from __future__ import annotations

import importlib.util
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytz

from formatter.settings import CONFIGURATION_PATH
from installer.formatter_zip.licenses import license_files
from installer.formatter_zip.models import model_files

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; with one time for all files the bytes depend on the content alone."""

_READABLE_FILE = 0o100644 << 16

_PACKAGES = (
    "formatter",
    "pytz",
    "aws_lambda_powertools/exceptions",
    "aws_lambda_powertools/logging",
    "aws_lambda_powertools/metrics",
    "aws_lambda_powertools/shared",
    "aws_lambda_powertools/utilities/__init__",
    "aws_lambda_powertools/utilities/jmespath_utils",
    "aws_lambda_powertools/warnings",
)
"""What the function imports, beside botocore and its own dependencies, which the Lambda runtime brings."""

_STAND_INS = Path(__file__).parent / "stand_ins"
"""Modules that stand for larger ones of the same name, of which the function needs little or nothing."""

_LEFT_OUT = {"__pycache__", "py.typed", "datadog"}
_ZONES = "pytz/zoneinfo/"


def build_formatter_zip(configuration: Mapping[str, Any]) -> bytes:
    """Return the zip that Lambda runs.

    Args:
        configuration: the document that `AdminChoices.from_document` reads.

    It is made of the installed packages, whose versions and hashes the lock file pins.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(
            (*_contents(), (CONFIGURATION_PATH, json.dumps(configuration, sort_keys=True, indent=1).encode()))
        ):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = _READABLE_FILE
            # Unix, on whatever system the zip is made.
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()


def _contents() -> Iterator[tuple[str, bytes]]:
    yield from model_files()
    yield from license_files()
    yield from ((path.relative_to(_STAND_INS).as_posix(), path.read_bytes()) for path in _STAND_INS.rglob("*.py"))
    yield from ((name, path.read_bytes()) for name, path in _installed_files())


def _installed_files() -> Iterator[tuple[str, Path]]:
    for package in _PACKAGES:
        root = _installed(package.partition("/")[0])
        start = root / package
        paths = [start.with_suffix(".py")] if start.with_suffix(".py").is_file() else start.rglob("*")
        for path in paths:
            name = path.relative_to(root)
            if path.is_file() and not _LEFT_OUT.intersection(name.parts) and _is_needed(name.as_posix()):
                yield name.as_posix(), path


def _is_needed(name: str) -> bool:
    """Tell whether the function reads the file: of the time zones only those that the form offers."""
    return not name.startswith(_ZONES) or name.removeprefix(_ZONES) in pytz.common_timezones_set


def _installed(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed")
    origin = Path(spec.origin)
    return origin.parents[1] if origin.name == "__init__.py" else origin.parent
