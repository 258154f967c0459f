"""ADVANCED: what most owners leave as it is."""

from __future__ import annotations

from formatter.filters import ProductFilter
from formatter.settings import Variable
from product.subscription.form import names
from product.subscription.form.product_names import MISSPELT, corrections, correctly
from product.subscription.form.question import Question
from product.subscription.form.text_patterns import SAFE, VALUE, list_of
from product.subscription.options import SubscriptionOptions

_MOST_PRODUCTS = 6
_LONGEST_PRODUCTS = 120
_MOST_ACCOUNTS = 12


def advanced(options: SubscriptionOptions) -> tuple[Question, ...]:
    """Return the questions; only an administrator account sees findings of other accounts."""
    return (_product_filter(), _products(), *((_accounts(),) if options.account_filter else ()))


def _product_filter() -> Question:
    return Question(
        names.PRODUCT_FILTER,
        "Products",
        "Security Hub gathers findings of several products. All of them, only some, or all but some?",
        default=ProductFilter.ALL.value,
        choices=tuple(one.value for one in ProductFilter),
        variable=Variable.PRODUCT_FILTER,
    )


def _products() -> Question:
    return Question(
        names.PRODUCTS,
        "List of products",
        f"Only if you chose so above: up to {_MOST_PRODUCTS} names as findings show them, with a comma between two: "
        f"{', '.join(MISSPELT)}. Security Hub means Security Hub CSPM too.",
        default="",
        pattern=f"^{correctly()}{SAFE}{list_of(VALUE, 0, _MOST_PRODUCTS)}",
        longest=_LONGEST_PRODUCTS,
        wrong=(
            f"must be up to {_MOST_PRODUCTS} product names with a comma between two (no semicolon), at most "
            f"{_LONGEST_PRODUCTS} characters in all, without quote, backslash or brace, without a space before a comma or at "
            f"the end. {corrections()}"
        ),
        variable=Variable.PRODUCTS,
    )


def _accounts() -> Question:
    return Question(
        names.ACCOUNTS,
        "Accounts",
        f"Up to {_MOST_ACCOUNTS} account ids, with a comma between two. Empty: all accounts whose findings arrive here.",
        default="",
        pattern=f"^{list_of('[0-9]{12}', 0, _MOST_ACCOUNTS)}",
        wrong=f"must be up to {_MOST_ACCOUNTS} account ids of 12 digits, with a comma between two.",
        variable=Variable.ACCOUNTS,
    )
