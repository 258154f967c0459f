"""Times are the owner's, daylight saving included."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from formatter.messages.times import age, local_time

UTC = timezone.utc


@pytest.mark.parametrize(
    ("moment", "zone", "shown"),
    [
        (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), "Europe/Berlin", "Sun 29 Mar 2026, 01:59 CET (UTC+01:00)"),
        (datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Berlin", "Sun 29 Mar 2026, 03:00 CEST (UTC+02:00)"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Europe/Berlin", "Sun 25 Oct 2026, 02:30 CEST (UTC+02:00)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Europe/Berlin", "Sun 25 Oct 2026, 02:30 CET (UTC+01:00)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "America/New_York", "Wed 01 Jul 2026, 08:00 EDT (UTC-04:00)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "Asia/Kathmandu", "Wed 01 Jul 2026, 17:45 +0545 (UTC+05:45)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "UTC", "Wed 01 Jul 2026, 12:00 UTC (UTC+00:00)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "No/Such", "Wed 01 Jul 2026, 12:00 UTC (UTC+00:00)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "", "Wed 01 Jul 2026, 12:00 UTC (UTC+00:00)"),
        (datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "Zürich", "Wed 01 Jul 2026, 12:00 UTC (UTC+00:00)"),
        (datetime.min.replace(tzinfo=UTC), "America/New_York", "Mon 01 Jan 1, 00:00 UTC (UTC+00:00)"),
        (datetime.max.replace(tzinfo=UTC), "Asia/Kathmandu", "Fri 31 Dec 9999, 23:59 UTC (UTC+00:00)"),
    ],
)
def test_local_time(moment: datetime, zone: str, shown: str) -> None:
    assert local_time(moment, zone) == shown


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(seconds=-5), ""),
        (timedelta(seconds=59), ""),
        (timedelta(seconds=60), "1 minute"),
        (timedelta(seconds=119), "1 minute"),
        (timedelta(minutes=2), "2 minutes"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(days=2), "2 days"),
        (timedelta(days=400), "400 days"),
    ],
)
def test_age(ago: timedelta, shown: str) -> None:
    now = datetime(2026, 10, 26, tzinfo=UTC)
    assert age(now - ago, now) == shown
