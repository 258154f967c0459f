"""AWS Firewall Manager: a resource does not follow a policy that the organization prescribes, or is under attack.

https://docs.aws.amazon.com/waf/latest/developerguide/fms-findings.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.messages.layouts.layout import Fact, Layout, is_product, kept, without_rights

_ATTACK = "ddos"


def _is_attack(finding: Finding) -> bool:
    """Tell an attack that AWS Shield Advanced saw from a resource that does not follow a policy."""
    return _ATTACK in f"{finding.title} {' '.join(finding.types)}".casefold()


def _happened(finding: Finding) -> str:
    if _is_attack(finding):
        return "AWS Shield Advanced reports an attack that tries to make a resource unreachable."
    return "A resource does not follow a policy that your organization prescribes with AWS Firewall Manager."


def _steps(finding: Finding) -> tuple[str, ...]:
    if _is_attack(finding):
        return (
            "Check whether the application still answers its users.",
            "If it does not, tell your security team and, with Shield Advanced, the AWS Shield Response Team.",
            "Look at the attack's details in the AWS WAF & Shield console.",
        )
    return (
        "Change the resource as the title says.",
        "If the policy remediates by itself, wait an hour and look again.",
        "If the resource must be exempt, ask the team that runs Firewall Manager.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Rule", finding.generator_id),
        ("Type", ", ".join(finding.types)),
        ("Check result", finding.compliance_status),
    )


FIREWALL_MANAGER = Layout(
    "firewall manager",
    is_product("firewall-manager", "firewallmanager"),
    _happened,
    without_rights(_steps),
    facts=_facts,
)
