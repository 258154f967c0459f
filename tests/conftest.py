"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.embedded import embedded_aws
from tests.golden import AssertGolden, compare

__all__ = ["embedded_aws"]

ROOT = Path(__file__).parents[1]

# A busy machine must fail no test: how long generating or running an example takes is nobody's property here.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write golden files anew instead of comparing")


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
