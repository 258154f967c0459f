"""What the tests of the journey share: a subscription in an organization of its own."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from embedded_aws.process import EmbeddedAws
from local.journey.choices import Choices
from local.journey.play import Player, Stage


@pytest.fixture(scope="module")
def stage(embedded_aws: EmbeddedAws) -> Stage:
    """An installed hub and a subscription from High up."""
    return Player(embedded_aws, Choices(email="owner@example.com"), Console(file=io.StringIO())).subscribe()
