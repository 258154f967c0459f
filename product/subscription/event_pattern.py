"""Which events reach the subscription: the event patterns of its rules.

A tag key is the owner's own, and CloudFormation takes no function in place of a key: the pattern is therefore made as text,
which AWS::Events::Rule takes as well. The form refuses every character that could end a text inside it.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns-content-based-filtering.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from common.options import SEVERITIES, Formatting
from product.subscription.form import ACCOUNTS, PRODUCT_FILTERS, PRODUCTS, TAG_VALUES
from product.subscription.lists import Node, either, filled, join, ref
from product.subscription.options import SubscriptionOptions
from product.subscription.resolve import resolve

LARGEST_PATTERN = 2_048
"""Characters of an event pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""

_ABSENT = '{"exists":false}'
_RENAMED = " CSPM"
"""AWS renamed Security Hub to Security Hub CSPM; findings carry either name."""


@dataclass(frozen=True)
class Format:
    """Where an event keeps what the filters look at.

    Attributes:
        name: key of the mapping of severities.
        detail_type: detail type of its events.
        open_severity: start of the condition "open", up to the severities.
        open_end: end of that condition.
        over: the conditions "closed" and "suppressed".
        product: start and end around the product's matchers.
        account: likewise around the account's.
        tag: around key and values of a tag.
        always: a condition that any finding meets.
    """

    name: str
    detail_type: str
    open_severity: str
    open_end: str
    over: str
    product: tuple[str, str]
    account: tuple[str, str]
    tag: tuple[str, str, str]
    always: str


ASFF = Format(
    name="Label",
    detail_type="Security Hub Findings - Imported",
    open_severity=(
        f'"Workflow":{{"Status":["NEW",{_ABSENT}]}},"RecordState":["ACTIVE",{_ABSENT}],"Severity":{{"Label":['
    ),
    open_end=f",{_ABSENT}]}}",
    over=(
        ',{"Workflow":{"Status":["RESOLVED","SUPPRESSED"]}},{"RecordState":["ARCHIVED"]},{"Compliance":{"Status":["PASSED"]}}'
    ),
    product=(',"ProductName":[', "]"),
    account=(',"AwsAccountId":[', "]"),
    tag=(',"Resources":{"Tags":{"', '":[', "]}}"),
    always='"Id":[{"exists":true}]',
)

CUSTOM_ACTION = replace(ASFF, detail_type="Security Hub Findings - Custom Action")

OCSF = Format(
    name="Id",
    detail_type="Findings Imported V2",
    # 0 unknown, 1 new; 2 in progress is silent. https://schema.ocsf.io/classes/detection_finding
    open_severity=f'"status_id":[0,1,{_ABSENT}],"severity_id":[',
    open_end=f",{_ABSENT}]",
    over=(
        ',{"status_id":[3,4,5,6]},{"activity_id":[3]}'
        ',{"compliance":{"status_id":[1]}},{"compliance":{"status":["Pass","PASSED"]}}'
    ),
    product=(',"metadata":{"product":{"name":[', "]}}"),
    account=(',"cloud":{"account":{"uid":[', "]}}"),
    tag=(',"resources":{"tags":{"name":["', '"],"value":[', "]}}"),
    always='"finding_info":{"uid":[{"exists":true}]}',
)

SEVERITY_MAP = "AtOrAbove"


def severity_mapping() -> dict[str, dict[str, str]]:
    """Return the template's mapping from the minimum severity to the matchers of both formats."""
    names = [severity.upper() for severity in SEVERITIES]
    # OCSF counts 2 low to 5 critical, and 6 fatal.
    numbers = ["5,6", "4", "3", "2"]
    return {
        severity: {
            ASFF.name: ",".join(f'"{name}"' for name in names[: position + 1]),
            OCSF.name: ",".join(numbers[: position + 1]),
        }
        for position, severity in enumerate(SEVERITIES)
    }


