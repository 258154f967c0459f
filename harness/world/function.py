"""A model of the deployed function: EventBridge's and Lambda's queues, processes, retries, the dead-letter queue, the schedule.

Lambda tries an asynchronous event twice more, after one and two minutes, and then hands it to the failure destination.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from greenlet import GreenletExit, greenlet

from harness.world.clock import Clock

_RETRIES = (60.0, 120.0)
_SWEEP_EVERY = 300.0
_SECONDS_OF_WORK = 0.003
_TIME_OUT = 85.0

Event = Mapping[str, Any]


class Process(Protocol):
    """One process of the function: what its handler does, with clients of its own."""

    def receive(self, event: Event) -> None:
        """Handle an event; raises what makes Lambda try again."""

    def sweep(self) -> None:
        """Sweep."""


@dataclass
class Function:
    """The function with its processes.

    Attributes:
        clock: simulated time.
        chance: where chance comes from.
        make_process: makes a process.
        concurrency: so many events are handled at once.
        kills: chance that a process is killed while it handles an event.
        letters: the dead-letter queue, as Lambda's failure destination writes it.
        failures: invocations that failed.
        time_outs: sweeps that were ended before they were done.
    """

    clock: Clock
    chance: Random
    make_process: Callable[[], Process]
    concurrency: int = 1_000
    kills: float = 0.0
    letters: list[Event] = field(default_factory=list)
    failures: int = 0
    time_outs: int = 0

    def __post_init__(self) -> None:
        self._idle: list[Process] = []
        self._queue: deque[tuple[Event, int]] = deque()
        self._busy = 0
        self._release = 0

    def send(self, event: Event, after: float = 0.0, attempt: int = 0) -> None:
        """Have EventBridge hand over an event after so many seconds."""
        self.clock.start(lambda: self._arrive(event, attempt), after)

    def restart(self) -> None:
        """Begin with new processes, as Lambda does when the function's settings change."""
        self._idle.clear()
        self._release += 1

    def sweep_forever(self) -> None:
        """Have the schedule sweep every five minutes."""
        self.clock.start(self._sweep, _SWEEP_EVERY)

    def _arrive(self, event: Event, attempt: int) -> None:
        self._queue.append((event, attempt))
        if self._busy < self.concurrency:
            self._busy += 1
            self.clock.start(self._work)

    def _work(self) -> None:
        process, release = self._take()
        try:
            while self._queue:
                event, attempt = self._queue.popleft()
                self.clock.wait(_SECONDS_OF_WORK)
                if not self._handle(process, event, attempt):
                    process = self.make_process()
        finally:
            self._busy -= 1
            self._give_back(process, release)

    def _handle(self, process: Process, event: Event, attempt: int) -> bool:
        """Handle one event; False where the process was killed over it."""
        killer = self._aim()
        try:
            process.receive(event)
        except GreenletExit:
            self._failed(event, attempt)
            return False
        except Exception as error:  # noqa: BLE001  # whatever the handler raises, Lambda tries again
            self._failed(event, attempt, str(error))
        finally:
            if killer is not None:
                self.clock.cancel(killer)
        return True

    def _aim(self) -> greenlet | None:
        if not self.kills or self.chance.random() >= self.kills:
            return None
        return self.clock.kill_me_later(self.chance.uniform(0, 0.05))

    def _failed(self, event: Event, attempt: int, reason: str = "killed") -> None:
        self.failures += 1
        if attempt < len(_RETRIES):
            self.send(event, _RETRIES[attempt], attempt + 1)
        else:
            context = {"condition": "RetriesExhausted", "approximateInvokeCount": attempt + 1}
            self.letters.append({"requestContext": context, "requestPayload": event, "responsePayload": reason})

    def _sweep(self) -> None:
        self.clock.start(self._sweep, _SWEEP_EVERY)
        process, release = self._take()
        killer = self.clock.kill_me_later(_TIME_OUT)
        try:
            process.sweep()
        except GreenletExit:
            self.time_outs += 1
            process = self.make_process()
        except Exception:  # noqa: BLE001  # likewise; the next sweep comes in five minutes
            self.failures += 1
        finally:
            self.clock.cancel(killer)
            self._give_back(process, release)

    def _take(self) -> tuple[Process, int]:
        """Return a process and the release that it runs."""
        return (self._idle.pop() if self._idle else self.make_process()), self._release

    def _give_back(self, process: Process, release: int) -> None:
        if release == self._release:
            self._idle.append(process)
