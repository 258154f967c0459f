"""AWS Firewall Manager: a resource lacks a protection that the organization prescribes.

https://docs.aws.amazon.com/waf/latest/developerguide/fms-findings.html
"""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding

_ATTACK = "ddos"


def _is_attack(finding: Finding) -> bool:
    """Tell an attack that AWS Shield Advanced saw from a resource that lacks protection."""
    return _ATTACK in f"{finding.title} {' '.join(finding.types)}".casefold()


def _happened(finding: Finding) -> str:
    if _is_attack(finding):
        return "AWS Shield Advanced reports an attack that tries to make a resource unreachable."
    return "A resource lacks a protection that your organization prescribes with AWS Firewall Manager."


def _steps(finding: Finding) -> tuple[str, ...]:
    if _is_attack(finding):
        return (
            "Check whether the application still answers its users.",
            "If it does not, tell your security team and, with Shield Advanced, the AWS Shield Response Team.",
            "Look at the attack's details in the AWS WAF & Shield console.",
        )
    return (
        "Put the protection of the policy (web ACL, Shield, security group or firewall) on the resource.",
        "If the policy remediates by itself, wait an hour and look again.",
        "If the resource must be exempt, ask the team that runs Firewall Manager.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(
        ("Policy", finding.generator_id),
        ("Type", ", ".join(finding.types)),
        ("Check result", finding.compliance_status),
    )


FIREWALL_MANAGER = Layout("firewall manager", is_product("Firewall Manager"), _happened, _steps, _facts)
