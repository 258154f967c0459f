"""Installed as a program, without its checkout, the product has all that it reads and makes the same files."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILD = "from setuptools import build_meta; import sys; build_meta.build_wheel(sys.argv[1])"
RUN = "from installer.main import run; run()"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a wheel of the committed files holds, unpacked as an installer does it."""
    folder = tmp_path_factory.mktemp("program")
    copy = folder / "checkout"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if not name.startswith("tests/") and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=copy, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(site: Path, folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(
        [sys.executable, "-c", RUN, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_is_called_by_its_own_name(site: Path, tmp_path: Path) -> None:
    assert run(site, tmp_path, "--version").startswith("security-notifications, version ")


@pytest.mark.parametrize("command", [("completion", "bash"), ("completion", "--help"), ("replay", "--help")])
def test_what_it_prints_names_no_script_that_it_lacks(site: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    assert "install.sh" not in run(site, tmp_path, *command)


def test_it_renders_what_a_checkout_renders(site: Path, tmp_path: Path) -> None:
    for name, place in (("program", site), ("checkout", ROOT)):
        run(place, tmp_path, "render", name)
    files = {path.relative_to(tmp_path / "checkout"): path for path in (tmp_path / "checkout").rglob("*.*")}
    assert files
    for name, path in files.items():
        assert (tmp_path / "program" / name).read_bytes() == path.read_bytes(), name


def test_it_previews(site: Path, tmp_path: Path) -> None:
    event = ROOT / "tests" / "events" / "control_failed.json"
    assert "S3.9" in run(site, tmp_path, "preview", "--list", str(event))


def test_it_has_the_page(site: Path) -> None:
    page = Path("local") / "page"
    assert {path.name for path in (site / page / "static").iterdir()} == {
        path.name for path in (ROOT / page / "static").iterdir()
    }
