"""What an installation would change, as lines that a person can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from installer.aws.stacks import Change
from installer.hub.sharing import ShareChanges

NO_CHANGES = "Nothing would change."


@dataclass(frozen=True)
class Plan:
    """What an installation would do.

    Attributes:
        lines: one line a change.
        notes: what the admin should know before agreeing.
    """

    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything would change."""
        return bool(self.lines)

    def text(self) -> str:
        """Return the plan as it is shown."""
        return "\n".join((*self.lines, *(f"Note: {note}" for note in self.notes))) or NO_CHANGES


def plan_lines(changes: Mapping[str, Sequence[Change]], shares: Mapping[str, ShareChanges]) -> tuple[str, ...]:
    """Return one line a change, Region by Region."""
    lines = [f"{region}: {_line(change)}" for region, found in changes.items() for change in found]
    for region, found in shares.items():
        lines += [f"{region}: Would share the portfolio with {target}" for target in found.added]
        lines += [f"{region}: Would share who may launch with {target} too" for target in found.changed]
        lines += [f"{region}: Would stop sharing the portfolio with {target}" for target in found.removed]
    return tuple(lines)


def _line(change: Change) -> str:
    if change.action == "Upload":
        return f"Would upload {change.resource}"
    if change.action == "Mark":
        return f"Would mark version {change.resource} as {change.resource_type}"
    verb = {"Add": "create", "Modify": "change", "Remove": "delete"}.get(change.action, change.action.lower())
    replaced = " (replacing it)" if change.replacement else ""
    return f"Would {verb} {change.resource} ({change.resource_type}){replaced}"
