"""What Patch Manager found: ASFF's PatchSummary.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_PatchSummary.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.facts.look import Fact, joined, kept, look, said, time, told

_COUNTS = (
    ("missing", "MissingCount"),
    ("failed", "FailedCount"),
    ("wait for a reboot", "InstalledPendingReboot"),
    ("installed though rejected", "InstalledRejectedCount"),
    ("installed", "InstalledCount"),
    ("installed beside the baseline", "InstalledOtherCount"),
)


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return the counts and when they were taken."""
    summary = finding.raw.get("PatchSummary")
    times = joined(*(time(look(summary, name)) for name in ("OperationStartTime", "OperationEndTime")), by=" to ")
    operation = joined(told(summary, "Operation"), said("(reboot: ", told(summary, "RebootOption"), ")"), times)
    return kept(("Patches", line(finding)), ("Patch run", operation), ("Patch baseline", told(summary, "Id")))


def missing(finding: Finding) -> str:
    """Return how many are missing; an empty text for none or where nothing says."""
    count = told(finding.raw.get("PatchSummary"), "MissingCount")
    return "" if count == "0" else count


def line(finding: Finding) -> str:
    """Return `3 missing, 1 failed`; what is none is left out."""
    summary = finding.raw.get("PatchSummary")
    said_counts = ((word, told(summary, name)) for word, name in _COUNTS)
    return joined(*(f"{count} {word}" for word, count in said_counts if count not in ("", "0")), by=", ")
