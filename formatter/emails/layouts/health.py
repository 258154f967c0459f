"""AWS Health: AWS tells of something that concerns this account."""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "AWS itself tells you of something that concerns the security of this account."


def _steps(finding: Finding) -> tuple[str, ...]:  # noqa: ARG001  # the same for all
    return (
        "Read AWS's message below and do what it asks; it may name a date.",
        "The AWS Health Dashboard of the account lists the affected resources.",
        "When it is done, set the finding's workflow status to Resolved.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Event", finding.generator_id),
        ("Began", finding.product_fields.get("HealthEventStartTime", "")),
        ("Ends", finding.product_fields.get("HealthEventEndTime", "")),
    )


HEALTH = Layout("health", is_product("Health"), _happened, _steps, _facts)
