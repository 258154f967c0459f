"""How a finding ended, and whether that proves that the problem is over."""

from __future__ import annotations

from typing import NamedTuple

from formatter.finding.finding import Finding, State
from formatter.finding.safe import text

_CONSOLIDATED = "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"
"""Why Security Hub archives the findings of each standard when it makes one finding a control of them, or the other way round.

https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
"""

_LONGEST_REASON = 300


class HowItEnded(NamedTuple):
    """How one finding ended.

    Attributes:
        is_proven: whether a check passed, the product says fixed, or a person says so.
        reason: one sentence that says how we know, or why that is no proof.
        is_replaced: whether another finding takes its place: the problem is not over.
    """

    is_proven: bool
    reason: str
    is_replaced: bool = False


def is_replaced(finding: Finding) -> bool:
    """Tell whether a finding is closed only since another one takes its place."""
    return finding.state is State.CLOSED and how_it_ended(finding).is_replaced


def how_it_ended(finding: Finding) -> HowItEnded:
    """Return how a closed finding ended."""
    if finding.compliance_status == "PASSED":
        return HowItEnded(is_proven=True, reason="The check passes now.")
    if finding.workflow_status == "RESOLVED":
        note = f" Note: {finding.note}" if finding.note else ""
        return HowItEnded(is_proven=True, reason=f"Its status was set to RESOLVED.{note}"[:_LONGEST_REASON])
    reasons = {name: value for name, value in finding.product_fields.items() if name.startswith("ArchivalReasons:")}
    if _CONSOLIDATED in reasons.values():
        return HowItEnded(
            is_proven=False, reason="Another finding of the same control takes its place.", is_replaced=True
        )
    described = next((text(value) for name, value in reasons.items() if name.endswith("/Description")), "")
    product = finding.product_name or "Its product"
    reason = (
        described or f"{product} reports it no longer and does not say whether it is mended or its resource is gone."
    )
    return HowItEnded(is_proven=False, reason=reason[:_LONGEST_REASON])
