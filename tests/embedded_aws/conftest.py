"""What the tests of the embedded AWS share: an organization."""

from __future__ import annotations

import pytest

from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)
