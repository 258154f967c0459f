"""The list of third-party packages that an installation uses, made from the lock.

.venv/bin/python -m release.third_party > THIRD-PARTY.md
"""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements" / "base.lock"

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)
_LICENCE_CLASSIFIER = "License :: OSI Approved :: "


@dataclass(frozen=True)
class ThirdParty:
    """A package with its version and its licence in its own words; a package for another system is not installed here."""

    name: str
    version: str
    licence: str


def third_parties(lock: str) -> Iterator[ThirdParty]:
    """Yield what a lock pins.

    Args:
        lock: text of the lock file.
    """
    for name, version in _PINNED.findall(lock):
        yield ThirdParty(name, version, _licence(name))


def listed(lock: str) -> str:
    """Return the list as Markdown."""
    rows = [f"| {one.name} | {one.version} | {one.licence} |" for one in third_parties(lock)]
    head = ["# Third parties", "", "What an installation uses, from `requirements/base.lock`.", ""]
    return "\n".join([*head, "| package | version | licence |", "|---|---|---|", *rows, ""])


def _licence(name: str) -> str:
    try:
        about = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed on this system"
    classifiers = about.get_all("Classifier") or []
    approved = [one.removeprefix(_LICENCE_CLASSIFIER) for one in classifiers if one.startswith(_LICENCE_CLASSIFIER)]
    written = [*(about.get_all("License-Expression") or []), " / ".join(approved), *(about.get_all("License") or [])]
    return next((one for one in written if one), "not stated").partition("\n")[0]


if __name__ == "__main__":
    print(listed(LOCK.read_text(encoding="utf-8")))  # noqa: T201  # it is what this command is for
