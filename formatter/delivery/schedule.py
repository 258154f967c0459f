"""When a waiting finding is due, by the owner's local time."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from formatter.finding.severity import Severity
from formatter.memory.old_memory import Waiting
from formatter.memory.records import Kind
from formatter.settings import Delivery, Preferences
from formatter.time_zones import zone

GRACE = timedelta(seconds=90)
"""The sweep leaves a finding to the invocation that received it for so long; the function times out before."""

_QUARTER = 15
"""Minutes."""


def is_immediate(kind: Kind, severity: Severity, preferences: Preferences) -> bool:
    """Tell whether a finding goes out at once: always when critical, or when somebody sent it on purpose."""
    is_urgent = severity is Severity.CRITICAL or kind is Kind.CUSTOM_ACTION
    return is_urgent or preferences.delivery is Delivery.IMMEDIATE


def is_due(one: Waiting, preferences: Preferences, now: datetime) -> bool:
    """Tell whether a finding that waits is to be told by the sweep of now."""
    if is_immediate(one.kind, one.severity, preferences):
        return now - one.since >= GRACE
    return one.since <= last_digest(preferences, now)


def last_digest(preferences: Preferences, now: datetime) -> datetime:
    """Return the latest moment, not after now, at which a digest goes out: a full local hour, or the day's hour."""
    local = now.astimezone(zone(preferences.time_zone))
    if preferences.delivery is Delivery.HOURLY:
        return now - timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return last_daily(preferences, now)


def last_daily(preferences: Preferences, now: datetime) -> datetime:
    """Return the latest moment, not after now, at which it was the owner's hour of the daily digest.

    Steps back through time, since a day of 23 or 25 hours may hold the hour never or twice; by quarters of an hour, since
    some zones are off by half or a quarter of one.
    """
    moment = now.replace(minute=now.minute // _QUARTER * _QUARTER, second=0, microsecond=0)
    zone_of_owner = zone(preferences.time_zone)
    while not _is_full_hour(moment.astimezone(zone_of_owner), preferences.digest_hour):
        moment -= timedelta(minutes=_QUARTER)
    return moment.astimezone(timezone.utc)


def _is_full_hour(local: datetime, hour: int) -> bool:
    return (local.hour, local.minute) == (hour, 0)
