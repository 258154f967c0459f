"""The tags of every resource of a subscription."""

from __future__ import annotations

from troposphere import Tags

from product.names import OWNER_TAG_KEY, PRODUCT_TAG_KEY, PRODUCT_TAG_VALUE, VERSION_TAG_KEY
from product.subscription.form import ADDRESSES


def tags(version: str) -> Tags:
    """Return product, version and owner; the owner is the first address of the form."""
    return Tags({PRODUCT_TAG_KEY: PRODUCT_TAG_VALUE, VERSION_TAG_KEY: version, OWNER_TAG_KEY: ADDRESSES.value(0)})
