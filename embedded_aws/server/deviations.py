"""How this server differs from what AWS documents; not at all, unless somebody asks for it."""

from __future__ import annotations

import json

from embedded_aws.deviations import Deviation

_on: set[Deviation] = set()


def take(body: bytes) -> None:
    """Differ as a JSON list says, and in no other way."""
    _on.clear()
    _on.update(Deviation(one) for one in json.loads(body))


def is_on(deviation: Deviation) -> bool:
    """Return whether the server differs so."""
    return deviation in _on


def page() -> bytes:
    """Return how it differs, as JSON."""
    return json.dumps(sorted(one.value for one in _on)).encode()
