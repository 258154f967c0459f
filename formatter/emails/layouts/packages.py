"""The packages that a vulnerability is in, of either format."""

from __future__ import annotations

from typing import Any, NamedTuple

from formatter.finding.safe import branch, first_text, items

_NO_FIX = ("notavailable", "not available")


class Package(NamedTuple):
    """A package: what is installed, where, and which version is without the vulnerability (empty: none known)."""

    name: str
    version: str
    fixed_in: str
    path: str

    def __str__(self) -> str:
        fixed = f"-> fixed in {self.fixed_in}" if self.fixed_in else "(no fix known)"
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
        path=first_text(branch(package, "FilePath"), branch(package, "path")),
    )
