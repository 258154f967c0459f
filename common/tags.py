"""The tags of every resource; none holds anything about a person."""

from __future__ import annotations

from troposphere import Tags

from common.names import PRODUCT_TAG_KEY, PRODUCT_TAG_VALUE, VERSION_TAG_KEY

HUB_TAGS = Tags({PRODUCT_TAG_KEY: "hub"})
ORGANIZATION_TAGS = Tags({PRODUCT_TAG_KEY: "organization"})


def tags(version: str) -> Tags:
    """Return those of a subscription: product and version."""
    return Tags({PRODUCT_TAG_KEY: PRODUCT_TAG_VALUE, VERSION_TAG_KEY: version})
