"""Findings of any product that has no layout of its own."""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, kept
from formatter.finding.finding import Finding


def _matches(finding: Finding) -> bool:  # noqa: ARG001  # takes what no other layout takes
    return True


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A security product reported a problem in this account."


def _steps(finding: Finding) -> tuple[str, ...]:
    advice = ("Follow the advice below.",) if finding.remediation_text or finding.remediation_url else ()
    return (
        "Open the finding and look at the resource it names.",
        *advice,
        "When it is mended, or is no problem here, set the finding's workflow status to Resolved or Suppressed.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Type", ", ".join(finding.types)), ("Rule", finding.generator_id), ("At the product", finding.source_url)
    )


GENERAL = Layout("general", _matches, _happened, _steps, _facts)
