"""The arithmetic of docs/cost-and-scale.md: prices of us-east-1 in US dollars, and the calls that benchmarks measure."""

from __future__ import annotations

import math
from dataclasses import dataclass

LAMBDA_REQUEST = 0.20e-6
LAMBDA_GB_SECOND = 0.0000133334
READ = 0.125e-6
WRITE = 0.625e-6
EMAIL = 2.00e-5
ALARM = 0.10
LOG_GB = 0.50
METRIC_HOUR = 0.30 / 720
"""A metric costs 0.30 a month, for each hour in which it has a value."""

_SWEEPS = 30 * 24 * 12
_SWEEP_SECONDS = 0.02
_GIGABYTES = 0.5
_REPEAT_SECONDS = 0.005
_NEW_SECONDS = 0.05
_LOG_GB_A_FINDING = 0.9e-6
_LOG_GB_A_SWEEP = 0.45e-6
_WRITES_OF_NEW = 4
"""Waiting (with its index entry), the brake, told."""

_MATCHING = 0.10
_NEW = 0.05


@dataclass(frozen=True)
class Size:
    """How much happens in an organization."""

    accounts: int
    findings_a_day: int


SIZES = (Size(1, 1_000), Size(100, 100_000), Size(10_000, 1_000_000))


def idle() -> float:
    """Return the cost of a month of one subscription with nothing to tell."""
    sweep = LAMBDA_REQUEST + _SWEEP_SECONDS * _GIGABYTES * LAMBDA_GB_SECOND + WRITE + READ + _LOG_GB_A_SWEEP * LOG_GB
    return _SWEEPS * sweep + 2 * ALARM


def repeat() -> float:
    """Return the cost of an event that repeats what was told."""
    return LAMBDA_REQUEST + _REPEAT_SECONDS * _GIGABYTES * LAMBDA_GB_SECOND + READ + _LOG_GB_A_FINDING * LOG_GB


def new() -> float:
    """Return the cost of a finding that is told by an email of its own."""
    seconds = _NEW_SECONDS * _GIGABYTES * LAMBDA_GB_SECOND
    return LAMBDA_REQUEST + seconds + READ + _WRITES_OF_NEW * WRITE + _LOG_GB_A_FINDING * LOG_GB + EMAIL


def metrics(received: float, told: float) -> float:
    """Return the cost of a month's metrics of one subscription: what it received, told, and was silent about.

    Args:
        received: matching events a day, at random times.
        told: those of them that are told.
    """
    return METRIC_HOUR * sum(_hours(a_day) for a_day in (received, told, received - told))


def _hours(a_day: float) -> float:
    """Return the hours of a month in which something happens that happens so often a day."""
    return 720 * (1 - math.exp(-a_day / 24))


def month(size: Size) -> tuple[int, int, float]:
    """Return matching events, emails and cost of a month."""
    matching = round(size.findings_a_day * 30 * _MATCHING)
    emails = round(matching * _NEW)
    days = 30 * size.accounts
    standing = size.accounts * (idle() + metrics(matching / days, emails / days))
    return matching, emails, standing + (matching - emails) * repeat() + emails * new()


def table() -> str:
    """Return the generated part of the page."""
    lines = [
        "| A month of | Cost |",
        "|---|---|",
        f"| one idle subscription | {idle():.2f} |",
        f"| 10,000 idle subscriptions | {10_000 * idle():,.0f} |",
        f"| a million repeats | {1e6 * repeat():.2f} |",
        f"| a million new findings, an email each | {1e6 * new():.2f} |",
        "",
        "| Accounts | Findings a day | Matching a month | Emails a month | Cost a month | Mailing every match |",
        "|---|---|---|---|---|---|",
    ]
    for size in SIZES:
        matching, emails, cost = month(size)
        row = (f"{size.accounts:,}", f"{size.findings_a_day:,}", f"{matching:,}", f"{emails:,}", f"{cost:,.2f}")
        lines.append(f"| {' | '.join(row)} | {matching * EMAIL:,.2f} |")
    return "\n".join(lines)
