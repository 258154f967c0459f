"""Start functions with the formatter's clock set to the time of this embedded AWS.

`python function_start.py CLOCK PATIENCE PACKAGE...` imports packages of Lambda's runtime once, which is most of what a start
costs, and forks a function's process each time that `embedded_aws.server.function_process` asks on its standard input. A
PATIENCE of `hurried` is for tests: pauses take no time, and no service is given up because the machine is busy. The formatter
reads the time in one place only, and has no door by which anybody could set it on AWS: this replaces that function. Standard
library only, since it runs in place of Lambda's own start, and no thread, which a fork would lose.
"""

from __future__ import annotations

import gc
import importlib.abc
import importlib.machinery
import json
import os
import runpy
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import Any, TextIO

_HANDLER = "formatter.handler"

END_OF_LOG = "-- end of what this invocation logged --"
"""The line on the error output behind everything that was logged before an answer."""

LONGER = 4
"""How many times as long as elsewhere a function that is hurried waits for an answer."""

_IS_READY = '{"status": "ready"'
"""How the runtime's answer begins that answers no invocation."""


class _Loader(importlib.abc.Loader):
    """Loads the formatter's handler, then replaces its clock."""

    def __init__(self, loader: importlib.abc.Loader, clock: Path) -> None:
        self._loader = loader
        self._clock = clock

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        """Leave that to the loader."""
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Run the module as it is, and set its clock."""
        self._loader.exec_module(module)
        module.__dict__["_now"] = self._now

    def _now(self) -> datetime:
        seconds = float(self._clock.read_text(encoding="utf-8")) if self._clock.is_file() else 0.0
        return datetime.now(timezone.utc) + timedelta(seconds=seconds)


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the formatter's handler, and nothing else."""

    def __init__(self, clock: Path) -> None:
        self._clock = clock

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        """Return the usual spec with a loader of ours around its own."""
        if fullname != _HANDLER:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _Loader(spec.loader, self._clock)
        return spec


def _do_not_pause(_seconds: object) -> None:
    """Return at once: an SDK waits before each further attempt, and the formatter between messages."""


_settimeout = socket.socket.settimeout


def _wait_longer(connection: socket.socket, seconds: float | None) -> None:
    """Give a service several times as long to answer: where many tests run at a time, it may get no turn for seconds."""
    _settimeout(connection, seconds and seconds * LONGER)


class _Answers:
    """The runtime's output of answers, each behind the end of what was logged before it."""

    def __init__(self, output: TextIO) -> None:
        self._output = output

    def write(self, text: str) -> None:
        """Write an answer."""
        if not text.startswith(_IS_READY):
            sys.stderr.write(f"{END_OF_LOG}\n")
            sys.stderr.flush()
        self._output.write(text)

    def flush(self) -> None:
        """Let the answer be read."""
        self._output.flush()


def _forked_for_each(requests: socket.socket) -> None:
    """Return in a process of its own for each request, with its four files; end when nobody can ask any more."""
    # The system forgets a process that has ended; whoever asked for it notices by the last of its files.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while (received := socket.recv_fds(requests, 1, 4))[0]:
        files = received[1]
        process = os.fork()
        if process == 0:
            requests.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            for number, file in enumerate(files[:3]):
                os.dup2(file, number)
            os.set_inheritable(files.pop(), False)  # noqa: FBT003  # as Python has it
        else:
            requests.sendall(b"%d\n" % process)
        for file in files:
            os.close(file)
        if process == 0:
            return
    sys.exit()


def _become(order: Mapping[str, Any]) -> None:
    """Run what is ordered in its folder, with its environment and what its code brings along."""
    os.chdir(order["folder"])
    os.environ.clear()
    # The SDK names the process to the services, for `embedded_aws.server.faults`.
    os.environ.update(order["environment"], AWS_SDK_UA_APP_ID=str(os.getpid()))
    # A package in a function's zip comes before the runtime's of that name, as on Lambda.
    brought = {path.stem for path in Path().iterdir()}
    for name in [name for name in sys.modules if name.partition(".")[0] in brought]:
        del sys.modules[name]
    sys.stdout = _Answers(sys.stdout)
    sys.argv = [order["script"]]
    runpy.run_path(order["script"], run_name="__main__")


if __name__ == "__main__":
    del sys.path[0]
    sys.meta_path.insert(0, _Finder(Path(sys.argv[1])))
    if sys.argv[2] == "hurried":
        time.sleep = _do_not_pause
        socket.socket.settimeout = _wait_longer  # type: ignore[assignment, method-assign]
    for package in sys.argv[3:]:
        importlib.import_module(package)
    # Each process would copy what a collection writes to.
    gc.freeze()
    _forked_for_each(socket.socket(fileno=os.dup(0)))
    _become(json.loads(sys.stdin.readline()))
