"""The owner's filters as questions to Security Hub: what is open by them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from formatter.filters import AWS_PRODUCTS, Filters, ProductFilter
from formatter.finding.severity import Severity

_MOST_VALUES = 20
"""Values that a filter takes. https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_AwsSecurityFindingFilters.html"""

_OPEN = ("NEW", "NOTIFIED")
_OPEN_STATUS_IDS = (0, 1, 2)
_OCSF_SEVERITY_IDS = {
    Severity.INFORMATIONAL: (1,),
    Severity.LOW: (2,),
    Severity.MEDIUM: (3,),
    Severity.HIGH: (4,),
    Severity.CRITICAL: (5, 6),
}
"""https://schema.ocsf.io/classes/finding_info"""


@dataclass(frozen=True)
class Query:
    """What is asked for: open findings of these severities, and further filters where there are any.

    Attributes:
        severities: the wanted ones.
        tag_key: key of a tag that a resource carries; empty: any resource.
        tag_values: the wanted values of it.
        products: names of products.
        is_all_but: whether those products are left out, instead of being the only ones.
        accounts: account ids; empty: all.
    """

    severities: tuple[Severity, ...]
    tag_key: str = ""
    tag_values: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    is_all_but: bool = False
    accounts: tuple[str, ...] = ()

    def asff(self) -> Mapping[str, Any]:
        """Return the filters of GetFindings."""
        comparison = "NOT_EQUALS" if self.is_all_but else "EQUALS"
        filters = {
            "RecordState": _texts("EQUALS", ("ACTIVE",)),
            "WorkflowStatus": _texts("EQUALS", _OPEN),
            "SeverityLabel": _texts("EQUALS", [severity.name for severity in self.severities]),
            "ProductName": _texts(comparison, self.products),
            "AwsAccountId": _texts("EQUALS", self.accounts),
            "ResourceTags": [one | {"Key": self.tag_key} for one in _texts("EQUALS", self.tag_values)],
        }
        return {name: values for name, values in filters.items() if values}

    def ocsf(self) -> Mapping[str, Any]:
        """Return the filters of GetFindingsV2."""
        severity_ids = [one for severity in self.severities for one in _OCSF_SEVERITY_IDS[severity]]
        comparison, operator = ("NOT_EQUALS", "AND") if self.is_all_but else ("EQUALS", "OR")
        tags = [
            {"FieldName": "resources.tags", "Filter": one | {"Key": self.tag_key}}
            for one in _texts("EQUALS", self.tag_values)
        ]
        parts = (
            _numbers("status_id", _OPEN_STATUS_IDS),
            _numbers("severity_id", severity_ids),
            _strings("metadata.product.name", comparison, self.products, operator),
            _strings("cloud.account.uid", "EQUALS", self.accounts, "OR"),
            {"MapFilters": tags, "Operator": "OR"} if tags else {},
        )
        return {"CompositeFilters": [part for part in parts if part], "CompositeOperator": "AND"}


def queries(filters: Filters) -> tuple[Query, ...]:
    """Return what to ask; nothing where Security Hub cannot be asked for what the rule lets through.

    It cannot be asked for a tag's key alone, nor for `*` in a value, nor for more than twenty values. To it
    capitals are other letters, to the rule they are not: of products whose right name is not known, all are asked for, and the
    caller leaves out what the rule would not let through.
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StringFilter.html
    """
    if filters.tag_key and (not filters.tag_values or any("*" in value for value in filters.tag_values)):
        return ()
    if any(len(values) > _MOST_VALUES for values in (filters.tag_values, filters.products, filters.accounts)):
        return ()
    wanted = tuple(severity for severity in reversed(Severity) if severity >= filters.minimum_severity)
    products = () if filters.product_filter is ProductFilter.ALL else _right_names(filters)
    is_all_but = filters.product_filter is ProductFilter.ALL_BUT
    untagged = Query((Severity.CRITICAL,), "", (), products, is_all_but, filters.accounts)
    if not filters.tag_key:
        return (Query(wanted, "", (), products, is_all_but, filters.accounts),)
    tagged = Query(wanted, filters.tag_key, filters.tag_values, products, is_all_but, filters.accounts)
    # Of all that is critical, the caller leaves out what carries another value of the tag.
    return (untagged, tagged) if filters.critical_without_tag else (tagged,)


def _right_names(filters: Filters) -> tuple[str, ...]:
    names = filters.product_names
    right = tuple(name for name in AWS_PRODUCTS if name.casefold() in names)
    is_whole = len(right) == len(names)
    return right if is_whole or filters.product_filter is ProductFilter.ALL_BUT else ()


def _texts(comparison: str, values: Sequence[str]) -> list[dict[str, str]]:
    return [{"Value": value, "Comparison": comparison} for value in values]


def _numbers(field: str, values: Sequence[int]) -> dict[str, Any]:
    return {"NumberFilters": [{"FieldName": field, "Filter": {"Eq": value}} for value in values], "Operator": "OR"}


def _strings(field: str, comparison: str, values: Sequence[str], operator: str) -> dict[str, Any]:
    filters = [{"FieldName": field, "Filter": one} for one in _texts(comparison, values)]
    return {"StringFilters": filters, "Operator": operator} if filters else {}
