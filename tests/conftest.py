"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import functools
import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import quick_boto3
from tests.browser import browser, start_browser
from tests.embedded import embedded_aws
from tests.golden import AssertGolden, compare

__all__ = ["browser", "embedded_aws", "start_browser"]

ROOT = Path(__file__).parents[1]

# A busy machine must fail no test: how long generating or running an example takes is nobody's property here.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


quick_boto3.install()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew instead of comparing")
    parser.addoption("--fast", action="store_true", help="leave out what is marked embedded, browser or slow")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return two workers a core, since most tests wait for other processes at times; one a core where none does."""
    cores = min(os.cpu_count() or 1, 4)
    return cores if config.getoption("--fast") else cores * 2


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage among what is collected: all of it stays, and each look takes longer, a quarter of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark each test by what it asks for, so that no mark is forgotten; leave the marked ones out of a fast run.

    Files with marked tests, which take long, come first, so that no worker is left with one of them when all others are done.
    """
    for item in items:
        for mark in _marks(item):
            item.add_marker(mark)
    long = {item.path for item in items if any(item.get_closest_marker(mark) for mark in MARKS)}
    items.sort(key=lambda item: item.path not in long)
    if config.getoption("--fast"):
        left_out = [item for item in items if any(item.get_closest_marker(mark) for mark in MARKS)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


MARKS = ("embedded", "browser", "slow")
_EMBEDDED_PLACES = ("tests/local", "tests/embedded_aws")
_SLOW_PLACES = (
    "tests/installer/formatter_zip",
    "tests/test_install",
    "tests/docs",
    "tests/controls/test_checkov.py",
    "tests/controls/test_control_tower.py",
    "tests/permissions/test_linter.py",
    "tests/permissions/test_two_simulators.py",
)


def _marks(item: pytest.Item) -> set[str]:
    fixtures = set(getattr(item, "fixturenames", ()))
    place = item.path.relative_to(ROOT).as_posix()
    found = (
        {"embedded"} if fixtures & {"embedded_aws", "aws", "ground"} or place.startswith(_EMBEDDED_PLACES) else set()
    )
    return (
        found
        | ({"browser"} if "browser" in fixtures else set())
        | ({"slow"} if place.startswith(_SLOW_PLACES) else set())
    )


@pytest.fixture
def assert_golden(request: pytest.FixtureRequest) -> AssertGolden:
    return functools.partial(compare, update=bool(request.config.getoption("--update-golden")))


@pytest.fixture(scope="session")
def public_findings() -> Path:
    """The folder of findings from public sources; tests that read it are skipped where it is not there."""
    folder = ROOT.parent / "shared" / "findings"
    if not folder.is_dir():
        pytest.skip("no ../shared/findings beside this checkout")
    return folder
