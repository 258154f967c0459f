"""What happens at calls to AWS: somebody presses Ctrl-C, or somebody else does the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import boto3
import pytest

from harness.profiles import Profiles


class Calls:
    """What happens at calls to AWS of this process: nothing, until told otherwise.

    Attributes:
        before: takes the operation's name before it is sent.
        after: takes it when AWS has done it, and nobody has heard of it yet.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.before: Callable[[str], None] = self.nothing
        self.after: Callable[[str], None] = self.nothing
        client = boto3.Session.client

        def watched(session: Any, service: str, **arguments: Any) -> Any:
            made = client(session, service, **arguments)
            made.meta.events.register("before-call", lambda model, **_: self.before(model.name))
            made.meta.events.register("after-call", lambda model, **_: self.after(model.name))
            return made

        monkeypatch.setattr(boto3.Session, "client", watched)

    def nothing(self, _: str) -> None:
        """Let it be."""

    def stop_at(self, point: int) -> None:
        """Press Ctrl-C at a call of the next command: at an odd one before it, at an even one when AWS has done it."""
        left = itertools.count(point, -1)

        def stop(_: str) -> None:
            if next(left) == 1:
                raise KeyboardInterrupt

        self.before, self.after = (stop, self.nothing) if point % 2 else (self.nothing, stop)

    def let_go(self) -> None:
        """Stop nothing any more."""
        self.before = self.after = self.nothing


class Meanwhile:
    """Runs the same command in another terminal, once, at the first call of an operation of this one."""

    def __init__(self, line: Profiles, operation: str, *command: str) -> None:
        self._line = line
        self._operation = operation
        self._command = command
        self.said = ""

    def __call__(self, operation: str) -> None:
        if operation == self._operation and not self.said:
            self.said = "begun"
            self.said = self._line.run(*self._command).output
