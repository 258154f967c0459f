"""install.sh finds a Python, installs once and says in one sentence what it lacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TOOLS = ("bash", "dirname", "cmp", "flock", "mktemp", "grep", "tail", "mkdir", "cp", "rm", "cat")
OLD_PYTHON = "#!/bin/sh\nexit 1\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout in which nothing was installed yet."""
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for name in ("install.sh", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for PATH that holds the shell's tools but no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    return folder


def run(checkout: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "install.sh", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def with_uv(tmp_path: Path) -> str:
    """PATH with the uv that installed this environment, where there is one: else each new one fetches its own."""
    folder, found = tmp_path / "uv", shutil.which("uv") or ROOT / ".venv" / "bin" / "uv"
    folder.mkdir()
    (folder / "uv").symlink_to(found)
    return f"{folder}:{os.environ['PATH']}"


def test_no_python_at_all_says_what_to_install(checkout: Path, tools: Path) -> None:
    result = run(checkout, "--version", PATH=str(tools))
    assert result.returncode == 2
    assert "Python 3.10 or newer" in result.stderr
    assert "sudo dnf install" in result.stderr
    assert "Traceback" not in result.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_that_is_too_old_is_not_taken(checkout: Path, tools: Path) -> None:
    (tools / "python3").write_text(OLD_PYTHON)
    (tools / "python3").chmod(0o755)
    result = run(checkout, "--version", PATH=str(tools))
    assert (result.returncode, "Python 3.10 or newer" in result.stderr) == (2, True)


def test_no_room_for_temporary_files_is_one_sentence(checkout: Path) -> None:
    result = run(checkout, "--version", TMPDIR=str(checkout / "missing"))
    assert result.returncode == 2
    assert "is the disk full?" in result.stderr


def test_a_package_that_differs_from_the_lock_is_refused_and_nothing_counts_as_installed(
    checkout: Path, with_uv: str
) -> None:
    (checkout / "requirements" / "base.lock").write_text(f"click==8.1.8 --hash=sha256:{'0' * 64}\n")
    result = run(checkout, "--version", PATH=with_uv)
    assert result.returncode == 2
    assert "could not be installed" in result.stderr
    assert not (checkout / ".venv" / "satisfied").exists()


def test_a_python_that_is_gone_is_noticed_though_the_packages_are_there(checkout: Path, tools: Path) -> None:
    satisfied = checkout / ".venv" / "satisfied"
    satisfied.mkdir(parents=True)
    shutil.copy(checkout / "pyproject.toml", satisfied)
    shutil.copy(checkout / "requirements" / "base.lock", satisfied)
    (checkout / ".venv" / "bin").mkdir()
    (checkout / ".venv" / "bin" / "python").symlink_to("/usr/bin/python-of-yesterday")
    result = run(checkout, "--version", PATH=str(tools))
    assert (result.returncode, "Python 3.10 or newer" in result.stderr) == (2, True), result.stderr


def test_a_moved_folder_starts_itself_and_not_the_one_it_was(checkout: Path, with_uv: str) -> None:
    for package in ("installer", "formatter", "product", "stacksets", "permission-sets", "local", "docs"):
        shutil.copytree(ROOT / package, checkout / package, ignore=shutil.ignore_patterns("__pycache__"))
    (checkout / "requirements" / "base.lock").write_text("")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", checkout / ".venv"], check=True)
    # The packages of this environment stand for those that the lock names.
    (site,) = checkout.glob(".venv/lib/python*/site-packages")
    (site / "packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    link = checkout.with_name("link")
    link.symlink_to(checkout)
    first = run(link, "--version", PATH=with_uv)
    assert (first.returncode, first.stderr) == (0, "Installing the locked packages into .venv (once) ...\n")
    assert str(link) not in (checkout / ".venv" / "bin" / "security-notifications").read_text(), "a link may go"
    assert run(checkout, "--version").stderr == ""

    moved = checkout.rename(checkout.with_name("moved"))
    main = moved / "installer" / "main.py"
    main.write_text(main.read_text().replace('"""Offer security', '"""Moved: offer security'))
    result = run(moved, "--help")
    assert (result.returncode, "Moved: offer security" in result.stdout) == (0, True), result.stderr
    assert run(moved, "--version").stderr == ""

    (moved / "pyproject.toml").write_text('[project]\nname = "no version"\n')
    broken = run(moved, "--version", PATH=with_uv)
    assert (broken.returncode, "could not be installed into" in broken.stderr) == (2, True), broken.stderr


def test_a_start_with_everything_installed_installs_nothing() -> None:
    result = run(ROOT, "--version")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("./install.sh, version ")
