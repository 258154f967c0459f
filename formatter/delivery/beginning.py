"""When the subscription began: at its first confirmation, and anew with each change of its filters.

What was open before that is not told singly: it is part of WELCOME or of the first day's digests.
"""

from __future__ import annotations

from datetime import datetime, timezone

from formatter.delivery.budget import Clock
from formatter.delivery.listening import Listening
from formatter.memory.interface import Memory
from formatter.settings import Preferences

_NOTE = "beginning"


class Beginning:
    """Knows when the subscription began; one of its kind a process, whose filters never change."""

    def __init__(self, memory: Memory, listening: Listening, preferences: Preferences, clock: Clock) -> None:
        self._memory = memory
        self._listening = listening
        self._fingerprint = preferences.filters.fingerprint
        self._clock = clock
        self._began: datetime | None = None

    def began(self) -> datetime | None:
        """Return when it began with these filters; None as long as nobody listened. Raises as `Listening.is_heard`."""
        if self._began is None:
            note = self._memory.note(_NOTE)
            if note.get("filters") == self._fingerprint:
                self._began = datetime.fromtimestamp(note["at"], timezone.utc)
            elif note or self._listening.is_heard():
                self._began = self._clock()
                self._memory.write_note(_NOTE, {"at": self._began.timestamp(), "filters": self._fingerprint})
        return self._began
