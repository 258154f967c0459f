"""The packages that a vulnerability is in, of either format."""

from __future__ import annotations

from typing import Any, NamedTuple

from formatter.finding.safe import branch, first_text, items

_NO_FIX = ("notavailable", "not available")


class Package(NamedTuple):
    """A package: what is installed, where, and what is without the vulnerability: a version, or else how to get there."""

    name: str
    version: str
    fixed_in: str
    remedy: str
    path: str

    @property
    def has_fix(self) -> bool:
        """Whether the finding names a fix."""
        return bool(self.fixed_in or self.remedy)

    def __str__(self) -> str:
        remedy = f"-> {self.remedy}" if self.remedy else "(no fix named)"
        fixed = f"-> fixed in {self.fixed_in}" if self.fixed_in else remedy
        place = f"at {self.path}" if self.path else ""
        return " ".join(part for part in (self.name, self.version, fixed, place) if part)


def packages(vulnerabilities: tuple[Any, ...]) -> tuple[Package, ...]:
    """Return the packages in their order, each once."""
    listed = (
        package
        for one in vulnerabilities
        for package in items(branch(one, "VulnerablePackages")) + items(branch(one, "affected_packages"))
    )
    return tuple(dict.fromkeys(found for found in map(_package, listed) if found.name))


def _package(package: Any) -> Package:
    fixed = first_text(branch(package, "FixedInVersion"), branch(package, "fixed_in_version"))
    return Package(
        name=first_text(branch(package, "Name"), branch(package, "name")),
        version=first_text(branch(package, "Version"), branch(package, "version")),
        fixed_in="" if fixed.lower() in _NO_FIX else fixed,
        remedy=first_text(branch(package, "Remediation"), branch(package, "remediation", "desc")),
        path=first_text(branch(package, "FilePath"), branch(package, "path")),
    )
