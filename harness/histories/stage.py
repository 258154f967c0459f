"""Processes of the real delivery on one memory: one call at a time in an order by chance, killed before or after any call.

Each process runs in a thread of its own, which waits before each of its calls until it is its turn.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from random import Random
from typing import Any


class KilledError(BaseException):
    """The process ends here and now; nothing may catch it."""


class Process:
    """A process that does one call whenever it is told to.

    Attributes:
        is_over: whether it has ended.
        is_killed: whether it was ended before its work was done.
        failure: what it raised; None where it ended well.
    """

    def __init__(self, work: Callable[[Process], object]) -> None:
        self._work = work
        self._turn = threading.Semaphore(0)
        self._waits = threading.Semaphore(0)
        self._kill = ""
        self.is_over = False
        self.is_killed = False
        self.failure: Exception | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        self._waits.acquire()

    def step(self, kill: str = "") -> None:
        """Let it do its next call and come to the one after it; `kill`: end it `before` or `after` that call."""
        self._kill = kill
        self._turn.release()
        self._waits.acquire()

    def call(self, do: Callable[[], Any]) -> Any:
        """Do one of the process's calls when it is its turn."""
        self._waits.release()
        self._turn.acquire()
        kill, self._kill = self._kill, ""
        if kill == "before":
            raise KilledError
        answer = do()
        if kill == "after":
            raise KilledError
        return answer

    def _run(self) -> None:
        try:
            self._work(self)
        except KilledError:
            self.is_killed = True
        except Exception as error:  # noqa: BLE001  # the event comes again with it
            self.failure = error
        self.is_over = True
        self._waits.release()


class Gate:
    """Something that a process calls, each call when it is the process's turn."""

    def __init__(self, process: Process, behind: object) -> None:
        self._process = process
        self._behind = behind

    def __getattr__(self, name: str) -> object:
        method = getattr(self._behind, name)
        return lambda *arguments: self._process.call(lambda: method(*arguments))


def interleave(works: list[Callable[[Process], object]], random: Random, processes: int, killed: float) -> int:
    """Do all works, so many side by side; what was killed or failed is done again. Returns how many were killed.

    Args:
        works: what the processes do, each with the process to call through.
        random: decides whose turn it is.
        processes: so many run side by side.
        killed: chance of a process to be ended at a call.
    """
    kills = 0
    left = list(works)
    running: list[tuple[Callable[[Process], object], Process]] = []
    while left or running:
        while left and len(running) < processes:
            work = left.pop()
            running.append((work, Process(work)))
        work, process = running.pop(random.randrange(len(running)))
        if not process.is_over:
            process.step(random.choice(("before", "after")) if random.random() < killed else "")
        if not process.is_over:
            running.append((work, process))
        elif process.is_killed or process.failure:
            kills += process.is_killed
            left.insert(random.randrange(len(left) + 1), work)
    return kills
