"""AWS Firewall Manager: a resource does not follow a policy that the organization prescribes, or is under attack.

https://docs.aws.amazon.com/waf/latest/developerguide/fms-findings.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.asked import Asked
from formatter.messages.facts.every import format_line_or_words
from formatter.messages.facts.look import Fact, kept
from formatter.messages.layouts.layout import Layout, Step
from formatter.messages.layouts.tokens import quoted
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import noun

_ATTACK = "ddos"


def _is_attack(finding: Finding) -> bool:
    """Tell an attack that AWS Shield Advanced saw from a resource that does not follow a policy."""
    return _ATTACK in f"{finding.title} {' '.join(finding.types)}".casefold()


def _happened(finding: Finding) -> str:
    if _is_attack(finding):
        return "AWS Shield Advanced reports an attack that tries to make a resource unreachable."
    return "A resource does not follow a policy that your organization prescribes with AWS Firewall Manager."


def _steps(finding: Finding) -> tuple[Step, ...]:
    if _is_attack(finding):
        return (
            Step("Check whether the application still answers its users."),
            Step("If it does not, tell your security team and, with Shield Advanced, the AWS Shield Response Team."),
            Step("Look at the attack's details in the AWS WAF & Shield console.", Asked.LOOK),
        )
    return (
        Step(_change(finding), Asked.CHANGE),
        Step("If the policy remediates by itself, wait an hour and look again."),
        Step("If the resource must be exempt, ask the team that runs Firewall Manager."),
    )


def _change(finding: Finding) -> str:
    where = noun(main_resource(finding))
    if not finding.title:
        return f"Look up in Firewall Manager what its policy asks of the {where}, and change it."
    return f"Change the {where} so that this is no longer true: {quoted(finding.title)}."


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Rule", finding.generator_id),
        ("Type", ", ".join(finding.types)),
    )


LAYOUT = Layout(
    "firewall manager",
    _happened,
    _steps,
    format_line_or_words,
    _facts,
)
