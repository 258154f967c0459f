"""The owner's time zone, and when a local time of day is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


@lru_cache(maxsize=8)
def zone(name: str) -> tzinfo:
    """Return the pytz time zone of that name; UTC where there is none such.

    pytz reads its files when a zone is first asked for, so UTC, the most frequent choice, needs none of it.
    """
    if name == "UTC":
        return timezone.utc
    import pytz

    try:
        found: tzinfo = pytz.timezone(name)
    except pytz.UnknownTimeZoneError:
        return timezone.utc
    return found


@lru_cache(maxsize=256)
def moment_of(day: date, hour: int, zone_name: str) -> datetime:
    """Return the first moment, in UTC, at which that local day has reached the hour (0 to 23).

    Where clocks go forward over the hour it is the moment at which they do, or, where that ends the day, the hour before; where
    they go back over it, its first coming. So each day has exactly one such moment.
    """
    owners = zone(zone_name)
    wanted = datetime.combine(day, time(hour))
    as_utc = wanted.replace(tzinfo=timezone.utc)
    # Whatever changes about that hour, the day before and the day after have the offsets on its two sides.
    before, after = (_offset(moment, owners) for moment in (as_utc - _DAY, as_utc + _DAY))
    candidates = sorted({as_utc - before, as_utc - after})
    found = next((one for one in candidates if one.astimezone(owners).replace(tzinfo=None) == wanted), as_utc - before)
    return found - _HOUR if found.astimezone(owners).date() > day else found


def _offset(moment: datetime, owners: tzinfo) -> timedelta:
    return moment.astimezone(owners).utcoffset() or timedelta()
