"""Start a function's runtime with the formatter's clock set to the time of this embedded AWS.

`python function_start.py CLOCK PATIENCE RUNTIME ARGUMENTS`; a PATIENCE of `hurried` lets its pauses take no time. The formatter
reads the time in one place only, and has no door by which anybody could set it on AWS: this replaces that function in its
process. Standard library only, since it runs in place of Lambda's own start.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import runpy
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType
from typing import TextIO

_HANDLER = "formatter.handler"

END_OF_LOG = "-- end of what this invocation logged --"
"""The line on the error output behind everything that was logged before an answer."""

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


if __name__ == "__main__":
    sys.meta_path.insert(0, _Finder(Path(sys.argv[1])))
    if sys.argv[2] == "hurried":
        time.sleep = _do_not_pause
    sys.stdout = _Answers(sys.stdout)
    del sys.argv[:3]
    runpy.run_path(sys.argv[0], run_name="__main__")
