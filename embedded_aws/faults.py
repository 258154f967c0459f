"""Make calls of a function in the embedded AWS fail, as they fail in AWS now and then."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from embedded_aws.control import FAULTS_PATH, Control


class FaultKind(str, Enum):
    """What happens to a call."""

    REFUSED = "refused: throttled before anything was done"
    LOST = "done, but its answer is lost: an error of the server instead"
    LATE = "done, but its answer comes late"
    KILLED_BEFORE = "the function's process is killed before it is done"
    KILLED_AFTER = "the function's process is killed after it was done"


@dataclass(frozen=True)
class Fault:
    """A fault that calls of a function meet.

    An SDK makes several attempts of a call; by default a fault meets them all, so that the call fails.

    Attributes:
        function: name of the function.
        kind: what happens.
        service: signing name of the service, such as `dynamodb`; empty: any.
        action: the service's action, such as `UpdateItem`; empty: any.
        call: which such call of the function from now on meets it, 1 for the next; 0: all until the faults are cleared.
        attempts: how many attempts of that call meet it; 0: all.
        seconds: how late a late answer comes.
    """

    function: str
    kind: FaultKind
    service: str = ""
    action: str = ""
    call: int = 0
    attempts: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class FaultCounts:
    """How many faults are still ahead or go on, and how many calls met one since the server began."""

    armed: int
    met: int


def arm(control: Control, faults: Iterable[Fault]) -> None:
    """Let faults happen from now on."""
    body = json.dumps([dataclasses.asdict(fault) for fault in faults]).encode()
    control.ask(FAULTS_PATH, method="POST", body=body)


def clear(control: Control) -> None:
    """Forget all faults."""
    control.ask(FAULTS_PATH, method="DELETE")


def counts(control: Control) -> FaultCounts:
    """Return what became of the faults."""
    return FaultCounts(**control.ask(FAULTS_PATH))
