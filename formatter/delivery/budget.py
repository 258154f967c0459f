"""How a sweep's time is shared out, so that no part of it eats up the others'.

Lambda ends the function after 85 seconds, in the middle of whatever it does. A part that has used up its share stops between
two messages, and the next sweep goes on there.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

Clock = Callable[[], datetime]

_LAST_CALL = timedelta(seconds=5)
"""A call that was made just before the end may take so long."""


class Share:
    """The time of one part of a sweep."""

    def __init__(self, clock: Clock, end: datetime) -> None:
        self._clock = clock
        self._begin = clock()
        self._end = end

    @property
    def is_over(self) -> bool:
        """Whether nothing new shall be begun."""
        return self._clock() >= self._end

    def fraction(self, part: float) -> Share:
        """Return that part of what is left of it, such as the time for reading before something is sent."""
        now = self._clock()
        return Share(self._clock, now + max(self._end - now, timedelta()) * part)


class Budget:
    """The whole time of one sweep.

    Args:
        clock: tells the time.
        seconds: how long the function may run.
    """

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._end = clock() + timedelta(seconds=seconds) - _LAST_CALL

    def share(self, seconds: float) -> Share:
        """Return so much time from now on, as far as the sweep has it."""
        return Share(self._clock, min(self._clock() + timedelta(seconds=seconds), self._end))

    def all_but(self, seconds: float) -> Share:
        """Return the time from now on to so many seconds before the end: what the parts before left over, too."""
        return Share(self._clock, self._end - timedelta(seconds=seconds))
