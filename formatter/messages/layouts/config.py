"""AWS Config: a rule of the organization's or account's own.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.layouts.layout import Fact, Layout, is_product, kept, without_rights
from formatter.messages.links import service_url


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A resource breaks a rule that your organization or account has set up in AWS Config."


def _steps(finding: Finding) -> tuple[str, ...]:
    rule = _rule(finding)
    return (
        "Look up in AWS Config what the rule asks for." if rule else "Look up in AWS Config which rules are broken.",
        "Change the resource; AWS Config looks again, at the change or at the rule's next run, and the finding is resolved.",
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


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the console's start: AWS Config documents no address of a single rule.

    https://docs.aws.amazon.com/config/latest/developerguide/gs-console.html
    """
    return (("AWS Config", service_url(finding, "config/home")),)


CONFIG = Layout("config", is_product("config"), _happened, without_rights(_steps), facts=_facts, own_pages=_own_pages)
