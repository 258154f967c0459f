"""What was sent so far, and what each subscription made of it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formatter.finding.reader import finding_from
from local.journey import steps
from local.page.watched import Sight

Sights = Mapping[str, Sequence[Sight]]
"""What was made of each finding, by subscription."""


@dataclass(frozen=True)
class Sent:
    """Something that was sent: one finding, or a storm of them.

    Attributes:
        number: counts from 1.
        step: what happened, as `local.journey.steps` names it.
        findings: what was sent.
        sights: by subscription, what it made of each.
        time: when, in seconds since the epoch.
    """

    number: int
    step: str
    findings: Sequence[Mapping[str, Any]]
    sights: Sights
    time: float

    @property
    def story(self) -> str:
        """What findings that are the same share; a storm is a story of its own."""
        return f"storm {self.number}" if self.step == steps.STORM else finding_from(self.findings[0]).id


class SentSoFar:
    """Everything that was sent, oldest first; safe to use from several threads."""

    def __init__(self) -> None:
        self._sent: list[Sent] = []
        self._lock = threading.Lock()

    def note(self, findings: Sequence[Mapping[str, Any]], step: str, sights: Sights, time: float) -> None:
        """Add what is sent now."""
        with self._lock:
            self._sent.append(Sent(len(self._sent) + 1, step, findings, sights, time))

    def all(self) -> list[Sent]:
        """Return what was sent."""
        with self._lock:
            return list(self._sent)

    def stories(self) -> list[list[Sent]]:
        """Return what was sent by finding; the story that went on last comes first."""
        found: dict[str, list[Sent]] = {}
        for one in self.all():
            found[one.story] = [*found.pop(one.story, []), one]
        return list(found.values())[::-1]

    def as_open(self, number: int) -> Mapping[str, Any]:
        """Return the finding that was sent as that number as it was when it was open last.

        A resolved control says informational and passed, so that nothing can go on from there.
        """
        sent = self.all()
        story = [one for one in sent if one.story == sent[number - 1].story]
        return next(one for one in reversed(story) if one.step != steps.RESOLVED or one is story[0]).findings[0]
