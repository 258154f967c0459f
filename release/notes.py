"""Print the changelog's section of one version: the notes of its release.

.venv/bin/python -m release.notes 1.0.0
"""

from __future__ import annotations

import sys

from release.third_party import ROOT


def notes(changelog: str, release: str) -> str:
    """Return what stands below the heading of that version.

    Raises:
        ValueError: the changelog has no such heading.
    """
    heading = f"## {release}"
    lines = changelog.splitlines()
    if heading not in lines:
        raise ValueError(f"CHANGELOG.md has no section '{heading}'; write it before the tag is pushed.")
    following = lines[lines.index(heading) + 1 :]
    end = next((number for number, line in enumerate(following) if line.startswith("## ")), len(following))
    return "\n".join(following[:end]).strip() + "\n"


if __name__ == "__main__":
    try:
        print(notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), sys.argv[1]), end="")  # noqa: T201
    except ValueError as error:
        sys.exit(str(error))
