"""What it costs as accounts and findings grow: prices of us-east-1 in US dollars, and the calls that `benchmarks.warm` counts.

`python -m benchmarks.cost` prints the tables of docs/cost-and-scale.md.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import click

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
WRITES_OF_REPEAT = 1
WRITES_OF_NEW = 3
READS_OF_NEW = 2
"""Calls, as `python -m benchmarks.warm` counts them, beside one transaction: whether it is a repeat, the brake, told."""

_ROW_UNITS = 3
"""Write units of a row with its finding, compressed: the median public finding makes 2.1 KB, and a unit is 1 KB."""

_UNITS_OF_NEW = 1 + 2 * (1 + _ROW_UNITS + 1) + 1 + (_ROW_UNITS + 1)
"""The first call, then a transaction of the finding's row, the problem's and its place in the agenda, which counts double; the
brake; and told, which takes the row out of the agenda."""

_LEAST_SHOWN = 0.001
_MATCHING = 0.10
_NEW = 0.05


@dataclass(frozen=True)
class Size:
    """How much happens in an organization."""

    accounts: int
    findings_a_day: int


SIZES = tuple(Size(accounts, findings) for accounts in (1, 100, 10_000) for findings in (1_000, 30_000, 1_000_000))


@dataclass(frozen=True)
class Quota:
    """A limit of AWS and how much of it an organization of a size uses.

    Attributes:
        name: what is limited, as the page names it.
        limit: the smallest default.
        used: how much of it is used, at ten times the average of the day.
    """

    name: str
    limit: float
    used: Callable[[Size], float]


def _peak(size: Size) -> float:
    """Return matching events a second in one account, in the busiest moment."""
    return 10 * size.findings_a_day * _MATCHING / size.accounts / 86_400


QUOTAS = (
    Quota("accounts a portfolio is shared with one by one", 5_000, lambda size: size.accounts),
    Quota("StackSet instances", 100_000, lambda size: size.accounts),
    Quota("EventBridge invocations a second", 750, _peak),
    Quota("Lambda concurrency", 1_000, lambda size: _peak(size) * _NEW_SECONDS),
)
"""https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html"""


def idle() -> float:
    """Return the cost of a month of one subscription with nothing to tell."""
    sweep = LAMBDA_REQUEST + _SWEEP_SECONDS * _GIGABYTES * LAMBDA_GB_SECOND + WRITE + READ + _LOG_GB_A_SWEEP * LOG_GB
    return _SWEEPS * sweep + ALARM


def repeat() -> float:
    """Return the cost of an event that repeats what was told."""
    return (
        LAMBDA_REQUEST
        + _REPEAT_SECONDS * _GIGABYTES * LAMBDA_GB_SECOND
        + WRITES_OF_REPEAT * WRITE
        + _LOG_GB_A_FINDING * LOG_GB
    )


def new() -> float:
    """Return the cost of a finding that is told by an email of its own."""
    seconds = _NEW_SECONDS * _GIGABYTES * LAMBDA_GB_SECOND
    table = READS_OF_NEW * READ + _UNITS_OF_NEW * WRITE
    return LAMBDA_REQUEST + seconds + table + _LOG_GB_A_FINDING * LOG_GB + EMAIL


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


def nearest_quota(size: Size) -> str:
    """Return the quota of which most is used, and how much of it."""
    share, quota = max(((quota.used(size) / quota.limit, quota.name) for quota in QUOTAS), key=lambda one: one[0])
    return f"{quota}: {f'{share:.1%}' if share >= _LEAST_SHOWN else 'hardly any'}"


def table() -> str:
    """Return the tables, in Markdown."""
    lines = [
        "| A month of | Cost |",
        "|---|---|",
        f"| one idle subscription | {idle():.2f} |",
        f"| 10,000 idle subscriptions | {10_000 * idle():,.0f} |",
        f"| a million repeats | {1e6 * repeat():.2f} |",
        f"| a million new findings, an email each | {1e6 * new():.2f} |",
        "",
        "| Accounts | Findings a day | Emails a month | Cost a month | Mailing every match: emails | Cost | Nearest quota |",
        "|---|---|---|---|---|---|---|",
    ]
    for size in SIZES:
        matching, emails, cost = month(size)
        ours = (f"{size.accounts:,}", f"{size.findings_a_day:,}", f"{emails:,}", f"{cost:,.2f}")
        theirs = (f"{matching:,}", f"{matching * EMAIL:,.2f}", nearest_quota(size))
        lines.append(f"| {' | '.join((*ours, *theirs))} |")
    return "\n".join(lines)


if __name__ == "__main__":
    click.echo(table())
