"""What the hub publishes: the formatter's zip and the product's templates, each named by its own hash.

Same content, same name: an artifact is uploaded once and never changed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from installer.formatter_zip.build import build_formatter_zip


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


def formatter_artifact(configuration: Mapping[str, Any]) -> Artifact:
    """Return the formatter's zip with what the admin chose, as `AdminChoices.from_document` reads it."""
    body = _formatter_zip(json.dumps(configuration, sort_keys=True))
    return Artifact(f"formatter/{_digest(body)}.zip", body, "application/zip")


@lru_cache
def _formatter_zip(configuration: str) -> bytes:
    """Build it once: it takes a second, is the same in every Region, and plan and install both need it."""
    return build_formatter_zip(json.loads(configuration))


def template_artifact(name: str, template: str) -> Artifact:
    """Return a template; `name` is the folder it stands in."""
    body = template.encode()
    return Artifact(f"{name}/{_digest(body)}.yaml", body, "application/yaml")


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()[:32]
