"""One organization for all tests here: each run takes away what it made."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedded_aws.process import start
from installer.verification import waiting
from tests.installer.verification.ground import Ground


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """On an AWS of its own: what is verified are real findings in real time, and other tests let days pass."""
    with start() as aws:
        yield Ground.make(aws)


@pytest.fixture(autouse=True)
def few_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look few times: the ground's sleep returns once AWS has done what it is at."""
    monkeypatch.setattr(waiting, "SECONDS_BETWEEN_LOOKS", 60.0)
