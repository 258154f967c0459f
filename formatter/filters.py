"""What the subscription's rule lets through, as the owner's form says it; for words, and to judge a finding once more.

The rule itself filters events; this says the same of a finding that was asked for in another way.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from formatter.finding.finding import Finding
from formatter.finding.severity import Severity


class ProductFilter(str, Enum):
    """Which products' findings are told; the value is what the form shows."""

    ALL = "All products"
    ONLY = "Only these products"
    ALL_BUT = "All but these products"


RENAMED = ("Security Hub", "Security Hub CSPM")
"""AWS renamed the first to the second; findings carry either name, and the form's list means both."""

AWS_PRODUCTS = (
    *RENAMED,
    "GuardDuty",
    "Inspector",
    "Macie",
    "IAM Access Analyzer",
    "Health",
    "Config",
    "Firewall Manager",
    "Systems Manager Patch Manager",
)
"""As findings name them. https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-internal-providers.html"""


class Filters(NamedTuple):
    """The owner's filters, read-only.

    Attributes:
        minimum_severity: open findings below it are not told.
        tag_key: only findings of which a resource carries this tag key; empty: all.
        tag_values: values of that tag, `*` for any run of characters; empty: any value.
        critical_without_tag: whether CRITICAL findings none of whose resources carries the key pass all the same.
        product_filter: what `products` means.
        products: names of products.
        accounts: account ids, in the administrator account; empty: all.
    """

    minimum_severity: Severity = Severity.HIGH
    tag_key: str = ""
    tag_values: tuple[str, ...] = ()
    critical_without_tag: bool = True
    product_filter: ProductFilter = ProductFilter.ALL
    products: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Short hash of the answers: another one means that the owner changed what is told."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:16]

    @property
    def product_names(self) -> frozenset[str]:
        """The names of the listed products, in small letters since the rule compares them so; the renamed one has both."""
        listed = {name.casefold() for name in self.products}
        renamed = {name.casefold() for name in RENAMED}
        return frozenset(listed if listed.isdisjoint(renamed) else listed | renamed)


def passes(finding: Finding, filters: Filters) -> bool:
    """Tell whether the rule would let an open finding through: by severity, tag, product and account."""
    return (
        finding.severity >= filters.minimum_severity
        and _passes_tag(finding, filters)
        and _passes_product(finding.product_name, filters)
        and (not filters.accounts or finding.account_id in filters.accounts)
    )


def _passes_tag(finding: Finding, filters: Filters) -> bool:
    if not filters.tag_key:
        return True
    values = list(_values_of_tag(finding, filters.tag_key))
    if not values:
        return filters.critical_without_tag and finding.severity is Severity.CRITICAL
    return not filters.tag_values or any(_matches(value, one) for value in values for one in filters.tag_values)


def _values_of_tag(finding: Finding, key: str) -> Iterator[str]:
    yield from (resource.tags[key] for resource in finding.resources if key in resource.tags)


def _matches(value: str, wanted: str) -> bool:
    """Compare as EventBridge's wildcard does: `*` stands for any run of characters, everything else for itself.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
    """
    return re.fullmatch(".*".join(map(re.escape, wanted.split("*"))), value, re.DOTALL) is not None


def _passes_product(name: str, filters: Filters) -> bool:
    if filters.product_filter is ProductFilter.ALL:
        return True
    return (name.casefold() in filters.product_names) is (filters.product_filter is ProductFilter.ONLY)
