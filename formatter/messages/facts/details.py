"""What a finding says of its resource where ASFF has no fields for it: Details.Other.

https://docs.aws.amazon.com/securityhub/latest/userguide/asff-resources-attributes.html
"""

from __future__ import annotations

from formatter.finding.finding import Finding
from formatter.finding.safe import mapping, text
from formatter.messages.facts.look import Fact, bounded, each, joined, listed, look, many, told
from formatter.messages.facts.packages import Package

_MOST_PAIRS = 8
_TELLING = ("matched", "missing", "reason", "violation", "cve", "pkg", "package", "version", "secret", "filename")
"""What stands in the names that say why it is a finding; these come first."""


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return the pairs of the resources; of AWS's own products their layouts tell those that help."""
    return () if finding.is_aws_product else many("Resource detail", _pairs(finding), _MOST_PAIRS)


def line(finding: Finding) -> str:
    """Return the package, else the first pairs."""
    if finding.is_aws_product:
        return ""
    found = package(finding)
    return found.brief if found else listed(_telling_pairs(finding) or _pairs(finding), 4)


def package(finding: Finding) -> Package | None:
    """Return the package that Trivy's template for this format writes among the details; None where there is none.

    https://github.com/aquasecurity/trivy/blob/main/contrib/asff.tpl
    """
    for one in each(finding.raw, "Resources"):
        other = look(one, "Details/Other")
        name, installed, fixed = (told(other, key) for key in ("PkgName", "Installed Package", "Patched Package"))
        if name and installed:
            return Package(name=name, installed=installed, fixed_in=fixed)
    return None


def _telling_pairs(finding: Finding) -> list[str]:
    return [pair for pair in _pairs(finding) if _is_telling(pair.partition(" = ")[0])]


def _is_telling(name: str) -> bool:
    return any(word in name.lower() for word in _TELLING)


def _pairs(finding: Finding) -> list[str]:
    others = [mapping(look(one, "Details/Other")) for one in each(finding.raw, "Resources")]
    pairs = [(name, " ".join(found.split())) for one in others for name, value in one.items() if (found := text(value))]
    ordered = sorted(pairs, key=lambda pair: not _is_telling(pair[0]))
    return [joined(bounded(name), bounded(value), by=" = ") for name, value in ordered]
