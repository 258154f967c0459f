"""Times as the owner reads them."""

from __future__ import annotations

from datetime import datetime

from formatter.time_zones import zone

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60))


def local_time(moment: datetime, zone_name: str) -> str:
    """Return the moment as `Tue 24 Nov 2026, 11:45 CET (UTC+01:00)`, daylight saving included."""
    try:
        local = moment.astimezone(zone(zone_name))
    except OverflowError:  # the first and last hours that Python knows, which some products write for "never"
        local = moment
    offset = local.strftime("%z")
    return f"{local:%a %d %b %Y, %H:%M} {local.tzname()} (UTC{offset[:3]}:{offset[3:5]})"


def age(moment: datetime, now: datetime) -> str:
    """Return how long ago that was, as `3 hours` in the largest unit that gives at least two, or empty if it is not."""
    seconds = int((now - moment).total_seconds())
    for unit, length in _UNITS:
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}s"
    return "1 minute" if seconds >= _UNITS[-1][1] else ""
