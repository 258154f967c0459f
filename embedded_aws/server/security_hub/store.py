"""The findings that Security Hub holds, by account and Region; those of both formats apart, as its two APIs have them.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFindingIdentifier.html
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_OcsfFindingIdentifier.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region

Finding = dict[str, Any]
Identity = tuple[str, ...]

_held: dict[tuple[str, str], dict[Identity, Finding]] = {}
_held_ocsf: dict[tuple[str, str], dict[Identity, Finding]] = {}


def findings() -> dict[Identity, Finding]:
    """Return the findings of the request's account and Region, by ProductArn and Id."""
    return _held.setdefault((get_account_id(), get_region()), {})


def ocsf_findings() -> dict[Identity, Finding]:
    """Return likewise those of the newer Security Hub, by account, finding and product."""
    return _held_ocsf.setdefault((get_account_id(), get_region()), {})


def identity(finding: Mapping[str, Any]) -> Identity:
    """Return what tells a finding from all others; also of an identifier in a request."""
    return str(finding.get("ProductArn", "")), str(finding.get("Id", ""))


def ocsf_identity(finding: Mapping[str, Any]) -> Identity:
    """Return likewise of an OCSF finding."""
    account = finding.get("cloud", {}).get("account", {}).get("uid", "")
    product = finding.get("metadata", {}).get("product", {}).get("uid", "")
    return str(account), str(finding.get("finding_info", {}).get("uid", "")), str(product)


def keep_as_sent(finding: Finding) -> None:
    """Hold a finding as an event tells of it, such as one of AWS's own products."""
    if "finding_info" in finding:
        ocsf_findings()[ocsf_identity(finding)] = finding
    elif finding.get("Id"):
        findings()[identity(finding)] = finding
