"""Each of the admin's choices reaches the templates that its key names, and no others."""

from __future__ import annotations

import json

import pytest

from common.choices.configuration import Configuration
from common.choices.key import Place, keys
from common.choices.values import plain_values
from installer.configuration.reading import configuration_from
from product.portfolio.artifacts import artifact_template
from product.portfolio.options import PortfolioOptions, Version
from product.portfolio.template import PRODUCT, portfolio_template
from product.subscription.options import SubscriptionOptions
from product.subscription.template import subscription_template
from tests.installer.configuration.test_reading import CHANGED

BASE = plain_values(Configuration()) | {"permission_sets": ["Base"]}
NOT_YET = {"reserved_concurrency", "key_alias", "log_retention_days"}
"""Keys whose templates do not use them yet."""


def templates(configuration: Configuration) -> dict[Place, str]:
    versions = (Version("1", "first", "https://example.com/1.yaml"),)
    subscription = SubscriptionOptions(**vars(configuration), artifact_bucket="b", formatter_key="k", version="1")
    hub = portfolio_template(PortfolioOptions(**vars(configuration), versions=versions)).to_dict()
    # It holds what was chosen, whatever comes of it.
    del hub["Resources"][PRODUCT]["Metadata"]
    return {
        Place.HUB: json.dumps(hub["Resources"]) + artifact_template(configuration.launch).to_json(),
        Place.SUBSCRIPTION: subscription_template(subscription).to_json(),
    }


@pytest.mark.parametrize("name", [name for name in keys(Configuration) if name not in NOT_YET])
def test_a_choice_reaches_what_its_key_names(name: str) -> None:
    before = templates(configuration_from(BASE, str))
    after = templates(configuration_from(BASE | {name: CHANGED[name]}, str))
    changed = {place for place in before if before[place] != after[place]}
    named = set(keys(Configuration)[name].places) & set(before)
    assert changed == named, "the places of a key in common/choices/configuration.py are the templates that use it"
