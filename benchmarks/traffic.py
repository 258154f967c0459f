"""The traffic of an account under test: most of it repeats, some findings new, closed, and opened again.

Every text of a finding carries a canary that may stand in emails and nowhere else; its title says which opening it is.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from embedded_aws.mailbox import ReceivedEmail
from formatter.finding.severity import Severity
from formatter.memory.records import Kind
from local.journey.sample import sample_finding

CANARY = "canary-5d1c"

_NEW = 0.05
_CLOSED = 0.03
_OPENED_AGAIN = 0.03

_REST_SECONDS = 30.0
"""No finding opens and closes within seconds: Security Hub checks after a change, or every few hours."""

_OPENING = re.compile(r"Bucket (\d+) is public, opening (\d+)\.")
_MEANWHILE = "CLOSED MEANWHILE"
"""Stands in the subject of a finding that was closed before its email went out."""

_OVER = (Kind.RESOLVED.value, Kind.NO_LONGER_REPORTED.value)
"""Stand in subjects and above groups of what is no more."""


@dataclass(frozen=True)
class Telling:
    """What an email says of a finding.

    Attributes:
        finding: number of the finding.
        opening: number of the opening.
        is_news: whether it tells of the opening; a resolved notice does not.
        is_open: whether it leaves the reader with an open finding.
    """

    finding: int
    opening: int
    is_news: bool
    is_open: bool


class Traffic:
    """Makes one finding after the other, and knows which openings there were.

    Attributes:
        openings: how often each finding opened.
        sent: how many findings were made.
    """

    def __init__(self, account_id: str, region: str, seed: int) -> None:
        self._account_id = account_id
        self._region = region
        self._chance = random.Random(seed)
        self._open: list[int] = []
        self._closed: list[int] = []
        self._changed: dict[int, float] = {}
        self.openings: dict[int, int] = {}
        self.sent = 0

    def next(self) -> dict[str, Any]:
        """Return what Security Hub imports next."""
        self.sent += 1
        drawn = self._chance.random()
        if not self._open or drawn < _NEW:
            return self._opened(len(self.openings))
        if drawn < _NEW + _CLOSED:
            return self._close(self._chance.randrange(len(self._open)))
        if self._closed and drawn < _NEW + _CLOSED + _OPENED_AGAIN:
            return self._open_again(self._chance.randrange(len(self._closed)))
        return self._repeat()

    def still_open(self) -> Iterator[dict[str, Any]]:
        """Return what is open once more, as Security Hub does at least every day."""
        return (self._finding(number) for number in self._open)

    def unheard(self, tellings: Sequence[Telling]) -> list[int]:
        """Return the findings that are or were open while their readers believe that all is well."""
        told: dict[int, int] = {}
        last: dict[int, Telling] = {}
        for telling in tellings:
            last[telling.finding] = telling
            if telling.is_news:
                told[telling.finding] = max(telling.opening, told.get(telling.finding, 0))
        wrong = [number for number in self._open if number not in last or not last[number].is_open]
        # Who never heard of a closing knows the finding as open all the time.
        missed = [
            number
            for number, opening in self.openings.items()
            if told.get(number, 0) < opening and not (number in last and last[number].is_open)
        ]
        return sorted({*wrong, *missed})

    def _opened(self, number: int) -> dict[str, Any]:
        self.openings[number] = self.openings.get(number, 0) + 1
        self._open.append(number)
        self._changed[number] = time.monotonic()
        return self._finding(number)

    def _close(self, place: int) -> dict[str, Any]:
        if self._rests(self._open[place]):
            return self._repeat()
        number = _taken(self._open, place)
        self._closed.append(number)
        self._changed[number] = time.monotonic()
        return self._finding(number, **self._chance.choice(_ENDS))

    def _open_again(self, place: int) -> dict[str, Any]:
        return self._repeat() if self._rests(self._closed[place]) else self._opened(_taken(self._closed, place))

    def _repeat(self) -> dict[str, Any]:
        return self._finding(self._chance.choice(self._open))

    def _rests(self, number: int) -> bool:
        return time.monotonic() - self._changed[number] < _REST_SECONDS

    def _finding(self, number: int, **changes: object) -> dict[str, Any]:
        tags = {"owner": CANARY}
        made = sample_finding(self._account_id, self._region, "High", tags, datetime.now(timezone.utc))
        made["UpdatedAt"] = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        texts = {
            "Id": f"{made['ProductArn']}/bucket-{number}",
            "Title": f"Bucket {number} is public, opening {self.openings[number]}. {CANARY}",
            "Description": f"{made['Description']} {CANARY}",
            "Remediation": {"Recommendation": {"Text": f"Close it. {CANARY}", "Url": f"https://example.com/{CANARY}"}},
            "UserDefinedFields": {"note": CANARY},
            # Findings of one control and one bucket would be one problem.
            "Compliance": {"Status": "FAILED"},
        }
        return made | texts | changes


_ENDS: tuple[dict[str, Any], ...] = ({"RecordState": "ARCHIVED"}, {"Compliance": {"Status": "PASSED"}})


def _taken(numbers: list[int], place: int) -> int:
    """Take a number out of a list whose order does not matter."""
    numbers[place], numbers[-1] = numbers[-1], numbers[place]
    return numbers.pop()


def tellings_in(emails: Iterable[ReceivedEmail]) -> list[Telling]:
    """Return what emails say, one telling a finding and email, in their order."""
    return [telling for email in emails for telling in dict.fromkeys(_tellings(email))]


def _tellings(email: ReceivedEmail) -> Iterator[Telling]:
    is_over = any(f"] {mark} " in email.subject for mark in (*_OVER, _MEANWHILE))
    for line in email.body.splitlines():
        if line in Severity.__members__ or line in _OVER:
            is_over = line in _OVER
        is_news = not is_over or _MEANWHILE in email.subject
        for number, opening in _OPENING.findall(line):
            yield Telling(int(number), int(opening), is_news, not is_over)
