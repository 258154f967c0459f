"""What the subscription's rule lets through, as the owner's form says it; for words, and to judge a finding once more.

The rule itself filters events; this says the same of a finding that was asked for in another way.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass
from enum import Enum

from formatter.finding.severity import Severity


class ProductFilter(str, Enum):
    """Which products' findings are told; the value is what the form shows."""

    ALL = "All products"
    ONLY = "Only these products"
    ALL_BUT = "All but these products"


@dataclass(frozen=True)
class Filters:
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
        return hashlib.sha256(json.dumps(astuple(self)).encode()).hexdigest()[:16]
