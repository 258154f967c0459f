"""All that the formats have fields for, of any product.

A group of facts is imported when a finding with one of its fields comes, since each import is paid at a cold start.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from itertools import islice
from typing import Protocol, cast

from formatter.finding.finding import Finding
from formatter.messages.facts import remaining
from formatter.messages.facts.look import Fact

_GUARDDUTY = "guardduty"
"""The product that keeps much of a finding among its own fields."""

_PARTS = (
    ("process", frozenset({"Process", _GUARDDUTY})),
    ("malware", frozenset({"Malware", "Threats", "ThreatIntelIndicators", "malware", "malware_scan_info", _GUARDDUTY})),
    ("sequence", frozenset({"Detection"})),
    ("action", frozenset({"Action", _GUARDDUTY})),
    ("network", frozenset({"Network", "NetworkPath"})),
    ("evidences", frozenset({"evidences", "observables"})),
    ("vulnerabilities", frozenset({"Vulnerabilities", "vulnerabilities"})),
    ("data", frozenset({"Resources", "databucket", "file"})),
    ("patches", frozenset({"PatchSummary"})),
    ("related", frozenset({"finding_info", "RelatedFindings", "FindingProviderFields"})),
    ("compliance", frozenset({"Compliance", "compliance", "status_detail"})),
    ("details", frozenset({"Resources"})),
)
"""Modules beside this one, and the fields of which each reads some; what says most first."""


class Part(Protocol):
    """A group of facts."""

    def facts(self, finding: Finding) -> tuple[Fact, ...]:
        """Return what it says."""

    def line(self, finding: Finding) -> str:
        """Return what it says in one line; an empty text where it has nothing to say."""


def format_facts(finding: Finding) -> tuple[Fact, ...]:
    """Return the facts that stand in fields of the format."""
    return (*(fact for part in _of(finding) for fact in part.facts(finding)), *remaining.facts(finding))


def format_line(finding: Finding) -> str:
    """Return the two of them that say most, in one line; an empty text where none is there."""
    lines = (found for part in _of(finding) if (found := part.line(finding)))
    return "; ".join(dict.fromkeys(islice(lines, 2)))


def format_line_or_words(finding: Finding) -> str:
    """Return that line; where there is none, what the product says in its own words and not in the title."""
    own = "" if finding.description == finding.title else finding.description
    return format_line(finding) or own


def _of(finding: Finding) -> list[Part]:
    fields = {*finding.raw, finding.aws_product}
    return [_part(name) for name, reads in _PARTS if not reads.isdisjoint(fields)]


@cache
def _part(name: str) -> Part:
    return cast("Part", import_module(f"formatter.messages.facts.{name}"))
