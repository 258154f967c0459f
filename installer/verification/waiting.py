"""Wait for what AWS does in its own time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
Sleep = Callable[[float], None]

SECONDS_BETWEEN_LOOKS = 5.0


def wait_for(look: Callable[[], Found | None], seconds: float, sleep: Sleep) -> Found | None:
    """Look again and again until something is there.

    Args:
        look: returns what is waited for; None as long as it is not there.
        seconds: how long at most.
        sleep: waits for so many seconds.

    Returns:
        What was found; None when the time was over.
    """
    for _ in range(int(seconds / SECONDS_BETWEEN_LOOKS)):
        found = look()
        if found is not None:
            return found
        sleep(SECONDS_BETWEEN_LOOKS)
    return look()
