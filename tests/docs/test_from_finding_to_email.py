"""The page that names the modules on the way from a finding to an email names those that a finding really meets, in order."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.canned_aws import CannedAws
from harness.findings import NOW, PREFERENCES, from_event

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "from-finding-to-email.md"
OUTSIDE = {"formatter/handler.py", "formatter/settings.py", "formatter/clients.py", "formatter/observe.py"}
"""What makes the function once a process, and writes its log."""

OTHER_FORMAT = "formatter/finding/ocsf.py"


def steps() -> Iterator[list[str]]:
    """Yield the modules that each step names; a name alone lies in the folder of the one before."""
    for row in re.findall(r"^\| \d+ \|.*\| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE):
        folder, modules = "", []
        for name in re.findall(r"`([^`]+\.py)`", row):
            if name.startswith("formatter/"):
                folder = name.rpartition("/")[0]
            modules.append(name if name.startswith("formatter/") else f"{folder}/{name}")
        yield [one for one in modules if one not in OUTSIDE]


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The formatter's modules that a new finding meets, by their first call."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "none")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    subscription = CannedAws().subscription(PREFERENCES, NOW)
    found: dict[str, None] = {}

    def note(frame: Any, what: str, _: object) -> None:
        file = frame.f_code.co_filename
        if what == "call" and frame.f_code.co_name != "<module>" and file.startswith(f"{ROOT}/formatter/"):
            found.setdefault(Path(file).relative_to(ROOT).as_posix())

    finding = from_event("control_critical_root_mfa")
    event = {"id": "e", "time": NOW.isoformat(), "detail": {"findings": [finding.raw]}}
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        subscription.receive(event)
    finally:
        sys.setprofile(before)
    return list(found)


def test_each_module_on_the_page_is_met(met: list[str]) -> None:
    named = {module for step in steps() for module in step}
    assert named - set(met) == {OTHER_FORMAT}


def test_the_steps_come_in_this_order(met: list[str]) -> None:
    first = [step[0] for step in steps() if step]
    positions = [met.index(module) for module in first]
    assert len(first) > 10
    assert [first[at] for at in range(1, len(first)) if positions[at] < positions[at - 1]] == []
