"""What kind of problem a finding tells of whose product has no layout of its own, and what that means in plain words."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from formatter.finding.finding import Finding
from formatter.finding.safe import number
from formatter.messages.facts import malware, network, patches, process, vulnerabilities
from formatter.messages.facts.look import look


class Problem(Enum):
    """What kind of problem a finding tells of."""

    THREAT = "a threat"
    VULNERABILITY = "a vulnerability"
    CONFIGURATION = "a configuration"
    DATA = "sensitive data"
    LEAK = "a leaked secret"
    PATCHES = "patches that are missing"
    UNKNOWN = "a problem"


_BY_NAMESPACE = (
    ("ttps", Problem.THREAT),
    ("tpps", Problem.THREAT),  # as some partners spell it
    ("unusual behaviors", Problem.THREAT),
    ("effects/data exposure", Problem.CONFIGURATION),
    ("effects", Problem.THREAT),
    ("sensitive data identifications/passwords", Problem.LEAK),
    ("sensitive data identifications", Problem.DATA),
    ("software and configuration checks/vulnerabilities", Problem.VULNERABILITY),
)
"""How types of ASFF begin.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-type-taxonomy.html
"""

_CHECKS = "software and configuration checks"
_BY_CLASS = {
    2002: Problem.VULNERABILITY,
    2003: Problem.CONFIGURATION,
    2004: Problem.THREAT,
    2005: Problem.THREAT,
    2006: Problem.DATA,
    2007: Problem.VULNERABILITY,
}
"""OCSF's class_uid. https://schema.ocsf.io/categories/findings"""

_HAPPENED = {
    Problem.THREAT: "A security product saw something that may be an attack.",
    Problem.VULNERABILITY: "A security product found a weakness in software.",
    Problem.CONFIGURATION: "A security product found a setting that is not as it should be.",
    Problem.DATA: "A security product found sensitive data.",
    Problem.LEAK: "A security product found a password, key or token where it should not be.",
    Problem.PATCHES: "Patches are missing on a resource.",
    Problem.UNKNOWN: "A security product reported a problem in this account.",
}
_SECRET = re.compile(r"\b(secrets?|passwords?|credentials?|tokens?|private key|access key)\b", re.IGNORECASE)
_SEEN = re.compile(
    r"\b(finds?|found|exists?|contain\w*|expos\w*|leak\w*|hard-?coded|(clear|plain) ?text)\b", re.IGNORECASE
)


@lru_cache(maxsize=8)
def problem(finding: Finding) -> Problem:
    """Tell the kind of problem by what the finding holds, its types, its check, its class."""
    found = Problem.PATCHES if patches.line(finding) else _problem(finding)
    is_leak = _SECRET.search(finding.title) and (found is Problem.DATA or _SEEN.search(finding.title))
    return Problem.LEAK if is_leak and found in (Problem.DATA, Problem.CONFIGURATION) else found


def _problem(finding: Finding) -> Problem:
    if malware.line(finding) or process.line(finding):
        return Problem.THREAT
    types = [one.casefold().removeprefix("namespace: ") for one in finding.types]
    for start, found in _BY_NAMESPACE:
        if any(one.startswith(start) for one in types):
            return found
    if vulnerabilities.vulnerabilities(finding):
        return Problem.VULNERABILITY
    if finding.compliance_status or any(one.startswith(_CHECKS) for one in types):
        return Problem.CONFIGURATION
    if network.line(finding):
        return Problem.THREAT
    return _BY_CLASS.get(int(number(look(finding.raw, "class_uid")) or 0), Problem.UNKNOWN)


def happened(finding: Finding) -> str:
    """Return what kind of problem it is, in one sentence."""
    return _HAPPENED[problem(finding)]
