"""Answers that do not fit together, refused by the form with a sentence that says what to do.

Rules may use only their own functions, `Ref` and `Fn::Equals`, `Fn::Not`, `Fn::And`, `Fn::Or`.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping

from troposphere import Template

from formatter.filters import ProductFilter
from product.subscription.form.names import (
    EMAIL_ADDRESSES,
    LEAD_ADDRESSES,
    PRODUCT_FILTER,
    PRODUCTS,
    TAG_KEY,
    TAG_VALUES,
)
from product.subscription.intrinsics import Node, equal, filled, no, ref
from product.subscription.resolve import Answers

_Rule = tuple[Node, Node, str]
"""When it applies, what has to hold then, and the sentence where it does not."""


def add_rules(template: Template) -> None:
    """Put the rules into the template."""
    for name, (condition, assertion, sentence) in _rules(template.parameters).items():
        assertions = [{"Assert": assertion, "AssertDescription": sentence}]
        template.add_rule(name, {"RuleCondition": condition, "Assertions": assertions})


def refusals(answers: Mapping[str, str]) -> Iterator[str]:
    """Yield why the form refuses these answers together; `answers` holds one for each question."""
    given = Answers(answers, {}, {})
    for condition, assertion, sentence in _rules(answers).values():
        if given.resolve(condition) and not given.resolve(assertion):
            yield sentence


def _rules(asked: Container[str]) -> Mapping[str, _Rule]:
    filters_products = no(equal(ref(PRODUCT_FILTER), ProductFilter.ALL.value))
    rules = {
        "TagValuesNeedKey": (
            filled(ref(TAG_VALUES)),
            filled(ref(TAG_KEY)),
            "Tag values need a tag key: fill in the key or clear the values.",
        ),
        "ProductFilterNeedsProducts": (
            filters_products,
            filled(ref(PRODUCTS)),
            f"You chose to filter by product: list at least one, or choose '{ProductFilter.ALL.value}'.",
        ),
        "ProductsNeedFilter": (
            filled(ref(PRODUCTS)),
            filters_products,
            f"You listed products: choose '{ProductFilter.ONLY.value}' or '{ProductFilter.ALL_BUT.value}', or list none.",
        ),
    }
    if LEAD_ADDRESSES in asked:
        # Rules can compare whole answers only.
        rules["LeadsAreOthers"] = (
            filled(ref(LEAD_ADDRESSES)),
            no(equal(ref(LEAD_ADDRESSES), ref(EMAIL_ADDRESSES))),
            "The lead addresses are the email addresses, which hear of all that already: clear them, or name others.",
        )
    return rules
