"""The packages that a vulnerability is in, of either format, written as package managers print them."""

from __future__ import annotations

from typing import Any, NamedTuple

from formatter.messages.facts.look import each, first_told, joined, said, told

_NO_FIX = ("notavailable", "not available")
_NO_EPOCH = "0:"
"""An epoch of 0 is printed nowhere; https://rpm-software-management.github.io/rpm/manual/dependencies.html"""

_WITHOUT_ARCHITECTURE = ("", "noarch", "all")


class Package(NamedTuple):
    """A package: what is installed, where, and what is without the vulnerability: a version, or else how to get there."""

    name: str
    installed: str
    fixed_in: str
    remedy: str = ""
    path: str = ""
    manager: str = ""
    architecture: str = ""
    layer: str = ""
    is_said_to_have_no_fix: bool = False

    @property
    def has_fix(self) -> bool:
        """Whether the finding names a fix."""
        return bool(self.fixed_in or self.remedy)

    @property
    def brief(self) -> str:
        """Return `openssl-libs 1:1.1.1k-7.el8_6 -> fixed in 1:1.1.1k-12.el8_9`, with its place where it has one."""
        return joined(self.name, self.installed, said("-> fixed in ", self.fixed_in), said("at ", self.path))

    def __str__(self) -> str:
        """Return `openssl-libs 1:1.1.1k-7.el8_6 -> fixed in 1:1.1.1k-12.el8_9 at /usr/lib`."""
        fix = said("-> fixed in ", self.fixed_in) or said("-> ", self.remedy) or "(no fix named)"
        installed = joined(self.installed, self.architecture, by=".")
        place = joined(said("at ", self.path), said("in layer ", self.layer))
        manager = said("(", self.manager, ")")
        return joined(self.name, installed, manager, fix, place)


def packages(vulnerabilities: tuple[Any, ...]) -> tuple[Package, ...]:
    """Return the packages in their order, each once."""
    listed = (
        package
        for one in vulnerabilities
        for package in (*each(one, "VulnerablePackages"), *each(one, "affected_packages"))
    )
    return tuple(dict.fromkeys(found for found in map(_package, listed) if found.name))


def _package(package: object) -> Package:
    fixed = first_told(package, "FixedInVersion", "fixed_in_version")
    architecture = first_told(package, "Architecture")
    return Package(
        name=first_told(package, "Name", "name"),
        installed=_release(package),
        fixed_in="" if fixed.lower() in _NO_FIX else fixed.removeprefix(_NO_EPOCH),
        remedy=first_told(package, "Remediation", "remediation/desc"),
        path=first_told(package, "FilePath", "path"),
        manager=first_told(package, "PackageManager", "package_manager"),
        architecture="" if architecture.lower() in _WITHOUT_ARCHITECTURE else architecture,
        layer=first_told(package, "SourceLayerHash", "SourceLayerArn"),
        is_said_to_have_no_fix=fixed.lower() in _NO_FIX,
    )


def _release(package: object) -> str:
    """Return `1:1.1.1k-7.el8_6`; some products write epoch and release into the version too."""
    version, epoch, release = told(package, "Version"), told(package, "Epoch"), told(package, "Release")
    whole = version if not release or version.endswith(f"-{release}") else joined(version, release, by="-")
    return whole if epoch in ("", "0") or ":" in whole else joined(epoch, whole, by=":")
