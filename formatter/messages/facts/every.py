"""All that the formats have fields for, of any product."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from typing import NamedTuple

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


class _Part(NamedTuple):
    """A group of facts.

    Attributes:
        fields: the finding's fields that it reads; without one of them it has nothing to say.
        facts: what it says.
        line: what it says in one line.
    """

    fields: frozenset[str]
    facts: Callable[[Finding], tuple[Fact, ...]]
    line: Callable[[Finding], str]


_PARTS = (
    _Part(frozenset({"Process", "ProductFields"}), process.facts, process.line),
    _Part(
        frozenset({"Malware", "Threats", "ThreatIntelIndicators", "ProductFields", "malware", "malware_scan_info"}),
        malware.facts,
        malware.line,
    ),
    _Part(frozenset({"Detection"}), sequence.facts, sequence.line),
    _Part(frozenset({"Action", "ProductFields"}), action.facts, action.line),
    _Part(frozenset({"Network", "NetworkPath"}), network.facts, network.line),
    _Part(frozenset({"evidences", "observables"}), evidences.facts, evidences.line),
    _Part(frozenset({"Vulnerabilities", "vulnerabilities"}), vulnerabilities.facts, vulnerabilities.line),
    _Part(frozenset({"Resources", "databucket", "file"}), data.facts, data.line),
    _Part(frozenset({"PatchSummary"}), patches.facts, patches.counts),
    _Part(frozenset({"finding_info", "RelatedFindings", "FindingProviderFields"}), related.facts, related.line),
    _Part(frozenset({"Compliance", "compliance", "status_detail"}), compliance.facts, compliance.line),
    _Part(frozenset({"Resources"}), details.facts, details.line),
)
"""What says most first."""


def format_facts(finding: Finding) -> tuple[Fact, ...]:
    """Return the facts that stand in fields of the format."""
    return (*(fact for part in _of(finding) for fact in part.facts(finding)), *remaining.facts(finding))


def format_line(finding: Finding) -> str:
    """Return the two of them that say most, in one line; an empty text where none is there."""
    lines = (found for part in _of(finding) if (found := part.line(finding)))
    return _short("; ".join(dict.fromkeys(islice(lines, 2))))


def _of(finding: Finding) -> list[_Part]:
    return [part for part in _PARTS if not part.fields.isdisjoint(finding.raw)]


def _short(line: str) -> str:
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]}..."
