"""What the sweep itself remembers: one note, read once a sweep, since each read of an idle subscription costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formatter.memory.interface import Memory
from formatter.memory.schema import NOTE_ROW, SWEEP_NOTE

_NAME = SWEEP_NOTE.removeprefix(NOTE_ROW)

COUNTED = "counted"
"""The part that holds the last whole count; the admin's report reads it too."""


class SweepNote:
    """The sweep's note; only who holds the sweep's lease may write it."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._content = dict(memory.note(_NAME))

    def part(self, name: str) -> Mapping[str, Any]:
        """Return what was kept under a name; empty where nothing was."""
        found: Mapping[str, Any] = self._content.get(name, {})
        return found

    def keep(self, name: str, part: Mapping[str, Any]) -> None:
        """Keep it under that name, if it is other than what was kept."""
        if part != self.part(name):
            self._content[name] = dict(part)
            self._memory.write_note(_NAME, self._content)
