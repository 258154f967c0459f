"""Digests and reports by the owner's date."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import pairwise

import pytest
import pytz

from formatter.decision.schedule import (
    first_days_digest,
    last_weekly,
    next_digest,
    next_round,
    start_of_day,
    was_open_already,
)
from formatter.settings import AdminChoices, Delivery, Preferences, WeeklyReport
from formatter.time_zones import zone

BEGAN = datetime(2026, 5, 4, 12, 0, tzinfo=timezone.utc)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=timezone.utc)


DIGESTS = [
    ("hourly: the next full hour", Delivery.HOURLY, 8, "Europe/Berlin", "2026-05-04T07:10", "2026-05-04T08:00"),
    ("hourly: a full hour has just gone", Delivery.HOURLY, 8, "UTC", "2026-05-04T07:00", "2026-05-04T08:00"),
    ("hourly, half an hour off", Delivery.HOURLY, 8, "Asia/Kolkata", "2026-05-04T07:10", "2026-05-04T07:30"),
    ("daily: today", Delivery.DAILY, 8, "Europe/Berlin", "2026-05-04T05:59", "2026-05-04T06:00"),
    ("daily: today's has just gone", Delivery.DAILY, 8, "Europe/Berlin", "2026-05-04T06:00", "2026-05-05T06:00"),
    ("daily: a skipped hour", Delivery.DAILY, 2, "Europe/Berlin", "2026-03-28T12:00", "2026-03-29T01:00"),
    ("daily: the day after it", Delivery.DAILY, 2, "Europe/Berlin", "2026-03-29T01:00", "2026-03-30T00:00"),
    ("daily: an hour that comes twice", Delivery.DAILY, 2, "Europe/Berlin", "2026-10-25T00:30", "2026-10-26T01:00"),
]


@pytest.mark.parametrize(
    ("delivery", "hour", "zone_name", "since", "expected"),
    [row[1:] for row in DIGESTS],
    ids=[row[0] for row in DIGESTS],
)
def test_the_next_digest(delivery: Delivery, hour: int, zone_name: str, since: str, expected: str) -> None:
    preferences = Preferences(delivery=delivery, digest_hour=hour, time_zone=zone_name)
    assert next_digest(preferences, at(since)) == at(expected)


@pytest.mark.parametrize("hour", [0, 2])
def test_a_year_of_daily_digests_has_one_for_each_local_date(hour: int) -> None:
    for name in ("Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Chatham"):
        preferences = Preferences(delivery=Delivery.DAILY, digest_hour=hour, time_zone=name)
        moments = [at("2026-01-01T00:00")]
        while moments[-1] < at("2027-01-01T00:00"):
            moments.append(next_digest(preferences, moments[-1]))
        dates = [moment.astimezone(zone(name)).date() for moment in moments[1:]]
        assert {after - before for before, after in pairwise(dates)} == {timedelta(days=1)}, name


def test_every_zone_has_a_digest_within_a_day_and_two_hours() -> None:
    for name in pytz.common_timezones:
        preferences = Preferences(delivery=Delivery.DAILY, digest_hour=3, time_zone=name)
        for month in range(1, 13):
            since = datetime(2026, month, 15, 3, tzinfo=timezone.utc)
            assert since < next_digest(preferences, since) <= since + timedelta(hours=26)


@pytest.mark.parametrize(
    ("at_first", "expected"),
    [
        pytest.param("2026-05-04T05:59", "2026-05-04T06:00", id="before the hour"),
        pytest.param("2026-05-04T06:00", "2026-05-04T06:00", id="at the hour"),
        pytest.param("2026-05-04T06:01", "2026-05-05T06:00", id="after the hour"),
    ],
)
def test_what_can_wait_is_told_at_the_first_hour_of_the_day_from_then_on(at_first: str, expected: str) -> None:
    assert next_round(Preferences(digest_hour=8, time_zone="Europe/Berlin"), at(at_first)) == at(expected)


@pytest.mark.parametrize(
    ("zone_name", "now", "expected"),
    [
        pytest.param("Europe/Berlin", "2026-05-04T00:30", "2026-05-03T22:00", id="Berlin, where it is two hours later"),
        pytest.param("Europe/Berlin", "2026-05-03T22:00", "2026-05-03T22:00", id="as it begins"),
        pytest.param("America/Santiago", "2026-09-06T12:00", "2026-09-06T04:00", id="Santiago, midnight is skipped"),
    ],
)
def test_when_the_local_day_began(zone_name: str, now: str, expected: str) -> None:
    assert start_of_day(Preferences(time_zone=zone_name), at(now)) == at(expected)


WEEKLY = [
    ("this Monday", WeeklyReport(0, 8), "UTC", "2026-05-06T12:00", "2026-05-04T08:00"),
    ("on Monday, before the hour", WeeklyReport(0, 8), "UTC", "2026-05-04T07:59", "2026-04-27T08:00"),
    ("on Monday, at the hour", WeeklyReport(0, 8), "UTC", "2026-05-04T08:00", "2026-05-04T08:00"),
    ("local time", WeeklyReport(4, 17), "Europe/Berlin", "2026-05-04T08:00", "2026-05-01T15:00"),
    ("a skipped hour", WeeklyReport(6, 2), "Europe/Berlin", "2026-03-29T04:00", "2026-03-29T01:00"),
]


@pytest.mark.parametrize(
    ("report", "zone_name", "now", "expected"), [row[1:] for row in WEEKLY], ids=[row[0] for row in WEEKLY]
)
def test_the_last_weekly_report(report: WeeklyReport, zone_name: str, now: str, expected: str) -> None:
    preferences = Preferences(time_zone=zone_name, admin=AdminChoices(weekly_report=report))
    assert last_weekly(preferences, at(now)) == at(expected)


def test_no_weekly_report_where_the_admin_wants_none() -> None:
    assert last_weekly(Preferences(admin=AdminChoices(weekly_report=None)), BEGAN) is None


OPEN_ALREADY = [
    ("long before", -100, 1, True),
    ("a day before", -25, 1, True),
    ("shortly before", -23, 1, False),
    ("after", 1, 1, False),
    ("long before, but it comes late", -100, 37, False),
    ("long before, and it comes on the second day", -100, 35, True),
]


@pytest.mark.parametrize(
    ("seen", "came", "expected"), [row[1:] for row in OPEN_ALREADY], ids=[row[0] for row in OPEN_ALREADY]
)
def test_what_was_open_already(seen: int, came: int, expected: bool) -> None:
    assert was_open_already(BEGAN + timedelta(hours=seen), BEGAN, BEGAN + timedelta(hours=came)) is expected


def test_what_says_no_time_or_comes_before_anybody_listens_is_new() -> None:
    assert not was_open_already(None, BEGAN, BEGAN)
    assert not was_open_already(BEGAN - timedelta(days=9), None, BEGAN)


@pytest.mark.parametrize(
    ("hours", "expected"), [(0, 0.25), (0.25, 0.25), (0.3, 2), (7, 8), (9, 24), (30, 36), (40, 40)]
)
def test_the_digests_of_the_first_days(hours: float, expected: float) -> None:
    assert first_days_digest(BEGAN, BEGAN + timedelta(hours=hours)) == BEGAN + timedelta(hours=expected)
