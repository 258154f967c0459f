"""Answers that do not fit together, refused by the form with a sentence that says what to do.

Rules may use only their own functions and `Fn::Equals`, `Fn::Not`, `Fn::And`, `Fn::Or`.
https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html
"""

from __future__ import annotations

from troposphere import Template

from product.subscription.form import PRODUCT_FILTERS
from product.subscription.lists import Node, filled, ref


def add_rules(template: Template) -> None:
    """Put the rules into the template."""
    template.add_rule(
        "TagValuesNeedKey",
        _rule(
            filled(ref("TagValues")),
            filled(ref("TagKey")),
            "Tag values need a tag key: fill in the key or clear the values.",
        ),
    )
    template.add_rule(
        "ProductFilterNeedsProducts",
        _rule(
            {"Fn::Not": [_equals("ProductFilter", PRODUCT_FILTERS[0])]},
            filled(ref("Products")),
            "You chose to filter by product: list at least one product, or choose 'Do not filter'.",
        ),
    )
    template.add_rule(
        "ProductsNeedFilter",
        _rule(
            filled(ref("Products")),
            {"Fn::Not": [_equals("ProductFilter", PRODUCT_FILTERS[0])]},
            "You listed products: choose 'Only these' or 'All but these', or clear the list.",
        ),
    )


def _rule(condition: Node, assertion: Node, sentence: str) -> dict[str, Node]:
    return {"RuleCondition": condition, "Assertions": [{"Assert": assertion, "AssertDescription": sentence}]}


def _equals(parameter: str, value: str) -> Node:
    return {"Fn::Equals": [ref(parameter), value]}
