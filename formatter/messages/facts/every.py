"""All that the formats have fields for, of any product."""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.facts import (
    action,
    compliance,
    data,
    details,
    evidences,
    malware,
    network,
    patches,
    process,
    related,
    remaining,
    sequence,
    vulnerabilities,
)
from formatter.messages.facts.look import Fact

_LONGEST_LINE = 240
_FACTS = (
    process.facts,
    malware.facts,
    action.facts,
    network.facts,
    evidences.facts,
    sequence.facts,
    vulnerabilities.facts,
    data.facts,
    patches.facts,
    compliance.facts,
    related.facts,
    details.facts,
    remaining.facts,
)
_LINES = (
    process.line,
    malware.line,
    sequence.line,
    action.line,
    network.line,
    evidences.line,
    vulnerabilities.line,
    data.line,
    patches.counts,
    related.line,
    compliance.line,
    details.line,
)
"""What says most first."""


def format_facts(finding: Finding) -> tuple[Fact, ...]:
    """Return the facts that stand in fields of the format."""
    return tuple(fact for facts in _FACTS for fact in facts(finding))


def format_line(finding: Finding) -> str:
    """Return the two of them that say most, in one line; an empty text where none is there."""
    lines = [found for line in _LINES if (found := line(finding))]
    return _short("; ".join(dict.fromkeys(lines[:2])))


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}..."
