"""Which vulnerabilities, in what, how bad, fixed in what: both formats.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Vulnerability.html, https://schema.ocsf.io/objects/vulnerability
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from formatter.finding.finding import Finding
from formatter.finding.safe import number
from formatter.messages.facts.look import Fact, all_told, each, first_told, joined, kept, listed, look, many, said, told
from formatter.messages.facts.packages import Package, packages

_MOST_PACKAGES = 10


def vulnerabilities(finding: Finding) -> tuple[Any, ...]:
    """Return the vulnerabilities of either format."""
    return each(finding.raw, "Vulnerabilities")


def is_code(finding: Finding) -> bool:
    """Tell a weakness of somebody's own code from one of a package."""
    return any(_weak_code(one) for one in vulnerabilities(finding))


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return names, packages, places and scores; what is said of one is that of the first."""
    found = vulnerabilities(finding)
    first = found[0] if found else {}
    return (
        *kept((_kind(finding), listed(map(name, found)))),
        *many("Package", map(str, packages(found)), _MOST_PACKAGES),
        *many("Code", _codes(finding)),
        *kept(
            ("Weakness", told(first, "cwe/uid") or told(first, "cve/cwe/uid")),
            ("Score (CVSS)", listed((_score(one) for one in _scores(first)), 3)),
            ("Exploit known", yes_or_no(first, "ExploitAvailable", "is_exploit_available")),
            ("Exploit last seen", first_told(first, "LastKnownExploitAt", "exploit_last_seen_time_dt")),
            # Of code nobody else brings out a fix: the advice tells what to change.
            ("Fix available", "" if is_code(finding) else yes_or_no(first, "FixAvailable", "is_fix_available")),
            ("Chance of attack in 30 days", _chance(first)),
            ("Vendor", _vendor(first)),
            ("Related vulnerabilities", all_told(first, "RelatedVulnerabilities")),
            ("References", all_told(first, "ReferenceUrls", 3) or all_told(first, "references", 3)),
        ),
    )


def line(finding: Finding) -> str:
    """Return `CVE-2026-1: openssl-libs 1.1.1k-7.el8_6 -> fixed in 1.1.1k-12.el8_9 and 3 more`."""
    found = vulnerabilities(finding)
    what = next(iter(_codes(finding)), "") or _first_package(packages(found))
    return joined(listed(map(name, found), 2), what, by=": ")


def code_places(finding: Finding) -> tuple[str, ...]:
    """Return in which files and lines of somebody's own code the weaknesses are."""
    return tuple(_code_place(one) for weakness in vulnerabilities(finding) for one in _weak_code(weakness))


def _codes(finding: Finding) -> Iterator[str]:
    return (_code(one) for weakness in vulnerabilities(finding) for one in _weak_code(weakness))


def _first_package(found: Sequence[Package]) -> str:
    more = len(found) - 1
    rest = said("and ", f"{more} more package{'s' if more > 1 else ''}") if more > 0 else ""
    return joined(found[0].brief, rest) if found else ""


def _kind(finding: Finding) -> str:
    if is_code(finding):
        return "Detector"
    return "CVE" if all(name(one).startswith("CVE-") for one in vulnerabilities(finding)) else "Vulnerability"


def name(vulnerability: Any) -> str:
    """Return CVE or detector."""
    return first_told(vulnerability, "Id", "cve/uid", "title")


def yes_or_no(vulnerability: object, asff: str, ocsf: str) -> str:
    """Return yes, no or partial in lower case; an empty text where the finding is silent."""
    stated = look(vulnerability, ocsf)
    return ("yes" if stated else "no") if isinstance(stated, bool) else told(vulnerability, asff).lower()


def _weak_code(vulnerability: object) -> tuple[Any, ...]:
    return (*each(vulnerability, "CodeVulnerabilities"), *each(vulnerability, "affected_code"))


def _code(weakness: object) -> str:
    """Return `handler.py line 12 to 14 (CWE-89)`."""
    return joined(
        _code_place(weakness), said("(", all_told(weakness, "Cwes"), ")"), said("of ", told(weakness, "SourceArn"))
    )


def _code_place(weakness: object) -> str:
    """Return `handler.py line 12 to 14`."""
    file = look(weakness, "FilePath") or look(weakness, "file")
    path, file_name = first_told(file, "FilePath", "path"), first_told(file, "FileName", "name")
    place = path if path.endswith(file_name) else joined(path, file_name)
    start, end = (
        first_told(weakness, "FilePath/StartLine", "start_line"),
        first_told(weakness, "FilePath/EndLine", "end_line"),
    )
    lines = said("line ", start) + (said(" to ", end) if start != end else "")
    return joined(place, lines)


def _scores(vulnerability: object) -> tuple[Any, ...]:
    """Return the scores, the newest version first."""
    return tuple(reversed((*each(vulnerability, "Cvss"), *each(vulnerability, "cve/cvss"))))


def _score(score: object) -> str:
    vector = first_told(score, "BaseVector", "vector_string")
    source = first_told(score, "Source", "src_url", "vendor_name")
    reasons = listed(joined(told(one, "Metric"), told(one, "Reason")) for one in each(score, "Adjustments"))
    version = said("version ", first_told(score, "Version", "version"))
    detail = joined(version, vector, said("by ", source), said("adjusted: ", reasons), by=", ")
    return joined(first_told(score, "BaseScore", "base_score"), said("(", detail, ")"))


def _chance(vulnerability: object) -> str:
    """Return the EPSS score in percent; https://www.first.org/epss/"""
    stated = first_told(vulnerability, "EpssScore", "cve/epss/score")
    chance = number(stated)
    return f"{chance:.1%} (EPSS)" if chance is not None and 0 <= chance <= 1 else stated


def _vendor(vulnerability: object) -> str:
    times = joined(
        *(told(vulnerability, f"Vendor/{name}") for name in ("VendorCreatedAt", "VendorUpdatedAt")), by=" to "
    )
    severity = told(vulnerability, "Vendor/VendorSeverity") or told(vulnerability, "severity")
    vendor = first_told(vulnerability, "Vendor/Name", "vendor_name")
    return joined(vendor, said("severity ", severity), told(vulnerability, "Vendor/Url"), times, by=", ")
