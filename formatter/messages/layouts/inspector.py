"""Amazon Inspector: software or code with a known weakness, or a way in from the network.

https://docs.aws.amazon.com/inspector/latest/user/securityhub-integration.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from formatter.finding.finding import Finding
from formatter.finding.safe import branch, first_text, items, text
from formatter.messages.layouts.layout import Fact, Layout, is_product, kept, without_rights
from formatter.messages.layouts.packages import packages
from formatter.messages.links import service_url

_MOST_PACKAGES = 10


def vulnerabilities(finding: Finding) -> tuple[Any, ...]:
    """Return the vulnerabilities of either format."""
    return items(finding.raw.get("Vulnerabilities")) or items(finding.raw.get("vulnerabilities"))


def _is_reachable(finding: Finding) -> bool:
    return any("Network Reachability" in one for one in finding.types)


def _is_code(finding: Finding) -> bool:
    return any(branch(one, "CodeVulnerabilities") or branch(one, "affected_code") for one in vulnerabilities(finding))


def _happened(finding: Finding) -> str:
    if _is_reachable(finding):
        return "A resource can be reached over the network from outside."
    if _is_code(finding):
        return "The code of a function has a weakness that an attacker could use."
    exploited = any(_said(one, "ExploitAvailable", "is_exploit_available") == "yes" for one in vulnerabilities(finding))
    known = " Attackers have a ready-made tool for it." if exploited else ""
    return f"Software on this resource has a known vulnerability.{known}"


def _steps(finding: Finding) -> tuple[str, ...]:
    if _is_reachable(finding):
        return (
            "Check whether this port must be reachable from there.",
            "If it must not, close it in the security group or network ACL; Inspector then closes the finding.",
        )
    if _is_code(finding):
        return (
            "Change the code as the advice says, and deploy it.",
            "Inspector scans it again and closes the finding.",
        )
    return _update(vulnerabilities(finding))


def _update(found: tuple[Any, ...]) -> tuple[str, str]:
    closes = "Inspector scans again by itself and closes the finding."
    affected = packages(found)
    said = {_said(one, "FixAvailable", "is_fix_available") for one in found}
    if said & {"yes", "partial"} or any(package.has_fix for package in affected):
        return "Update the affected packages to a fixed version, or rebuild the image or function with it.", closes
    if affected or "no" in said:
        return (
            "No fix is known yet: find out whether the vulnerable part is in use, and limit who can reach it.",
            "When a fix comes out, update; Inspector scans again by itself and then closes the finding.",
        )
    return "Look the affected packages up in Inspector, and update those for which it names a fix.", closes


def _facts(finding: Finding) -> tuple[Fact, ...]:
    found = vulnerabilities(finding)
    first = found[0] if found else {}
    affected = packages(found)
    more = len(affected) - _MOST_PACKAGES
    is_code = _is_code(finding)
    return kept(
        ("Detector" if is_code else "CVE", ", ".join(dict.fromkeys(filter(None, map(_name, found))))),
        *(("Package", str(package)) for package in affected[:_MOST_PACKAGES]),
        ("Packages", f"and {more} more" if more > 0 else ""),
        ("Code", ", ".join(filter(None, _code(found)))),
        ("Score (CVSS)", _score(finding, first)),
        ("Exploit known", _said(first, "ExploitAvailable", "is_exploit_available")),
        # Of code nobody else brings out a fix: the advice tells what to change.
        ("Fix available", "" if is_code else _said(first, "FixAvailable", "is_fix_available")),
        ("Chance of attack in 30 days", _chance(first)),
    )


def _name(vulnerability: Any) -> str:
    return first_text(branch(vulnerability, "Id"), branch(vulnerability, "cve", "uid"))


def _score(finding: Finding, vulnerability: Any) -> str:
    """Return Inspector's own score, else the newest of those it cites."""
    scores = items(branch(vulnerability, "Cvss")) or items(branch(vulnerability, "cve", "cvss"))
    own = finding.product_fields.get("aws/inspector/inspectorScore")
    cited = (first_text(branch(one, "BaseScore"), branch(one, "base_score")) for one in reversed(scores))
    return first_text(own, *cited)


def _chance(vulnerability: Any) -> str:
    """Return the EPSS score in percent; https://www.first.org/epss/"""
    stated = first_text(branch(vulnerability, "EpssScore"), branch(vulnerability, "cve", "epss", "score"))
    try:
        return f"{float(stated):.1%} (EPSS)"
    except ValueError:
        return stated


def _said(vulnerability: Any, asff: str, ocsf: str) -> str:
    stated = branch(vulnerability, ocsf)
    return ("yes" if stated else "no") if isinstance(stated, bool) else text(branch(vulnerability, asff)).lower()


def _code(found: tuple[Any, ...]) -> Iterator[str]:
    for vulnerability in found:
        for one in items(branch(vulnerability, "CodeVulnerabilities")):
            file = branch(one, "FilePath")
            place = first_text(branch(file, "FilePath"), branch(file, "FileName"))
            yield f"{place} line {line}" if (line := text(branch(file, "StartLine"))) else place


def _own_pages(finding: Finding) -> tuple[Fact, ...]:
    """Return the console's start: Inspector documents no address of a single finding."""
    return (("Inspector", service_url(finding, "inspector/v2/home")),)


INSPECTOR = Layout(
    "inspector", is_product("inspector"), _happened, without_rights(_steps), facts=_facts, own_pages=_own_pages
)
