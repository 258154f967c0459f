"""Start the processes of Python functions: each is forked from one that has imported the runtime's packages already."""

from __future__ import annotations

import functools
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from embedded_aws.server.clock import FILE

_PACKAGES = ("boto3", "botocore.handlers")
"""They import whatever else of the runtime a function's first call does."""

PATIENCE = "EMBEDDED_AWS_FUNCTIONS"
"""The variable that says whether functions are `patient` or `hurried`; `server.function_start` says what that is."""

_asking = threading.Lock()


class FunctionProcess:
    """A function's process, with as much of `subprocess.Popen` as MiniStack uses of it."""

    def __init__(
        self, runtime: Path, arguments: Sequence[str], *, cwd: str, env: Mapping[str, str], **_streams: object
    ) -> None:
        theirs_to_read, to_write = os.pipe()
        pipes = [os.pipe() for _ in range(3)]
        theirs = [theirs_to_read, *(write for _, write in pipes)]
        self.pid = _fork(runtime, theirs)
        for file in theirs:
            os.close(file)
        self.stdin = os.fdopen(to_write, "w", buffering=1, encoding="utf-8")
        self.stdout, self.stderr, self._alive = (os.fdopen(read, encoding="utf-8") for read, _ in pipes)
        # Functions ask this machine alone: no proxy of the person's is between, and no fork asks macOS for one, which ends it.
        environment = {**env, "PYTHONPATH": str(runtime), "no_proxy": "*"}
        order = {"script": arguments[-1], "folder": cwd, "environment": environment}
        self.stdin.write(f"{json.dumps(order)}\n")

    def poll(self) -> int | None:
        """Return a number if it has ended."""
        return self._ended(0)

    def wait(self, timeout: float) -> int:
        """Return once it has ended.

        Raises:
            subprocess.TimeoutExpired: after so many seconds.
        """
        ended = self._ended(timeout)
        if ended is None:
            raise subprocess.TimeoutExpired("function", timeout)
        return ended

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def _ended(self, seconds: float) -> int | None:
        """Wait for the end of a file that it holds until then, and that nobody writes to."""
        end = select.poll()
        end.register(self._alive, select.POLLIN)
        return 0 if end.poll(seconds * 1000) else None


def prepare(runtime: Path) -> None:
    """Import the packages of a runtime's folder before the first function starts."""
    with _asking:
        _parent(runtime)


def _fork(runtime: Path, files: Sequence[int]) -> int:
    with _asking:
        parent = _parent(runtime)
        socket.send_fds(parent, [b"f"], files)
        return int(parent.makefile().readline())


@functools.cache
def _parent(runtime: Path) -> socket.socket:
    """Return where to ask the process that all others are forked from, once it is started."""
    ours, theirs = socket.socketpair()
    start, clock = Path(__file__).with_name("function_start.py"), Path(tempfile.gettempdir()) / FILE
    # -S leaves out this checkout's site-packages.
    command = [sys.executable, "-S", str(start), str(clock), os.environ[PATIENCE], *_PACKAGES]
    environment = {**os.environ, "PYTHONPATH": str(runtime)}
    with theirs:
        subprocess.Popen(command, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, env=environment)  # noqa: S603  # our own
    return ours
