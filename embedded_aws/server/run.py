"""The run that this server belongs to: its keys, which stand nowhere that a function or another user could read."""

from __future__ import annotations

import sys
from typing import Any

from embedded_aws.door import HOST
from embedded_aws.keys import RunKeys

_keys: list[RunKeys] = []


def begin(secret: str) -> None:
    """Take the run's secret, and let no listener of this process be reached from elsewhere."""
    _keys[:] = [RunKeys(secret)]
    sys.addaudithook(_bind_to_loopback_only)


def keys() -> RunKeys:
    """Return the run's keys."""
    return _keys[0]


def _bind_to_loopback_only(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse a socket of MiniStack's, whichever of its services opens it, on any other interface."""
    if event == "socket.bind" and isinstance(arguments[1], tuple) and arguments[1][0] not in (HOST, "::1", "localhost"):
        raise PermissionError(
            f"The embedded AWS listens on {HOST} only, not on {arguments[1][0] or 'every interface'}."
        )
