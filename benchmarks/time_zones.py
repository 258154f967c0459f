"""A year of daily digests in every time zone of pytz, at every hour: each local day has exactly one.

    python -m benchmarks.time_zones              # this year's changes of clocks
    python -m benchmarks.time_zones --year 2011  # Samoa left out a whole day

Ends with 1 when a day has none, or two.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

import pytz

from benchmarks.bars import Bar, report
from formatter.decision.schedule import next_digest
from formatter.settings import Delivery, Preferences
from formatter.time_zones import zone

_DAY = timedelta(days=1)
_STEP = timedelta(minutes=15)
"""Clocks change at a quarter of an hour."""

Changes = tuple[tuple[datetime, timedelta], ...]
"""Since when clocks are so far ahead of UTC."""


def main() -> None:
    """Print what was counted."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--year", type=int, default=2026)
    year = parser.parse_args().year
    sys.exit(report(f"Daily digests of {year}", *digests(year, pytz.all_timezones, range(24))))


def digests(year: int, names: Iterable[str], hours: Iterable[int]) -> tuple[list[tuple[str, object]], list[Bar]]:
    """Count the digests of each local day; returns rows and bars. Zones whose clocks are alike all year are walked once."""
    zones: dict[Changes, list[str]] = {}
    for name in names:
        zones.setdefault(_changes(name, year), []).append(name)
    found = Counter(
        number for same in zones.values() for hour in hours for number in _digests_of_days(same[0], hour, year)
    )
    rows: list[tuple[str, object]] = [
        ("zones", sum(map(len, zones.values()))),
        ("whose clocks differ", len(zones)),
        ("changes of their clocks", sum(len(changes) - 1 for changes in zones)),
        ("local days, at every hour", found.total()),
        ("of which have one digest", found[1]),
    ]
    return rows, [
        Bar("days without a digest", found[0], 0),
        Bar("days with more than one", found.total() - found[0] - found[1], 0),
    ]


def _digests_of_days(name: str, hour: int, year: int) -> Iterator[int]:
    """Yield how many digests each local day has."""
    preferences = Preferences(delivery=Delivery.DAILY, digest_hour=hour, time_zone=name)
    end = datetime(year + 1, 1, 3, tzinfo=timezone.utc)
    sent: Counter[date] = Counter()
    now = datetime(year - 1, 12, 29, tzinfo=timezone.utc)
    while (now := next_digest(preferences, now)) < end:
        sent[now.astimezone(zone(name)).date()] += 1
    yield from (sent[day] for day in _local_days(name, year))


@lru_cache(maxsize=1)
def _local_days(name: str, year: int) -> set[date]:
    """Return the days that clocks show; one can be left out where a place moves over the date line."""
    hours = (datetime(year - 1, 12, 31, tzinfo=timezone.utc) + timedelta(hours=number) for number in range(368 * 24))
    return {day for hour in hours if (day := hour.astimezone(zone(name)).date()).year == year}


def _changes(name: str, year: int) -> Changes:
    owners = zone(name)
    now, end = datetime(year - 1, 12, 30, tzinfo=timezone.utc), datetime(year + 1, 1, 3, tzinfo=timezone.utc)
    found = [(now, _ahead(now, owners))]
    while now < end:
        step = _DAY if _ahead(now + _DAY, owners) == found[-1][1] else _STEP
        now += step
        if _ahead(now, owners) != found[-1][1]:
            found.append((now, _ahead(now, owners)))
    return tuple(found)


def _ahead(now: datetime, owners: tzinfo) -> timedelta:
    return now.astimezone(owners).utcoffset() or timedelta()


if __name__ == "__main__":
    main()
