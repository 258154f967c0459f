"""Read of a service's model what words the type of its answers, where MiniStack reads the whole model, some of a megabyte."""

from __future__ import annotations

import functools
import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import botocore
from ministack.core import responses

_MODELS = Path(botocore.__file__).parent / "data"
_METADATA = '"metadata":'
_BEGINNING = 4096
"""How many letters of a model surely hold its metadata, which stand behind its version."""


@dataclass(frozen=True)
class _Model:
    """A model of which only the metadata is known: protocol, signing name and such."""

    metadata: Mapping[str, Any]


def install() -> None:
    """Have MiniStack's answers ask this."""
    responses._service_model = functools.cache(_model)


def _model(service: str) -> _Model | None:
    """Return the newest model of a service, by MiniStack's name of it; None where botocore has none."""
    name = responses._BOTOCORE_NAME.get(service, service)
    versions = sorted(_MODELS.glob(f"{name}/*/service-2.json.gz"))
    if not versions:
        return None
    with gzip.open(versions[-1], "rt", encoding="utf-8") as model:
        _, _, behind = model.read(_BEGINNING).partition(_METADATA)
    return _Model(json.JSONDecoder().raw_decode(behind.lstrip())[0])
