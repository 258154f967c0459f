"""The tags of every resource of a subscription; none holds anything about a person."""

from __future__ import annotations

from troposphere import Tags

from common.names import PRODUCT_TAG_KEY, PRODUCT_TAG_VALUE, VERSION_TAG_KEY


def tags(version: str) -> Tags:
    """Return product and version."""
    return Tags({PRODUCT_TAG_KEY: PRODUCT_TAG_VALUE, VERSION_TAG_KEY: version})
