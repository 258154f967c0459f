"""Do the same to several things at once; Ctrl-C ends all of it within a moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class StoppedError(Exception):
    """The work was stopped while it waited."""


class Workers:
    """Threads that wait together and stop together.

    Args:
        threads: how many things are worked on at once.
    """

    def __init__(self, threads: int) -> None:
        self._threads = max(1, threads)
        self._stopped = threading.Event()

    def map(self, work: Callable[[Item], Result], items: Iterable[Item]) -> list[Result]:
        """Return the results in the order of the items; an exception of one ends all, as Ctrl-C does."""
        with ThreadPoolExecutor(self._threads) as pool:
            begun = [pool.submit(work, item) for item in items]
            try:
                return [one.result() for one in begun]
            except BaseException:
                # Removal the pool waits for its threads, which end at their next pause.
                self._stopped.set()
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def sleep(self, seconds: float) -> None:
        """Pause a thread.

        Raises:
            StoppedError: the work was stopped meanwhile.
        """
        if self._stopped.wait(seconds):
            raise StoppedError
