"""Event patterns: read from JSON, and held against events."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

from event_matching.alternatives import Leaf, alternatives_of
from event_matching.complexity import MOST_COMPLEX, complexity
from event_matching.errors import InvalidPatternError
from event_matching.fields import Field, Membership, fields_of, joined

LONGEST_PATTERN = 2_048
"""Characters of a pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html"""


@dataclass(frozen=True)
class EventPattern:
    """A pattern that EventBridge takes.

    Attributes:
        alternatives: leaves by path, outer ones first, which tell most events apart; the pattern matches an event that meets
            all leaves of one of them.
    """

    alternatives: tuple[tuple[tuple[str, Leaf], ...], ...]

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(path for one in self.alternatives for path, _ in one)

    @classmethod
    def parse(cls, text: str) -> EventPattern:
        """Return the pattern that a text states.

        Raises:
            InvalidPatternError: EventBridge refuses it; for the reason as it words it.
        """
        if len(text) > LONGEST_PATTERN:
            raise InvalidPatternError(f"Event pattern is longer than {LONGEST_PATTERN} characters: {len(text)}")
        found = alternatives_of(_json(text))
        if complexity(found) > MOST_COMPLEX:
            raise InvalidPatternError(
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after "
                "a wildcard character"
            )
        return cls(tuple(tuple(sorted(one.items(), key=_outer_first)) for one in found))

    def matches(self, event: Mapping[str, Any]) -> bool:
        """Return whether it matches an event, given with its envelope as rules see it."""
        fields = fields_of(event, self._paths)
        return any(_is_met(one, fields, {}) for one in self.alternatives)


def _outer_first(leaf: tuple[str, Leaf]) -> tuple[int, str]:
    path, _ = leaf
    return path.count("."), path


def _is_met(leaves: Sequence[tuple[str, Leaf]], fields: Mapping[str, Sequence[Field]], membership: Membership) -> bool:
    """Return whether each leaf is met by a field, all of them from the same elements of arrays."""
    if not leaves:
        return True
    (path, leaf), *others = leaves
    consistent = [
        (value, places) for value, own in fields.get(path, ()) if (places := joined(membership, own)) is not None
    ]
    if leaf.may_be_absent and not consistent and _is_met(others, fields, membership):
        return True
    return any(leaf.is_met_by(value) and _is_met(others, fields, places) for value, places in consistent)


def _json(text: str) -> object:
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidPatternError("Invalid JSON") from error


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python takes for JSON."""
    raise ValueError(name)
