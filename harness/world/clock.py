"""A clock that many tasks share: each runs until it waits, and time jumps to whoever is next.

Tasks are greenlets, so that the formatter's own code runs in them unchanged: a call of AWS is a place where it waits.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count

from greenlet import GreenletExit, getcurrent, greenlet


class Clock:
    """Simulated time."""

    def __init__(self, begins: datetime) -> None:
        self._begins = begins
        self.elapsed = 0.0
        self._order = count()
        self._waiting: list[tuple[float, int, greenlet]] = []
        self._turn: dict[greenlet, int] = {}
        self._killed: set[greenlet] = set()
        self._hub = getcurrent()

    def now(self) -> datetime:
        """Return the time."""
        return self._begins + timedelta(seconds=self.elapsed)

    def start(self, task: Callable[[], None], after: float = 0.0) -> greenlet:
        """Begin a task after so many seconds."""
        found = greenlet(task)
        self._schedule(found, after)
        return found

    def cancel(self, task: greenlet) -> None:
        """Take back a task that has not begun; nothing happens to one that has."""
        self._turn.pop(task, None)

    def wait(self, seconds: float) -> None:
        """Let so many seconds pass for the task that calls.

        Raises:
            GreenletExit: the task was killed while it waited.
        """
        task = getcurrent()
        self._schedule(task, seconds)
        self._hub.switch()
        if task in self._killed:
            self._killed.remove(task)
            raise GreenletExit

    def kill_me_later(self, seconds: float) -> greenlet:
        """Kill the task that calls, where it then waits; the task that is returned does it and can be cancelled."""
        victim = getcurrent()

        def kill() -> None:
            if victim in self._turn:
                self._killed.add(victim)
                self._schedule(victim, 0.0)

        return self.start(kill, seconds)

    def run(self, until: float) -> None:
        """Run all tasks up to that second."""
        self._hub = getcurrent()
        while self._waiting and self._waiting[0][0] <= until:
            at, turn, task = heapq.heappop(self._waiting)
            if self._turn.get(task) != turn:
                continue
            del self._turn[task]
            self.elapsed = max(self.elapsed, at)
            task.parent = self._hub
            task.switch()
        self.elapsed = max(self.elapsed, until)

    def _schedule(self, task: greenlet, seconds: float) -> None:
        turn = self._turn[task] = next(self._order)
        heapq.heappush(self._waiting, (self.elapsed + seconds, turn, task))
