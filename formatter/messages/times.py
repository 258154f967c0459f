"""Times as the owner reads them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from formatter.time_zones import zone

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


@lru_cache(maxsize=32)
def local_time(moment: datetime, zone_name: str) -> str:
    """Return the moment as `Tue 24 Nov 2026, 11:45 CET (UTC+01:00)`, daylight saving included."""
    told, offset = f"{_local(moment, zone_name):%a %d %b %Y, %H:%M %Z|%z}".split("|")
    return f"{told} (UTC{offset[:3]}:{offset[3:5]})"


@lru_cache(maxsize=32)
def short_time(moment: datetime, zone_name: str) -> str:
    """Return the moment as `Tue 24 Nov 2026, 11:45 CET`."""
    return f"{_local(moment, zone_name):%a %d %b %Y, %H:%M %Z}"


def age(moment: datetime, now: datetime) -> str:
    """Return how long ago that was, as `3 hours` in the largest unit that gives at least two, or empty if it is not."""
    return length(now - moment)


def length(time: timedelta) -> str:
    """Return how long that is, as `3 hours` in the largest unit that gives at least two; empty below a minute."""
    seconds = int(time.total_seconds())
    for unit, long in _UNITS:
        if seconds >= 2 * long:
            return f"{seconds // long} {unit}s"
    return "1 minute" if seconds >= _UNITS[-1][1] else ""


def overdue_for(due: datetime | None, now: datetime) -> timedelta | None:
    """Return for how long it is overdue; None where it is not, or has no due date."""
    return None if due is None or now < due else now - due


def time_and_age(moment: datetime, now: datetime, zone_name: str) -> str:
    """Return the moment with how long ago that was."""
    ago = age(moment, now)
    return local_time(moment, zone_name) + (f", {ago} ago" if ago else "")


def _local(moment: datetime, zone_name: str) -> datetime:
    try:
        return moment.astimezone(zone(zone_name))
    except OverflowError:  # the first and last hours that Python knows, which some products write for "never"
        return moment
