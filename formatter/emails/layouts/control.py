"""Security Hub's own control checks."""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding
from formatter.finding.safe import branch, items, text, texts

_is_security_hub = is_product("Security Hub", "Security Hub CSPM", "securityhub")


def _matches(finding: Finding) -> bool:
    return _is_security_hub(finding) and bool(finding.control_id or finding.compliance_status)


def _happened(finding: Finding) -> str:
    if finding.compliance_status == "WARNING":
        return "Security Hub could not finish a check of this account's configuration."
    if finding.compliance_status == "NOT_AVAILABLE":
        return "Security Hub has no result for a check of this account's configuration."
    return "A resource is configured in a way that Security Hub's standards advise against."


def _steps(finding: Finding) -> tuple[str, ...]:
    mend = (
        "Follow the instructions below to change the resource's configuration."
        if finding.remediation_url
        else "Change the resource's configuration so that the check passes."
    )
    return (
        mend,
        "Security Hub checks again by itself, at the latest within a day, and resolves the finding.",
        "If the configuration is meant to be so, set the workflow status to Suppressed with a note that says why.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    compliance = finding.raw.get("Compliance", finding.raw.get("compliance"))
    standards = [
        text(branch(item, "StandardsId")) or text(item) for item in items(branch(compliance, "AssociatedStandards"))
    ]
    return kept(
        ("Control", finding.control_id),
        ("Status", finding.compliance_status),
        ("Standards", ", ".join(filter(None, standards)) or finding.generator_id),
        ("Requirements", ", ".join(texts(branch(compliance, "RelatedRequirements")))),
        *(("Parameter " + name, value) for name, value in _parameters(compliance)),
        *(("Reason", reason) for reason in _reasons(compliance)),
    )


def _parameters(compliance: object) -> list[Fact]:
    parameters = items(branch(compliance, "SecurityControlParameters"))
    return [(text(branch(one, "Name")), ", ".join(texts(branch(one, "Value")))) for one in parameters]


def _reasons(compliance: object) -> list[str]:
    reasons = items(branch(compliance, "StatusReasons"))
    return [text(branch(one, "Description")) or text(branch(one, "ReasonCode")) for one in reasons]


CONTROL = Layout("control", _matches, _happened, _steps, _facts)
