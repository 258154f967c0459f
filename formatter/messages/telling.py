"""What one message about one problem is made of."""

from __future__ import annotations

from dataclasses import dataclass

from formatter.finding.finding import Finding
from formatter.memory.records import Kind
from formatter.messages.history import History
from formatter.messages.layouts.layout import Layout
from formatter.messages.message import is_over
from formatter.settings import Preferences


@dataclass(frozen=True)
class Telling:
    """One problem as one message tells it.

    Attributes:
        finding: what to tell, with the severity to tell it with.
        kind: why it is told.
        layout: how its product's findings are told.
        history: what is remembered of it.
        preferences: everybody's choices.
        custom_action: name of the custom action that sent it; empty for an imported finding.
    """

    finding: Finding
    kind: Kind
    layout: Layout
    history: History
    preferences: Preferences
    custom_action: str = ""

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to do."""
        return is_over(self.finding, self.kind)

    @property
    def evidence(self) -> str:
        """In one line who, from where, which version: words of the finding; empty once it is over."""
        return "" if self.is_over else self.layout.evidence(self.finding)
