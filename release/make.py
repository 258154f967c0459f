"""Make a release's files in one folder, the same bytes for the same commit.

    .venv/bin/python -m release.make dist

The folder then holds the source archive, the rendered templates, THIRD-PARTY.md, the CycloneDX bill of materials and the
checksums of them all. Only committed files go into the archive.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from release.third_party import LOCK, ROOT, listed

_NAME = "security-notifications"


def make(folder: Path) -> tuple[Path, ...]:
    """Write the release's files and return their paths.

    Raises:
        subprocess.CalledProcessError: git or the bill of materials failed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    release = f"{_NAME}-{version(_NAME)}"
    files = (
        _archive(folder / f"{release}.tar.gz", release),
        _templates(folder / f"{release}-templates.tar"),
        _third_parties(folder / "THIRD-PARTY.md"),
        _bill_of_materials(folder / f"{release}.cdx.json"),
    )
    return (*files, _checksums(folder / "SHA256SUMS", files))


def _archive(path: Path, release: str) -> Path:
    _run("git", "archive", "--format=tar.gz", f"--prefix={release}/", f"--output={path}", "HEAD")
    return path


def _templates(path: Path) -> Path:
    rendered = path.with_suffix("")
    _run(str(Path(sys.executable).with_name("security-notifications")), "render", str(rendered))
    _run(
        "tar", "--create", f"--file={path}", f"--directory={rendered.parent}", "--sort=name", "--mtime=@0",
        "--owner=0", "--group=0", "--numeric-owner", rendered.name,
    )  # fmt: skip
    return path


def _third_parties(path: Path) -> Path:
    path.write_text(listed(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def _bill_of_materials(path: Path) -> Path:
    """Write the bill of materials from the lock; https://cyclonedx.org."""
    arguments = ("requirements", str(LOCK), "--output-reproducible", "--of", "JSON", "--output-file", str(path))
    _run(sys.executable, "-m", "cyclonedx_py", *arguments)
    return path


def _checksums(path: Path, files: tuple[Path, ...]) -> Path:
    lines = [f"{hashlib.sha256(one.read_bytes()).hexdigest()}  {one.name}" for one in files]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    return path


def _run(*command: str) -> None:
    subprocess.run(command, cwd=ROOT, check=True)  # noqa: S603  # its own words, no shell


if __name__ == "__main__":
    make(Path(sys.argv[1] if len(sys.argv) > 1 else "dist"))
