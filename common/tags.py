"""The tags of resources and stacks; none holds anything about a person.

CloudFormation hands the tags of a stack on to its resources, and Service Catalog those of portfolio and product to the stacks
that it launches. Where a resource has a key of its own too, its value counts, but handlers have sent both and failed. So no key
stands on two levels.
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-resource-tags.html
https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2244
"""

from __future__ import annotations

from collections.abc import Mapping

from troposphere import Tags

from common.names import LAUNCHED_TAG_KEY, PRODUCT_TAG_KEY, PRODUCT_TAG_VALUE, STACK_TAG_KEY, VERSION_TAG_KEY

HUB_TAGS = Tags({PRODUCT_TAG_KEY: "hub"})
ORGANIZATION_TAGS = Tags({PRODUCT_TAG_KEY: "organization"})
LAUNCHED_TAGS = Tags({LAUNCHED_TAG_KEY: "true"})
"""Of portfolio and product, for the stacks of subscriptions."""

HUB_STACK_TAGS: Mapping[str, str] = {STACK_TAG_KEY: "hub"}
ORGANIZATION_STACK_TAGS: Mapping[str, str] = {STACK_TAG_KEY: "organization"}


def tags(version: str) -> Tags:
    """Return those of a subscription: product and version."""
    return Tags({PRODUCT_TAG_KEY: PRODUCT_TAG_VALUE, VERSION_TAG_KEY: version})
