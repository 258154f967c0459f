"""Let time pass on the embedded AWS: for its functions and for the events of Security Hub, not for this computer."""

from __future__ import annotations

import json
from datetime import timedelta

from embedded_aws.control import CLOCK_PATH, Control


def advance(control: Control, passed: timedelta) -> None:
    """Let so much time pass at once."""
    control.ask(CLOCK_PATH, method="POST", body=json.dumps({"seconds": passed.total_seconds()}).encode())


def ahead(control: Control) -> timedelta:
    """Return how far its time is ahead of this computer's."""
    return timedelta(seconds=control.ask(CLOCK_PATH)["seconds"])
