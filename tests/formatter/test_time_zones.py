"""Each local day reaches each hour exactly once, whatever the clocks do."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from itertools import pairwise

import pytest
import pytz

from formatter.time_zones import moment_of, zone

YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]

TABLE = [
    ("no change", "Europe/Berlin", date(2026, 6, 1), 8, "2026-06-01T06:00"),
    ("an hour that is skipped in spring", "Europe/Berlin", date(2026, 3, 29), 2, "2026-03-29T01:00"),
    ("an hour that comes twice in autumn", "Europe/Berlin", date(2026, 10, 25), 2, "2026-10-25T00:00"),
    ("midnight that is skipped", "America/Santiago", date(2026, 9, 6), 0, "2026-09-06T04:00"),
    ("half an hour of daylight saving", "Australia/Lord_Howe", date(2026, 10, 4), 2, "2026-10-03T15:30"),
    ("a quarter of an hour off", "Asia/Kathmandu", date(2026, 5, 5), 9, "2026-05-05T03:15"),
    ("no such zone: UTC", "Nowhere/Land", date(2026, 5, 5), 9, "2026-05-05T09:00"),
]


@pytest.mark.parametrize(("name", "day", "hour", "expected"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_the_moment(name: str, day: date, hour: int, expected: str) -> None:
    assert moment_of(day, hour, name) == datetime.fromisoformat(expected).replace(tzinfo=timezone.utc)


def test_every_day_of_every_zone_has_its_moment_about_a_day_after_the_one_before() -> None:
    for name in pytz.common_timezones:
        for change in changes(name):
            days = [change + timedelta(days=number) for number in range(-2, 3)]
            for hour in range(24):
                moments = [moment_of(day, hour, name) for day in days]
                gaps = {after - before for before, after in pairwise(moments)}
                assert timedelta(hours=22) <= min(gaps) <= max(gaps) <= timedelta(hours=26), (name, hour)


def changes(name: str) -> list[date]:
    """Return the days of the year on which the zone's clocks change, as pytz knows them."""
    times: list[datetime] = getattr(pytz.timezone(name), "_utc_transition_times", [])
    return [one.date() for one in times if one.year == 2026]


def test_it_is_that_local_day() -> None:
    for name in ("Europe/Berlin", "America/Santiago", "Pacific/Chatham"):
        assert [moment_of(day, 0, name).astimezone(zone(name)).date() for day in YEAR] == YEAR
