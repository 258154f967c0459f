"""How many emails a second one subscription may get.

"Exceeding the limit of 10 messages per second for an email endpoint will trigger an automatic suspension of the subscription."
https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

from __future__ import annotations

from collections import deque

MOST_A_SECOND = 10


class EmailRate:
    """Counts the emails of one subscription."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=MOST_A_SECOND)

    def takes(self, now: float) -> bool:
        """Return whether one more email may go out at a moment, in seconds, and count it if so."""
        is_full = len(self._times) == MOST_A_SECOND and now - self._times[0] < 1
        if not is_full:
            self._times.append(now)
        return not is_full
