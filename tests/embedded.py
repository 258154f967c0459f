"""Fixtures for tests on the embedded AWS; tests/conftest.py imports them for every folder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedded_aws.process import EmbeddedAws, start


@pytest.fixture(scope="session")
def embedded_aws() -> Iterator[EmbeddedAws]:
    """One embedded AWS for the whole run, with IAM enforced; each test takes an account of its own."""
    with start(enforce_permissions=True, hurried=True) as aws:
        yield aws
