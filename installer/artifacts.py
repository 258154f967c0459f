"""What the hub publishes: the formatter's zip and the product's templates, each named by its own hash.

Same content, same name: an artifact is uploaded once and never changed.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytz

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold; with one time for all files the bytes depend on the content alone."""

_READABLE_FILE = 0o100644 << 16

_PACKAGES = (
    "formatter",
    "pytz",
    "typing_extensions",
    "aws_lambda_powertools/__init__",
    "aws_lambda_powertools/exceptions",
    "aws_lambda_powertools/logging",
    "aws_lambda_powertools/metrics",
    "aws_lambda_powertools/package_logger",
    "aws_lambda_powertools/shared",
    "aws_lambda_powertools/tracing",
    "aws_lambda_powertools/utilities/__init__",
    "aws_lambda_powertools/utilities/jmespath_utils",
    "aws_lambda_powertools/warnings",
)
"""What the function imports, beside boto3 and its own dependencies, which the Lambda runtime brings."""

_LEFT_OUT = {"__pycache__", "py.typed", "datadog"}
_ZONES = "pytz/zoneinfo/"


@dataclass(frozen=True)
class Artifact:
    """An object of the artifact bucket.

    Attributes:
        key: its key, which holds the hash of the body.
        body: its bytes.
        content_type: its media type.
    """

    key: str
    body: bytes
    content_type: str


def formatter_artifact() -> Artifact:
    """Return the formatter's zip."""
    body = build_formatter_zip()
    return Artifact(f"formatter/{_digest(body)}.zip", body, "application/zip")


def template_artifact(name: str, template: str) -> Artifact:
    """Return a template; `name` is the folder it stands in."""
    body = template.encode()
    return Artifact(f"{name}/{_digest(body)}.yaml", body, "application/yaml")


def build_formatter_zip() -> bytes:
    """Return the zip that Lambda runs; the same bytes on every machine.

    It is made of the installed packages, whose versions and hashes the lock file pins. Nothing is compressed: zlib's
    implementations differ in what they write, and what is stored loads faster.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, path in sorted(_files()):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = _READABLE_FILE
            # Unix, on whatever system the zip is made.
            entry.create_system = 3
            archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]


def _files() -> Iterator[tuple[str, Path]]:
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
