"""AWS Config: a rule of the organization's or account's own.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.asked import Asked
from formatter.messages.facts.look import Fact, joined, kept, said
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.layouts.tokens import token
from formatter.messages.links import service_url
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import noun


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A resource breaks a rule that your organization or account has set up in AWS Config."


def _steps(finding: Finding) -> tuple[Step, ...]:
    rule = token(finding, _rule(finding))
    what = f"what the rule {rule} asks for" if rule else "which rules are broken"
    return (
        Step(f"Look up in AWS Config {what}, and change the {noun(main_resource(finding))}.", Asked.LOOK),
        Step("AWS Config looks again, at the change or at the rule's next run, and the finding is resolved."),
        Step("If the rule does not fit this resource, ask the team that set it up."),
    )


def _evidence(finding: Finding) -> str:
    """Return the rule, where the title is not its name."""
    rule = _rule(finding)
    return "" if rule == finding.title else joined(said("rule ", rule), said("result ", _result(finding)), by=", ")


def _rule(finding: Finding) -> str:
    return finding.product_fields.get("aws/config/ConfigRuleName", "") or finding.generator_id


def _facts(finding: Finding) -> tuple[Fact, ...]:
    fields = finding.product_fields
    return kept(
        ("Rule", _rule(finding)),
        ("Rule ARN", fields.get("aws/config/ConfigRuleArn", "")),
        ("Check result", _result(finding)),
    )


def _result(finding: Finding) -> str:
    return finding.compliance_status or finding.product_fields.get("aws/config/ConfigComplianceType", "")


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the console's start: AWS Config documents no address of a single rule.

    https://docs.aws.amazon.com/config/latest/developerguide/gs-console.html
    """
    return (("AWS Config", service_url(finding, "config/home")),)


LAYOUT = Layout("config", _happened, _steps, _evidence, _facts, own_pages=_own_pages)
