"""Event patterns as texts of the template.

A tag key is the owner's own, and CloudFormation takes no function in place of a key: the pattern is therefore made as text,
which AWS::Events::Rule takes as well. The form refuses every character that could end a text inside it.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from common.choices.words import SEVERITIES, Formatting
from formatter.filters import RENAMED, ProductFilter
from formatter.settings import YES
from product.subscription.form import names
from product.subscription.intrinsics import Node, either, equal, filled, no, ref, replaced, separated, sub
from product.subscription.options import SubscriptionOptions
from product.subscription.pattern.formats import ASFF, CUSTOM_ACTION, OCSF, Format
from product.subscription.resolve import Answers

LARGEST_PATTERN = 2_048
"""Characters of an event pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""

SEVERITY_MAP = "AtOrAbove"

_FILTERS_TAG = "FiltersTag"
_FILTERS_VALUES = "FiltersTagValues"
_FILTERS_PRODUCTS = "FiltersProducts"
_EXCLUDES_PRODUCTS = "ExcludesProducts"
_FILTERS_ACCOUNTS = "FiltersAccounts"
_TELLS_UNTAGGED = "TellsUntaggedCritical"


def severity_mapping() -> dict[str, dict[str, str]]:
    """Return the template's mapping from the minimum severity to the matchers of both formats."""
    labels = [severity.upper() for severity in SEVERITIES]
    # OCSF counts 2 low to 5 critical, and 6 fatal.
    numbers = ["5,6", "4", "3", "2"]
    return {
        severity: {
            ASFF.name: ",".join(f'"{label}"' for label in labels[: position + 1]),
            OCSF.name: ",".join(numbers[: position + 1]),
        }
        for position, severity in enumerate(SEVERITIES)
    }


def conditions(options: SubscriptionOptions) -> dict[str, Node]:
    """Return the conditions that the patterns use."""
    filters_tag = filled(ref(names.TAG_KEY))
    found: dict[str, Node] = {
        _FILTERS_TAG: filters_tag,
        _FILTERS_VALUES: filled(ref(names.TAG_VALUES)),
        _TELLS_UNTAGGED: {"Fn::And": [filters_tag, equal(ref(names.CRITICAL_WITHOUT_TAG), YES)]},
        _FILTERS_PRODUCTS: no(equal(ref(names.PRODUCT_FILTER), ProductFilter.ALL.value)),
        _EXCLUDES_PRODUCTS: equal(ref(names.PRODUCT_FILTER), ProductFilter.ALL_BUT.value),
    }
    return found | ({_FILTERS_ACCOUNTS: filled(ref(names.ACCOUNTS))} if options.account_filter else {})


def pattern(form: Format, options: SubscriptionOptions) -> Node:
    """Return the event pattern as a text of the template.

    What is over matches whenever there is a memory, whatever its severity, also where the owner wants no resolved notices: a
    control that passes turns INFORMATIONAL, and only who knows that a finding was closed can tell that it is open again.
    A critical finding without the tag passes by a second branch, and by the same branch when it is over.
    """
    untagged = _alternatives(form, form.critical, options)
    values = {
        "Filters": _filters(form, options),
        "Tagged": either(_FILTERS_TAG, _tagged(form), ""),
        "Untagged": either(_TELLS_UNTAGGED, sub(f"}},{{{form.no_tag},\n{untagged}}}]"), ""),
    }
    severities = {} if form is CUSTOM_ACTION else {"Severities": _severities(form)}
    selected = form.always if form is CUSTOM_ACTION else _alternatives(form, form.severity, options)
    return sub(
        f'{{"source":["aws.securityhub"],"detail-type":["{form.detail_type}"],\n'
        f'"detail":{{"findings":{{${{Filters}}${{Tagged}}\n{selected}\n${{Untagged}}}}}}}}',
        **values,
        **severities,
    )


def pattern_of(form: Format, options: SubscriptionOptions, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the event pattern that the deployed rule has with these answers of the form."""
    found: dict[str, Any] = json.loads(pattern_text(form, options, answers))
    return found


def pattern_text(form: Format, options: SubscriptionOptions, answers: Mapping[str, str]) -> str:
    """Return the same as the text that EventBridge gets."""
    template = Answers(answers, conditions(options), {SEVERITY_MAP: severity_mapping()})
    return str(template.resolve(pattern(form, options)))


def _alternatives(form: Format, severity: str, options: SubscriptionOptions) -> str:
    """Return the condition that a finding is open with a severity, or over."""
    if form is CUSTOM_ACTION:
        return severity
    if options.formatting is Formatting.EVENTBRIDGE:
        return f"{form.is_new},{severity}"
    over = ",".join(f"{{{condition}}}" for condition in form.is_over)
    return f'"$or":[{{{form.is_open},\n{severity}}},\n{over}]'


def _severities(form: Format) -> Node:
    return {"Fn::FindInMap": [SEVERITY_MAP, ref(names.MINIMUM_SEVERITY), form.name]}


def _tagged(form: Format) -> Node:
    listed = sub('{"wildcard":"${Listed}"}', Listed=separated(names.TAG_VALUES, '"},{"wildcard":"'))
    return sub(
        f"${{Begin}}{form.tag},",
        Begin=either(_TELLS_UNTAGGED, '"$or":[{', ""),
        Values=either(_FILTERS_VALUES, listed, '{"exists":true}'),
    )


def _filters(form: Format, options: SubscriptionOptions) -> Node:
    products = either(_FILTERS_PRODUCTS, sub(f"{form.product},", Products=_products()), "")
    if not options.account_filter:
        return products
    accounts = sub('"${Listed}"', Listed=separated(names.ACCOUNTS, '","'))
    return sub(
        "${Products}${Accounts}",
        Products=products,
        Accounts=either(_FILTERS_ACCOUNTS, sub(f"{form.account},", Accounts=accounts), ""),
    )


def _products() -> Node:
    included = _listed_products('{"equals-ignore-case":"${Listed}"}', '"},{"equals-ignore-case":"')
    excluded = _listed_products('{"anything-but":{"equals-ignore-case":["${Listed}"]}}', '","')
    return either(_EXCLUDES_PRODUCTS, excluded, included)


def _listed_products(around: str, between: str) -> Node:
    """Return the products' matchers; the renamed one, told from longer names by its quotes, stands there by both names."""
    old, new = RENAMED
    listed = sub(around, Listed=separated(names.PRODUCTS, between))
    return replaced(replaced(listed, f'"{new}"', f'"{old}"'), f'"{old}"', f'"{old}{between}{new}"')
