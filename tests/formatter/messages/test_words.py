"""A subscription's filters in words, as WELCOME and every email say them."""

from __future__ import annotations

import pytest

from formatter.filters import Filters, ProductFilter
from formatter.finding.severity import Severity
from formatter.messages.words import delivery_in_words, filters_in_words, joined
from formatter.settings import Delivery, Preferences

UNTAGGED = "(CRITICAL ones also where no resource carries team)"


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(), "findings of severity HIGH and above"),
        (Filters(Severity.CRITICAL), "findings of severity CRITICAL"),
        (
            Filters(Severity.LOW, "team", ("checkout", "pay*")),
            f"findings of severity LOW and above, of resources tagged team = checkout or pay* {UNTAGGED}",
        ),
        (
            Filters(Severity.LOW, "team", ("*",), critical_without_tag=False),
            "findings of severity LOW and above, of resources tagged team",
        ),
        (
            Filters(product_filter=ProductFilter.ONLY, products=("GuardDuty", "Inspector", "Macie")),
            "findings of severity HIGH and above, only from GuardDuty, Inspector and Macie",
        ),
        (
            Filters(product_filter=ProductFilter.ALL_BUT, products=("Config",)),
            "findings of severity HIGH and above, from all products but Config",
        ),
        (Filters(products=("Config",)), "findings of severity HIGH and above"),
        (
            Filters(accounts=("111122223333", "444455556666")),
            "findings of severity HIGH and above, of accounts 111122223333 and 444455556666",
        ),
    ],
    ids=["default", "critical", "tag values", "tag key", "only", "all but", "no product filter", "accounts"],
)
def test_filters(filters: Filters, words: str) -> None:
    assert filters_in_words(filters) == words


@pytest.mark.parametrize(
    ("delivery", "words"),
    [
        (Delivery.IMMEDIATE, "Each comes at once"),
        (Delivery.HOURLY, "They come together at the full hour; CRITICAL ones"),
        (Delivery.DAILY, "They come together each day at 08:00 (UTC); CRITICAL ones"),
    ],
)
def test_delivery(delivery: Delivery, words: str) -> None:
    assert delivery_in_words(Preferences(delivery=delivery)).startswith(words)


def test_a_long_list_ends_in_a_number() -> None:
    assert joined([str(number) for number in range(30)]).endswith("18, 19 and 10 more")
    assert joined([]) == ""
    assert joined(["one"]) == "one"