def conditions(options: SubscriptionOptions) -> dict[str, Node]:
    """Return the conditions that the patterns use."""
    found: dict[str, Node] = {
        "FiltersTag": filled(ref("TagKey")),
        "FiltersTagValues": filled(ref("TagValues")),
        "FiltersProducts": {"Fn::Not": [{"Fn::Equals": [ref("ProductFilter"), PRODUCT_FILTERS[0]]}]},
        "ExcludesProducts": {"Fn::Equals": [ref("ProductFilter"), PRODUCT_FILTERS[2]]},
        **TAG_VALUES.conditions(),
        **PRODUCTS.conditions(),
    }
    if options.account_filter:
        found |= {"FiltersAccounts": filled(ref("Accounts")), **ACCOUNTS.conditions()}
    return found


def pattern(form: Format, options: SubscriptionOptions) -> Node:
    """Return the event pattern as a text of the template.

    What is closed or suppressed matches whenever there is a memory, also where the owner wants no resolved notices: only who
    knows that a finding was closed can tell that it is open again, and need not remind of it.
    """
    parts: list[Node] = [
        f'{{"source":["aws.securityhub"],"detail-type":["{form.detail_type}"],"detail":{{"findings":{{',
        *(_status(form, options) if form is not CUSTOM_ACTION else [form.always]),
        either("FiltersProducts", _products(form), ""),
        either("FiltersAccounts", _accounts(form), "") if options.account_filter else "",
        either("FiltersTag", _tag(form), ""),
        "}}}",
    ]
    return join("", [part for part in parts if part != ""])


def pattern_of(form: Format, options: SubscriptionOptions, answers: Mapping[str, str]) -> dict[str, Any]:
    """Return the event pattern that the deployed rule has with these answers of the form."""
    mappings = {SEVERITY_MAP: severity_mapping()}
    text = resolve(pattern(form, options), answers, conditions(options), mappings)
    found: dict[str, Any] = json.loads(str(text))
    return found


def _status(form: Format, options: SubscriptionOptions) -> list[Node]:
    severities = {"Fn::FindInMap": [SEVERITY_MAP, ref("MinimumSeverity"), form.name]}
    if options.formatting is Formatting.EVENTBRIDGE:
        return [form.open_severity, severities, form.open_end]
    return [f'"$or":[{{{form.open_severity}', severities, f"{form.open_end}}}{form.over}]"]


def _products(form: Format) -> Node:
    start, end = form.product
    listed = PRODUCTS.texts(lambda value, place: join("", ["," if place else "", *_names(value)]))
    included = PRODUCTS.texts(lambda value, place: join("", ["," if place else "", *_name_matchers(value)]))
    excluding = join("", ['{"anything-but":{"equals-ignore-case":[', *listed, "]}}"])
    return join("", [start, either("ExcludesProducts", excluding, join("", included)), end])


def _base_name(value: Node) -> Node:
    """Return the name without the addition that it may have."""
    for addition in (_RENAMED, _RENAMED.lower()):
        value = {"Fn::Select": ["0", {"Fn::Split": [addition, value]}]}
    return value


def _names(value: Node) -> list[Node]:
    base = _base_name(value)
    return ['"', base, '","', base, f'{_RENAMED}"']


def _name_matchers(value: Node) -> list[Node]:
    base = _base_name(value)
    return ['{"equals-ignore-case":"', base, '"},{"equals-ignore-case":"', base, f'{_RENAMED}"}}']


def _accounts(form: Format) -> Node:
    start, end = form.account
    listed = ACCOUNTS.texts(lambda value, place: join("", [',"' if place else '"', value, '"']))
    return join("", [start, *listed, end])


def _tag(form: Format) -> Node:
    start, between, end = form.tag
    values = TAG_VALUES.texts(lambda value, place: join("", ["," if place else "", '{"wildcard":"', value, '"}']))
    matchers = either("FiltersTagValues", join("", values), '{"exists":true}')
    return join("", [start, ref("TagKey"), between, matchers, end])
