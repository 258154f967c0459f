"""Count once a day how the subscription stands, and report once a week to owners and leads.

The count goes on where the last sweep stopped; what is printed from it says as of when.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from formatter.decision.schedule import last_weekly, start_of_day
from formatter.delivery.budget import Share
from formatter.delivery.count import Count
from formatter.delivery.note import COUNTED, SweepNote
from formatter.delivery.surroundings import Surroundings
from formatter.delivery.teller import Teller
from formatter.memory.records import Problem, Told
from formatter.messages.digest import Totals
from formatter.messages.weekly import compose_weekly

_SCAN, _WEEKLY = "scan", "weekly"
_FIRST_WEEKLY = timedelta(days=1)
"""Nobody needs a report about a subscription that is younger; its first day has emails enough."""


class Reports:
    """Counts and reports for one subscription.

    Attributes:
        counted: open problems by severity and how many are overdue, where a count was completed now; for the log.
    """

    def __init__(self, on: Surroundings, teller: Teller, note: SweepNote) -> None:
        self._on = on
        self._teller = teller
        self._note = note
        self.counted: Mapping[str, Any] | None = None

    @property
    def totals(self) -> Totals | None:
        """How the subscription stood when it was counted last; None where it never was."""
        counted = self._note.part(COUNTED)
        return Count.read(counted).totals() if counted else None

    def run(self, share: Share, began: datetime) -> None:
        """Count on, and send the weekly report where it is due."""
        self._count(share)
        if self._weekly_is_due(began):
            self._send_weekly()

    def _count(self, share: Share) -> None:
        scan = self._note.part(_SCAN)
        now = self._on.clock()
        begun = scan.get("begun", 0.0)
        if begun < self._to_count_after(now).timestamp():
            begun = now.timestamp()
            scan = {"position": None, "count": Count(begun).document()}
        elif scan["position"] is None:
            return
        count, position = Count.read(scan["count"]), scan["position"]
        while not share.is_over:
            page = self._on.memory.scan(position)
            for problem in page.problems:
                count.add(problem, self._on.preferences)
            if (position := page.position) is None:
                self._note.keep(COUNTED, count.document())
                self.counted = {"open": dict(count.open), "overdue": count.overdue}
                break
        self._note.keep(_SCAN, {"begun": begun, "position": position, "count": count.document()})

    def _to_count_after(self, now: datetime) -> datetime:
        """Return since when a count has to be begun to be new enough: today, and after the weekly report's moment."""
        today = start_of_day(self._on.preferences, now)
        return max(today, last_weekly(self._on.preferences, now) or today)

    def _weekly_is_due(self, began: datetime) -> bool:
        moment = last_weekly(self._on.preferences, self._on.clock())
        sent_for = self._note.part(_WEEKLY).get("sent_for", (began + _FIRST_WEEKLY).timestamp())
        if moment is None or moment.timestamp() <= sent_for:
            return False
        # What is reported was counted after the report's moment: an older count would say what is no longer so.
        return bool(self._note.part(COUNTED).get("as_of", 0.0) >= moment.timestamp())

    def _send_weekly(self) -> None:
        now = self._on.clock()
        count = Count.read(self._note.part(COUNTED))
        message = compose_weekly(count.week(self._slowest(count)), self._on.preferences, now)
        if self._teller.message(message):
            self._note.keep(_WEEKLY, {"sent_for": now.timestamp()})

    def _slowest(self, count: Count) -> list[Problem]:
        """Return those that are open longest, the oldest first; what was closed since it was counted is left out."""
        rows = {row.key: row for row in self._on.memory.problems([key for _, key in count.longest])}
        return [rows[key] for _, key in count.longest if key in rows and rows[key].told is Told.OPEN]
