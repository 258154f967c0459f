"""What commands that print one JSON object a line print; their keys are as stable as those of `installer.documents`."""

from __future__ import annotations

from typing import Any, TypedDict


class PreviewLine(TypedDict):
    """Of `preview`: a finding as the message that it would become; `cut` where its JSON did not fit."""

    id: str
    subject: str
    body: str
    chat: dict[str, Any]
    bytes: int
    cut: bool
    remark: str


class SentLine(TypedDict):
    """Of `local --once`: a message that went out, the findings that it told of, until when and by whom, as it says it."""

    time: str
    kind: str
    subject: str
    findings: list[str]
    audience: str
    due: str
    taken_on: str


class ReplayedLine(SentLine):
    """Of `replay`: the same, with what chat shows."""

    chat: dict[str, Any]


class SilenceLine(TypedDict):
    """Of `replay` and `local --once`: an event that was not told, and why."""

    time: str
    finding: str
    decision: str
    reason: str


class Summary(TypedDict):
    """What it came to: messages, by kind, findings told, and ids of those still open."""

    emails: int
    kinds: dict[str, int]
    told: int
    open: list[str]


class BusiestHour(TypedDict):
    """The hour in which most messages went out."""

    time: str
    emails: int


class ReplaySummary(Summary):
    """The same of `replay`, with the busiest hour, and how many events were silent, by reason."""

    busiest_hour: BusiestHour | None
    silent: dict[str, int]


class SummaryLine(TypedDict):
    """The last line of `local --once`."""

    summary: Summary


class ReplaySummaryLine(TypedDict):
    """The last line of `replay`."""

    summary: ReplaySummary


LINES: dict[str, tuple[type, ...]] = {
    "preview": (PreviewLine,),
    "replay": (ReplayedLine, SilenceLine, ReplaySummaryLine),
    "local": (SentLine, SilenceLine, SummaryLine),
}
"""By command, the objects of which it prints one a line."""
