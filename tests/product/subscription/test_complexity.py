"""EventBridge refuses patterns whose wildcards are too complex; what the form allows stays below a bound."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from product.subscription.form.groups import questions
from tests.product.subscription.complexity import complexity
from tests.product.subscription.deployment import options

TAG_VALUES = {one.name: one for one in questions(options())}["TagValues"]
BOUND = 10
"""What Event Ruler advises for a rule; AWS names no number, but refuses "too complex" patterns when the rule is made.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

WORDS = (
    "checkout",
    "checkout-eu",
    "checkout-us",
    "search",
    "pay",
    "web-shop",
    "prod",
    "data",
    "team-a",
    "team-b",
    "ab",
)

# Of event-ruler's own tests, MachineComplexityEvaluatorTest.
KNOWN = [
    ("*", 1),
    ("abc", 1),
    ("*ab", 2),
    ("*aa", 3),
    ("a*b", 2),
    ("aa*", 2),
    ("a*bc", 2),
    ("a*bb", 3),
    ("a*bcb", 3),
    ("a*bbb", 4),
    ("*ab*ad", 4),
    ("*ab*d", 3),
    ("*aba*", 4),
    ("a*b*bb", 5),
    ("a*b*cb", 4),
    ("a*b*cd", 3),
    ("a*b*b", 4),
    ("a*bb*", 4),
    ("ab*b*", 3),
]


@pytest.mark.parametrize(("pattern", "expected"), KNOWN)
def test_it_is_counted_as_event_ruler_counts(pattern: str, expected: int) -> None:
    assert complexity([pattern]) == expected


@pytest.mark.parametrize(
    ("values", "most"),
    [
        ("checkout", 1),
        ("checkout-*, search-*, pay-*", 3),
        ("*-checkout-*, search, pay, data, prod, web", 7),
        ("*-checkout, *-search, *-pay, data, prod, web", 9),
    ],
    ids=["one team", "beginnings", "one in the middle", "three ends"],
)
def test_what_people_write_is_simple(values: str, most: int) -> None:
    assert re.fullmatch(TAG_VALUES.pattern, values)
    assert of_answer(values) <= most <= BOUND


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True), st.lists(st.integers(0, 60), max_size=3))
def test_any_names_with_as_many_wildcards_as_the_form_takes_stay_below_the_bound(
    words: list[str], at: list[int]
) -> None:
    text = ", ".join(words)
    for place in at:
        text = f"{text[: place % len(text)]}*{text[place % len(text) :]}"
    if re.fullmatch(TAG_VALUES.pattern, text):
        assert of_answer(text) <= BOUND


def of_answer(values: str) -> int:
    """Count with the quotes around each value, as texts are compared."""
    return complexity([f'"{value.strip()}"' for value in values.split(",")])
