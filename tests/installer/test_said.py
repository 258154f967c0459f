"""What is read from an email's own lines."""

from __future__ import annotations

import pytest

from installer.said import due, taken_on


@pytest.mark.parametrize(
    ("body", "date", "by"),
    [
        ("Do now: T\n  Due: Sat 05 Dec 2026, 04:25 UTC, in 7 days\n", "Sat 05 Dec 2026", ""),
        ("  Due: Sat 05 Dec 2026, 04:25 UTC\n    Due: Sun 06 Dec 2026, 04:25 UTC\n", "Sat 05 Dec 2026", ""),
        ("  Taken on: by 'Joe', Sat 05 Dec 2026, 04:25 UTC\n", "", "by 'Joe', Sat 05 Dec 2026, 04:25 UTC"),
        ("Overdue: 3; taken on: 2\n| a finding that says Due: soon\n", "", ""),
    ],
)
def test_when_it_is_due_and_who_is_at_it(body: str, date: str, by: str) -> None:
    assert (due(body), taken_on(body)) == (date, by)
