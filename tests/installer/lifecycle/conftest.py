"""An organization that each file of this folder may have for itself."""

from __future__ import annotations

import pytest

from embedded_aws.organization import Organization, create_account, create_organization
from embedded_aws.process import EmbeddedAws


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    """An organization of two accounts that get the portfolio."""
    found = create_organization(embedded_aws)
    client = embedded_aws.session(found.management).client("organizations")
    create_account(client, "Second", found.root, found.shared_unit)
    return found
