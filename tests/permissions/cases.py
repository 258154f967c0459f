"""A call that is allowed or denied, and why that is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.permissions.evaluator import Request


@dataclass(frozen=True)
class Case:
    """One call of somebody.

    Attributes:
        who: name of the principal, or of what is called where its own policy decides; see `policies.principals`.
        what: what is tried, in words.
        request: the call.
        allowed: whether it has to be allowed.
    """

    who: str
    what: str
    request: Request
    allowed: bool = False

    def __str__(self) -> str:
        """Return a name for the test."""
        return f"{self.who}: {self.what} ({self.request.action.partition(':')[2]})"


Attack = tuple[str, str, str, Mapping[str, Any]]
"""What is tried, the action, the resource, and the condition keys of the call."""


def denied(who: Iterable[str], attacks: Iterable[Attack]) -> list[Case]:
    """Return a case for each of these principals and attacks."""
    return [
        Case(name, what, Request(action, resource, keys)) for name in who for what, action, resource, keys in attacks
    ]
