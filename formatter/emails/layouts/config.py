"""AWS Config: a rule of the organization's or account's own.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
"""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A resource breaks a rule that your organization or account has set up in AWS Config."


def _steps(finding: Finding) -> tuple[str, ...]:
    rule = _rule(finding)
    return (
        "Look up in AWS Config what the rule asks for." if rule else "Look up in AWS Config which rules are broken.",
        "Change the resource's configuration; AWS Config looks again when it changes, and the finding is resolved.",
        "If the rule does not fit this resource, ask the team that set it up.",
    )


def _rule(finding: Finding) -> str:
    return finding.product_fields.get("aws/config/ConfigRuleName", "") or finding.generator_id


def _facts(finding: Finding) -> tuple[Fact, ...]:
    fields = finding.product_fields
    return kept(
        ("Rule", _rule(finding)),
        ("Rule ARN", fields.get("aws/config/ConfigRuleArn", "")),
        ("Check result", finding.compliance_status or fields.get("aws/config/ConfigComplianceType", "")),
    )


CONFIG = Layout("config", is_product("Config"), _happened, _steps, _facts)
