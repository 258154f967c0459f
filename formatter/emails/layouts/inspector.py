"""Amazon Inspector: software with a known vulnerability, or a way in from the network."""

from __future__ import annotations

from typing import Any

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding
from formatter.finding.safe import branch, first_text, items, text

_MOST_PACKAGES = 10


def _vulnerabilities(finding: Finding) -> tuple[Any, ...]:
    return items(finding.raw.get("Vulnerabilities")) or items(finding.raw.get("vulnerabilities"))


def _happened(finding: Finding) -> str:
    if any("Network Reachability" in one for one in finding.types):
        return "A resource can be reached from outside over the network."
    return "Software on this resource has a known vulnerability."


def _steps(finding: Finding) -> tuple[str, ...]:
    if any("Network Reachability" in one for one in finding.types):
        return (
            "Check whether the port must be reachable from there.",
            "If not, close it in the security group or network ACL; Inspector closes the finding by itself.",
        )
    fixed = any(line for line in _packages(finding) if " fixed in " in line)
    update = (
        "Update the packages below to the fixed version, or rebuild the image or function with it."
        if fixed
        else "No fixed version is known yet: check whether the vulnerable part is in use, and limit who can reach it."
    )
    return (update, "Inspector scans again by itself and closes the finding.")


def _facts(finding: Finding) -> tuple[Fact, ...]:
    found = _vulnerabilities(finding)
    first = found[0] if found else {}
    packages = _packages(finding)
    more = len(packages) - _MOST_PACKAGES
    return kept(
        ("CVE", ", ".join(filter(None, (_name(one) for one in found)))),
        ("Score", _score(finding, first)),
        ("Exploit known", _yes_or_no(first, "ExploitAvailable", "is_exploit_available")),
        ("Chance of exploit (EPSS)", first_text(branch(first, "EpssScore"), branch(first, "cve", "epss", "score"))),
        ("Fix available", _yes_or_no(first, "FixAvailable", "is_fix_available")),
        *(("Package", line) for line in packages[:_MOST_PACKAGES]),
        ("Packages", f"and {more} more" if more > 0 else ""),
    )


def _name(vulnerability: Any) -> str:
    return first_text(branch(vulnerability, "Id"), branch(vulnerability, "cve", "uid"))


def _score(finding: Finding, vulnerability: Any) -> str:
    scores = items(branch(vulnerability, "Cvss")) or items(branch(vulnerability, "cve", "cvss"))
    own = finding.product_fields.get("aws/inspector/inspectorScore")
    return first_text(
        own, *(first_text(branch(one, "BaseScore"), branch(one, "base_score")) for one in reversed(scores))
    )


def _yes_or_no(vulnerability: Any, asff: str, ocsf: str) -> str:
    stated = branch(vulnerability, ocsf)
    return (
        {True: "yes", False: "no"}.get(stated, "")
        if isinstance(stated, bool)
        else text(branch(vulnerability, asff)).lower()
    )


def _packages(finding: Finding) -> list[str]:
    found = []
    for vulnerability in _vulnerabilities(finding):
        packages = items(branch(vulnerability, "VulnerablePackages")) or items(
            branch(vulnerability, "affected_packages")
        )
        found += [_package(one) for one in packages]
    return [line for line in found if line]


def _package(package: Any) -> str:
    name = first_text(branch(package, "Name"), branch(package, "name"))
    version = first_text(branch(package, "Version"), branch(package, "version"))
    fixed = first_text(branch(package, "FixedInVersion"), branch(package, "fixed_in_version"))
    is_fixed = fixed and fixed.lower() not in ("notavailable", "not available")
    return " ".join(filter(None, (name, version, f"-> fixed in {fixed}" if is_fixed else "")))


INSPECTOR = Layout("inspector", is_product("Inspector"), _happened, _steps, _facts)
