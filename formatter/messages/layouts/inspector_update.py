"""How a package is updated: in words, and as a command where its package manager is known.

https://docs.aws.amazon.com/inspector/v2/APIReference/API_VulnerablePackage.html
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable

from formatter.finding.finding import Finding
from formatter.messages.facts.look import joined, said
from formatter.messages.facts.packages import Package, packages
from formatter.messages.facts.vulnerabilities import vulnerabilities
from formatter.messages.layouts.layout import Command
from formatter.messages.layouts.tokens import argument, token
from formatter.messages.main_resource import main_resource
from formatter.messages.resource_page import noun

_MOST_COMMANDS = 3
_SYSTEM = ("OS", "")
_REMEDY = re.compile(r"(sudo )?(apt-get|apt|yum|dnf|zypper|apk) (update|upgrade|install)( [A-Za-z0-9._+:=~-]+){0,6}")
"""What Inspector advises, where it is one plain command of a package manager."""

_RPM = re.compile(r"\.(el|amzn|fc|ol)[0-9]")
_OLD_RPM = re.compile(r"\.(el7|amzn2|amzn1|el6)(?![0-9])")
"""Releases of systems that have yum and not dnf."""

_DEBIAN = re.compile(r"ubuntu|deb[0-9]|\+b[0-9]")
_BY_MANAGER: dict[str, Callable[[str, str], str]] = {
    "NPM": lambda name, fixed: f"npm install {shlex.quote(f'{name}@{fixed}')}",
    "NODEPKG": lambda name, fixed: f"npm install {shlex.quote(f'{name}@{fixed}')}",
    "YARN": lambda name, fixed: f"yarn add {shlex.quote(f'{name}@{fixed}')}",
    "PIP": lambda name, fixed: f"pip install --upgrade {shlex.quote(f'{name}>={fixed}')}",
    "PYTHONPKG": lambda name, fixed: f"pip install --upgrade {shlex.quote(f'{name}>={fixed}')}",
    "POETRY": lambda name, fixed: f"poetry add {shlex.quote(f'{name}>={fixed}')}",
    "GOMOD": lambda name, fixed: f"go get {shlex.quote(f'{name}@v{fixed}')}",
    "CARGO": lambda name, fixed: f"cargo update -p {shlex.quote(name)} --precise {shlex.quote(fixed)}",
    "COMPOSER": lambda name, fixed: f"composer require {shlex.quote(f'{name}:^{fixed}')}",
    "NUGET": lambda name, fixed: f"dotnet add package {shlex.quote(name)} --version {shlex.quote(fixed)}",
}


def fix_words(finding: Finding, package: Package, *, is_built: bool = False) -> str:
    """Return `openssl-libs from 1.1.1k-7.el8_6 to 1:1.1.1k-12.el8_9`; an empty text where a name could be more than that.

    Of what is built anew it is `openssl-libs 1:1.1.1k-12.el8_9 (now 1.1.1k-7.el8_6)`.
    """
    name, fixed, installed = (token(finding, value) for value in (package.name, package.fixed_in, package.installed))
    if not (name and fixed):
        return name
    if is_built:
        return joined(name, fixed, said("(now ", installed, ")"))
    return joined(name, said("from ", installed), "to", fixed)


def commands(finding: Finding) -> tuple[Command, ...]:
    """Return what updates the packages: on an instance by its own package manager, in a project by the language's."""
    found = packages(vulnerabilities(finding))
    on_host = noun(main_resource(finding)) == "EC2 instance"
    lines = (_command(package, on_host=on_host) for package in found if package.has_fix)
    return tuple(Command(line) for line in dict.fromkeys(filter(None, lines)))[:_MOST_COMMANDS]


def _command(package: Package, *, on_host: bool) -> str:
    name, fixed = argument(package.name), argument(package.fixed_in)
    if package.manager.upper() in _SYSTEM:
        return _system_command(package, name) if on_host else ""
    by_manager = _BY_MANAGER.get(package.manager.upper())
    return by_manager(name, fixed) if by_manager and name and fixed else ""


def _system_command(package: Package, name: str) -> str:
    if package.remedy and _REMEDY.fullmatch(package.remedy):
        return package.remedy
    if _RPM.search(package.installed) and name:
        return f"sudo {'yum' if _OLD_RPM.search(package.installed) else 'dnf'} update {shlex.quote(name)}"
    if _DEBIAN.search(package.installed) and name:
        return f"sudo apt-get update && sudo apt-get install --only-upgrade {shlex.quote(name)}"
    return ""
