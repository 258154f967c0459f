"""What a benchmark has to reach: printed beside what it reached, and an exit code when it is missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Bar:
    """A number that must not be above another.

    Attributes:
        name: what was measured.
        reached: the number.
        most: the most that it may be.
    """

    name: str
    reached: float
    most: float

    @property
    def is_missed(self) -> bool:
        """Whether it is above."""
        return self.reached > self.most


def report(title: str, rows: Sequence[tuple[str, object]], bars: Sequence[Bar]) -> int:
    """Print rows and bars; returns the exit code, 1 where a bar is missed."""
    console = Console()
    measured = Table("", title, title=None)
    for name, value in rows:
        measured.add_row(name, f"{value:,}" if isinstance(value, int) else str(value))
    console.print(measured)
    reached = Table("Bar", "Reached", "At most", "")
    for bar in bars:
        reached.add_row(bar.name, f"{bar.reached:,}", f"{bar.most:,}", "missed" if bar.is_missed else "reached")
    console.print(reached)
    return int(any(bar.is_missed for bar in bars))
