"""The rule's filters, said once more for a finding that was asked for."""

from __future__ import annotations

from typing import Any

import pytest

from formatter.filters import Filters, ProductFilter, passes
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity

TAGGED: dict[str, Any] = {"Resources": [{"Id": "r", "Type": "AwsS3Bucket", "Tags": {"team": "shop-eu"}}]}
CRITICAL: dict[str, Any] = {"Severity": {"Label": "CRITICAL"}}

TABLE = [
    ("at the minimum", Filters(), {}, True),
    ("below it", Filters(minimum_severity=Severity.CRITICAL), {}, False),
    ("the tag's key", Filters(tag_key="team"), TAGGED, True),
    ("another key", Filters(tag_key="owner"), TAGGED, False),
    ("the tag's value", Filters(tag_key="team", tag_values=("a", "shop-eu")), TAGGED, True),
    ("another value", Filters(tag_key="team", tag_values=("shop",)), TAGGED, False),
    ("a wildcard", Filters(tag_key="team", tag_values=("shop-*",)), TAGGED, True),
    ("a wildcard in the middle", Filters(tag_key="team", tag_values=("s*p-*u",)), TAGGED, True),
    ("a dot is no wildcard", Filters(tag_key="team", tag_values=("shop.eu",)), TAGGED, False),
    ("critical without the key", Filters(tag_key="team"), CRITICAL, True),
    ("critical with another value", Filters(tag_key="team", tag_values=("x",)), {**TAGGED, **CRITICAL}, False),
    ("critical without the key, unwanted", Filters(tag_key="team", critical_without_tag=False), CRITICAL, False),
    ("high without the key", Filters(tag_key="team"), {}, False),
    ("one of the products", Filters(product_filter=ProductFilter.ONLY, products=("GuardDuty",)), {}, True),
    ("none of them", Filters(product_filter=ProductFilter.ONLY, products=("Macie",)), {}, False),
    ("left out", Filters(product_filter=ProductFilter.ALL_BUT, products=("GuardDuty",)), {}, False),
    ("not left out", Filters(product_filter=ProductFilter.ALL_BUT, products=("Macie",)), {}, True),
    ("one of the accounts", Filters(accounts=("111122223333",)), {}, True),
    ("another account", Filters(accounts=("444455556666",)), {}, False),
]


@pytest.mark.parametrize(("filters", "fields", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_passes(filters: Filters, fields: dict[str, Any], expected: bool) -> None:
    raw = {"Severity": {"Label": "HIGH"}, "AwsAccountId": "111122223333", "ProductName": "GuardDuty"}
    assert passes(finding_from({**raw, **fields}), filters) is expected


def test_a_change_of_any_answer_changes_the_fingerprint() -> None:
    changed = [Filters(), Filters(tag_key="a"), Filters(tag_key="a", tag_values=("b",)), Filters(accounts=("1",))]
    assert len({one.fingerprint for one in changed}) == len(changed)
    assert Filters().fingerprint == Filters().fingerprint
