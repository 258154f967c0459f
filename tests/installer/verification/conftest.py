"""One organization for all tests here: each run takes away what it made."""

from __future__ import annotations

import pytest

from embedded_aws.process import EmbeddedAws
from installer.verification import waiting
from tests.installer.verification.ground import Ground


@pytest.fixture(scope="session")
def ground(embedded_aws: EmbeddedAws) -> Ground:
    return Ground.make(embedded_aws)


@pytest.fixture(autouse=True)
def few_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look few times: the ground's sleep returns once AWS has done what it is at."""
    monkeypatch.setattr(waiting, "SECONDS_BETWEEN_LOOKS", 60.0)
