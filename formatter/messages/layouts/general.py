"""Findings of any product that has no layout of its own."""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.layouts.layout import Fact, Layout, kept, without_rights


def _matches(finding: Finding) -> bool:  # noqa: ARG001  # takes what no other layout takes
    return True


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A security product reported a problem in this account."


def _steps(finding: Finding) -> tuple[str, ...]:
    has_advice = finding.remediation_text or finding.remediation_url
    return (
        "Open the finding and look at the resource that it names.",
        *(("Follow the advice of the product.",) if has_advice else ()),
        "Once it is fixed, set the finding's workflow status to Resolved; to Suppressed if it is no problem here.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Type", ", ".join(finding.types)), ("Rule", finding.generator_id), ("Check result", finding.compliance_status)
    )


GENERAL = Layout("general", _matches, _happened, without_rights(_steps), facts=_facts)
