"""What a subscription tells, in words: its filters as an owner would say them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from formatter.filters import Filters, ProductFilter
from formatter.finding.severity import Severity
from formatter.messages.data import shown
from formatter.settings import Delivery, Preferences

_MOST = 20
_NOTIFIED, _IN_PROGRESS = "workflow status to Notified", "status to In Progress"


def filters_in_words(filters: Filters) -> str:
    """Return one phrase such as `findings of severity HIGH and above of resources tagged team = checkout`."""
    return "findings " + ", ".join(_parts(filters))


def delivery_in_words(preferences: Preferences) -> str:
    """Return one sentence that says when messages come."""
    at_once = "CRITICAL ones and what somebody sends you on purpose come at once"
    if preferences.delivery is Delivery.IMMEDIATE:
        return "Each comes at once; where many come together, in one email."
    if preferences.delivery is Delivery.HOURLY:
        return f"They come together at the full hour; {at_once}."
    return f"They come together each day at {preferences.digest_hour:02}:00 ({preferences.time_zone}); {at_once}."


def taking_on(is_newer: Collection[bool]) -> str:
    """Return the status that says that somebody is at it, as its page calls it.

    Args:
        is_newer: for each finding, whether the newer Security Hub sent it.
    """
    if not any(is_newer):
        return _NOTIFIED
    return _IN_PROGRESS if all(is_newer) else f"{_NOTIFIED} (in the newer Security Hub: {_IN_PROGRESS})"


def joined(parts: Sequence[str], last: str = "and") -> str:
    """Return `a, b and c`; beyond twenty the rest as a number."""
    parts = [*parts[:_MOST], f"{len(parts) - _MOST} more"] if len(parts) > _MOST else list(parts)
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def counted(number: int, one: str, many: str = "") -> str:
    """Return `1 finding` or `3 findings`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _parts(filters: Filters) -> Iterator[str]:
    minimum = filters.minimum_severity
    yield f"of severity {minimum.name}" + ("" if minimum is Severity.CRITICAL else " and above")
    if filters.tag_key:
        values = joined([shown(value) for value in filters.tag_values], "or")
        tagged = f"{shown(filters.tag_key)} = {values}" if values and values != "*" else shown(filters.tag_key)
        untagged = f" (CRITICAL ones also where no resource carries {shown(filters.tag_key)})"
        yield f"of resources tagged {tagged}" + (untagged if filters.critical_without_tag else "")
    if filters.products and filters.product_filter is not ProductFilter.ALL:
        named = joined([shown(product) for product in filters.products])
        yield f"only from {named}" if filters.product_filter is ProductFilter.ONLY else f"from all products but {named}"
    if filters.accounts:
        yield f"of account{'s' if len(filters.accounts) > 1 else ''} {joined([shown(one) for one in filters.accounts])}"
