"""When digests and reports go out, as dates in the owner's time zone, so that no change of clocks skips or doubles one."""

from __future__ import annotations

from datetime import datetime, timedelta

from formatter.settings import Delivery, Preferences
from formatter.time_zones import moment_of, zone

GRACE = timedelta(seconds=90)
"""The sweep leaves a finding to the invocation that received it for so long; the function times out before."""

ALREADY_OPEN = timedelta(hours=24)
"""What was first seen so long before the subscription began was open already."""

FIRST_DAYS = timedelta(hours=36)
"""So long after the beginning what comes may be old: controls are checked at least once in a day."""

_FIRST_DIGESTS = (*(timedelta(hours=hours) for hours in (0.25, 2, 8, 24)), FIRST_DAYS)
_DAY = timedelta(days=1)
_WEEK = 7


def next_digest(preferences: Preferences, since: datetime) -> datetime:
    """Return the first moment after `since` at which a digest goes out: a full local hour, or the day's hour."""
    if preferences.delivery is Delivery.DAILY:
        return _next_of_day(preferences, preferences.digest_hour, since)
    local = since.astimezone(zone(preferences.time_zone))
    full = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return since - full + timedelta(hours=1)


def next_round(preferences: Preferences, at: datetime) -> datetime:
    """Return the first moment from then on at which all that can wait is told together: the day's hour."""
    return _next_of_day(preferences, preferences.digest_hour, at - timedelta(microseconds=1))


def start_of_day(preferences: Preferences, now: datetime) -> datetime:
    """Return when the local day of now began."""
    local = now.astimezone(zone(preferences.time_zone))
    return moment_of(local.date(), 0, preferences.time_zone)


def last_weekly(preferences: Preferences, now: datetime) -> datetime | None:
    """Return the latest moment, not after now, at which a weekly report went out or should have; None where none does."""
    weekly = preferences.admin.weekly_report
    if weekly is None:
        return None
    today = now.astimezone(zone(preferences.time_zone)).date()
    day = today - timedelta(days=(today.weekday() - weekly.weekday) % _WEEK)
    moment = moment_of(day, weekly.hour, preferences.time_zone)
    return moment if moment <= now else moment_of(day - timedelta(days=_WEEK), weekly.hour, preferences.time_zone)


def was_open_already(first_seen: datetime | None, began: datetime | None, now: datetime) -> bool:
    """Tell whether a finding was open before the subscription began, and came within its first days.

    Args:
        first_seen: when its product saw it first; None where it does not say, which counts as new.
        began: when the subscription began; None while nobody listens yet.
        now: when it came.
    """
    if first_seen is None or began is None:
        return False
    return first_seen < began - ALREADY_OPEN and now < began + FIRST_DAYS


def first_days_digest(began: datetime, now: datetime) -> datetime:
    """Return the next digest of what was open already: 15 minutes, 2, 8, 24 and 36 hours after the beginning, else now."""
    return next((began + one for one in _FIRST_DIGESTS if began + one >= now), now)


def _next_of_day(preferences: Preferences, hour: int, since: datetime) -> datetime:
    day = since.astimezone(zone(preferences.time_zone)).date()
    moments = (moment_of(day + number * _DAY, hour, preferences.time_zone) for number in range(3))
    # The local day before may end after the next one's hour has come, where a day is skipped.
    return next(moment for moment in moments if moment > since)
