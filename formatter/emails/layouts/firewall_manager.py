"""AWS Firewall Manager: a resource lacks a protection that the organization prescribes."""

from __future__ import annotations

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding


def _happened(finding: Finding) -> str:  # noqa: ARG001  # the same for all
    return "A resource does not follow a firewall policy of your organization."


def _steps(finding: Finding) -> tuple[str, ...]:  # noqa: ARG001  # the same for all
    return (
        "Look which policy it is, and put its protection (web ACL, Shield, security group, firewall) on the resource.",
        "If the policy mends by itself, wait an hour and look again.",
        "If the resource must be exempt, ask the team that runs Firewall Manager.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    return kept(("Policy", finding.generator_id), ("Type", ", ".join(finding.types)))


FIREWALL_MANAGER = Layout("firewall manager", is_product("Firewall Manager"), _happened, _steps, _facts)
