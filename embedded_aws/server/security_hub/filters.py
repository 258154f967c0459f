"""Conditions of Security Hub's filters on what stands at a path of a finding.

Conditions that say what a value is are alternatives; of those that say what it is not, each must hold.
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StringFilter.html
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from embedded_aws.server.service import ApiError

Condition = Mapping[str, Any]

_TEXTS: Mapping[str, Callable[[str, str], bool]] = {
    "EQUALS": operator.eq,
    "PREFIX": str.startswith,
    "CONTAINS": operator.contains,
    "CONTAINS_WORD": lambda value, wanted: wanted.lower() in value.lower().split(),
}
_NOT = {"NOT_EQUALS": "EQUALS", "PREFIX_NOT_EQUALS": "PREFIX", "NOT_CONTAINS": "CONTAINS"}
_NUMBERS: Mapping[str, Callable[[float, float], bool]] = {
    "Gte": operator.ge,
    "Lte": operator.le,
    "Eq": operator.eq,
    "Gt": operator.gt,
    "Lt": operator.lt,
}


def values_at(finding: object, path: Sequence[str]) -> Iterator[Any]:
    """Yield the values at a path; where there are lists, of each element."""
    if isinstance(finding, list):
        for element in finding:
            yield from values_at(element, path)
    elif not path:
        yield finding
    elif isinstance(finding, dict) and path[0] in finding:
        yield from values_at(finding[path[0]], path[1:])


def fits_texts(values: Iterable[Any], conditions: Iterable[Condition]) -> bool:
    """Return whether texts fit string conditions."""
    texts = [str(value) for value in values]
    return _fits(conditions, lambda comparison, one: any(_TEXTS[comparison](text, one["Value"]) for text in texts))


def fits_maps(values: Iterable[Any], conditions: Iterable[Condition]) -> bool:
    """Return whether tags and other maps fit conditions on a key and its value.

    A map is an object or, as OCSF has tags, a list of names and values.
    """
    pairs = [pair for value in values for pair in _pairs(value)]
    return _fits(
        conditions,
        lambda comparison, one: any(
            name == one["Key"] and _TEXTS[comparison](value, one["Value"]) for name, value in pairs
        ),
    )


def fits_numbers(values: Iterable[Any], conditions: Iterable[Condition]) -> bool:
    """Return whether a number fits one of some conditions."""
    numbers = [value for value in values if isinstance(value, int | float)]
    return any(
        all(_NUMBERS[name](number, bound) for name, bound in one.items()) for one in conditions for number in numbers
    )


def fits_dates(values: Iterable[Any], conditions: Iterable[Condition]) -> bool:
    """Return whether a moment fits one of some conditions."""
    moments = [_moment(str(value)) for value in values]
    return any(_is_within(moment, one) for one in conditions for moment in moments)


def fits_flags(values: Iterable[Any], conditions: Iterable[Condition]) -> bool:
    """Return whether a truth value fits one of some conditions."""
    wanted = [one["Value"] for one in conditions]
    return any(value in wanted for value in values)


def _fits(conditions: Iterable[Condition], is_met: Callable[[str, Condition], bool]) -> bool:
    wanted: list[bool] = []
    excluded: list[bool] = []
    for one in conditions:
        comparison = one.get("Comparison", "EQUALS")
        if comparison in _NOT:
            excluded.append(is_met(_NOT[comparison], one))
        elif comparison in _TEXTS:
            wanted.append(is_met(comparison, one))
        else:
            raise ApiError("InvalidInputException", f"Invalid comparison: {comparison}")
    return not any(excluded) and (not wanted or any(wanted))


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and set(value) == {"name", "value"}:
        yield str(value["name"]), str(value["value"])
    elif isinstance(value, dict):
        yield from ((str(name), str(text)) for name, text in value.items())


def _is_within(moment: datetime, condition: Condition) -> bool:
    spread = condition.get("DateRange")
    if spread:
        begin = datetime.now(timezone.utc) - timedelta(days=spread["Value"])
        return (moment < begin) if spread.get("Comparison") == "OLDER_THAN" else (moment >= begin)
    start, end = condition.get("Start"), condition.get("End")
    return (not start or moment >= _moment(start)) and (not end or moment <= _moment(end))


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
