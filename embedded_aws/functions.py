"""See what the functions of the embedded AWS are at, which AWS shows only in part and late."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from embedded_aws.control import FUNCTIONS_PATH, Control
from embedded_aws.errors import EmbeddedAwsError

_AT_ONCE_SECONDS = "5"
"""How long the server waits before it answers that functions still run."""


@dataclass(frozen=True)
class Functions:
    """What functions are at.

    Attributes:
        unfinished: events of asynchronous invocations that wait, run, or wait for another try.
        processes: ids of the processes that run functions, by function.
    """

    unfinished: int
    processes: dict[str, Sequence[int]]


def fetch_functions(control: Control) -> Functions:
    """Return what functions are at now."""
    return _ask(control, {})


def wait_until_idle(control: Control, seconds: float = 120.0) -> None:
    """Return once every event was handled or went to its dead-letter queue.

    Raises:
        EmbeddedAwsError: that takes longer than those seconds.
    """
    deadline = time.monotonic() + seconds
    while _ask(control, {"until_idle": _AT_ONCE_SECONDS}).unfinished:
        if time.monotonic() > deadline:
            raise EmbeddedAwsError(f"Functions still run after {seconds:.0f} seconds.")


def _ask(control: Control, query: Mapping[str, str]) -> Functions:
    return Functions(**control.ask(FUNCTIONS_PATH, query))
