"""What the tests of the embedded AWS share: an organization, a subscription, and waiting without guessing."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from local.embedded_aws import EmbeddedAws
from local.journey.choices import Choices
from local.journey.play import Player, Stage
from local.organization import Organization, create_organization


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture(scope="module")
def stage(embedded_aws: EmbeddedAws) -> Stage:
    """An installed hub and a subscription from High up."""
    return Player(embedded_aws, Choices(email="owner@example.com"), Console(file=io.StringIO())).subscribe()
