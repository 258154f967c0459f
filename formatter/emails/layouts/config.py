"""AWS Config: a rule of the organization's or account's own."""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A resource does not follow a rule that was set up in AWS Config."


def _steps(finding: Finding) -> tuple[str, ...]:  # noqa: ARG001  # the same for all
    return (
        "Look up what the rule below asks for, and change the resource's configuration.",
        "AWS Config looks again when the resource changes, and the finding is resolved.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    fields = finding.product_fields
    return kept(
        ("Rule", fields.get("aws/config/ConfigRuleName", "") or finding.generator_id),
        ("Rule ARN", fields.get("aws/config/ConfigRuleArn", "")),
        ("Status", finding.compliance_status),
        ("Config says", fields.get("aws/config/ConfigComplianceType", "")),
    )


CONFIG = Layout("config", is_product("Config"), _happened, _steps, _facts)
