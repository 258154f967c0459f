"""What a layout is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from formatter.finding.finding import Finding

Fact = tuple[str, str]
"""Label and value; the value is shown as data."""


Time = tuple[str, datetime]
"""Label and time; shown in the reader's time zone."""


def nothing(finding: Finding) -> tuple[()]:  # noqa: ARG001  # in place of one of the layouts' functions
    """Return none, whatever of."""
    return ()


@dataclass(frozen=True)
class Layout:
    """How the findings of one product are told.

    Attributes:
        name: name of the layout, for logs and tests.
        matches: whether the layout is for this finding.
        happened: one or two sentences in our words for an engineer who does not live in Security Hub.
        steps: what to do, in order, in our words; the first also stands in the email's first lines and in digests.
        facts: what else this product says that helps.
        commands: what to type for one of the steps.
        own_pages: the product's console pages for a finding that does not name its own.
        times: when that happens which the finding tells of, where that is not when it was seen.
        links: pages of further consoles (label and address).
    """

    name: str
    matches: Callable[[Finding], bool]
    happened: Callable[[Finding], str]
    steps: Callable[[Finding], tuple[str, ...]]
    facts: Callable[[Finding], tuple[Fact, ...]] = nothing
    commands: Callable[[Finding], tuple[str, ...]] = nothing
    own_pages: Callable[[Finding], tuple[Fact, ...]] = nothing
    times: Callable[[Finding], tuple[Time, ...]] = nothing
    links: Callable[[Finding], tuple[Fact, ...]] = nothing


def kept(*facts: Fact) -> tuple[Fact, ...]:
    """Return the facts that have a value."""
    return tuple((label, value) for label, value in facts if value)


def is_product(*names: str) -> Callable[[Finding], bool]:
    """Return a test for the product's name, in any case and with or without the company before it."""
    wanted = {name.casefold() for name in names}

    def matches(finding: Finding) -> bool:
        name = finding.product_name.casefold()
        return name in wanted or name.removeprefix("amazon ").removeprefix("aws ") in wanted

    return matches
