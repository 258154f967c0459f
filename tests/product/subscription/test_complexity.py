"""EventBridge refuses patterns whose wildcards are too complex; what people write in the form stays below that."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from event_matching import EventPattern
from event_matching.alternatives import alternatives_of
from event_matching.complexity import MOST_COMPLEX, complexity
from product.subscription.form.groups import questions
from product.subscription.pattern.event_pattern import pattern_of, pattern_text
from product.subscription.pattern.formats import ASFF, OCSF, Format
from tests.product.subscription.deployment import DEFAULTS, options

TAG_VALUES = {one.name: one for one in questions(options())}["TagValues"]
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


def of_answer(values: str, form: Format = ASFF) -> int:
    """Return the complexity of the pattern with these values, as Event Ruler counts it."""
    answers = DEFAULTS | {"TagKey": "team", "TagValues": values}
    return complexity(alternatives_of(pattern_of(form, options(), answers)))


@pytest.mark.parametrize("form", [ASFF, OCSF], ids=["ASFF", "OCSF"])
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ("checkout", 1),
        ("checkout-*, search-*, pay-*", 3),
        ("checkout-*, search-*, pay-*, data-*, prod-*, web-*", 6),
        ("team-a-*, team-b-*, team-c-*, team-d-*, team-e-*, team-f-*", 6),
        ("*-checkout-*, search, pay, data, prod, web", 7),
        ("*-checkout, *-search, *-pay, data, prod, web", 9),
    ],
    ids=["one team", "beginnings", "six beginnings", "six that begin alike", "one in the middle", "three ends"],
)
def test_what_people_write_is_simple(form: Format, values: str, expected: int) -> None:
    assert re.fullmatch(TAG_VALUES.pattern, values)
    assert of_answer(values, form) == expected <= MOST_COMPLEX


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), min_size=4, max_size=6, unique=True))
def test_any_names_with_one_at_each_end_stay_below_the_bound(words: list[str]) -> None:
    text = ", ".join(f"{word}*" for word in words)
    assert re.fullmatch(TAG_VALUES.pattern, text)
    assert of_answer(text) <= MOST_COMPLEX


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6, unique=True), st.lists(st.integers(0, 60), max_size=3))
def test_any_names_with_as_many_wildcards_as_the_form_takes_stay_below_the_bound(
    words: list[str], at: list[int]
) -> None:
    text = ", ".join(words)
    for place in at:
        text = f"{text[: place % len(text)]}*{text[place % len(text) :]}"
    if re.fullmatch(TAG_VALUES.pattern, text):
        answers = DEFAULTS | {"TagKey": "team", "TagValues": text}
        assert EventPattern.parse(pattern_text(ASFF, options(), answers))
