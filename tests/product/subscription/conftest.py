"""One workload account for all tests of the subscription."""

from __future__ import annotations

import pytest

from embedded_aws.process import EmbeddedAws
from tests.product.subscription.deployment import Account


@pytest.fixture(scope="session")
def account(embedded_aws: EmbeddedAws) -> Account:
    return Account(embedded_aws)
