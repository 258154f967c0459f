"""Replay thirty days of an account's life through three ways of mailing, and count what each missed and repeated.

`python -m benchmarks.replay`
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from rich.console import Console
from rich.table import Table

from benchmarks.in_process import InProcess
from benchmarks.life import DAYS, START, Happening, life
from formatter.filters import Filters
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.settings import Preferences

Told = Counter[tuple[str, str]]
"""How often each (finding, kind) was told."""

_LINE = re.compile(r"^  \d+\. (?:(RAISED|REOPENED): )?Finding ([a-z]+/\d+)\.", re.MULTILINE)
_TITLE = re.compile(r'"Title": "Finding ([a-z]+/\d+)\."')


@dataclass(frozen=True)
class Result:
    """What one way of mailing did.

    Attributes:
        told: what its emails named.
        emails: how many emails it sent.
    """

    told: Told
    emails: int


def ours(happenings: list[Happening]) -> Result:
    """Mail as we do."""
    subscription = InProcess(Preferences(filters=Filters(minimum_severity=Severity.HIGH)), START)
    for one in happenings:
        subscription.receive(finding_from(one.raw), one.at)
    subscription.run_until(START + timedelta(days=DAYS + 1))
    told: Told = Counter()
    for email in subscription.messages():
        kind = email.attributes["kind"]
        if kind != "DIGEST":
            told[_TITLE.search(email.body)[1], kind] += 1  # type: ignore[index]  # every email names its finding
            continue
        resolved = email.body.find("\nRESOLVED in account")
        for line in _LINE.finditer(email.body):
            is_resolved = 0 <= resolved < line.start()
            told[line[2], "RESOLVED" if is_resolved else line[1] or "NEW"] += 1
    return Result(told, len(subscription.messages()))


def every_match(happenings: list[Happening]) -> Result:
    """Mail every event that is open, new and severe enough."""
    return _stateless(happenings, only_created=False)


def created_is_updated(happenings: list[Happening]) -> Result:
    """Mail likewise, but of Security Hub's own findings only what was never updated, as the earlier sample does."""
    return _stateless(happenings, only_created=True)


def _stateless(happenings: list[Happening], *, only_created: bool) -> Result:
    told: Told = Counter()
    for one in happenings:
        raw = one.raw
        matches = raw["Severity"]["Label"] in ("HIGH", "CRITICAL") and raw["Workflow"] == {"Status": "NEW"}
        is_left_out = only_created and raw["ProductName"] == "Security Hub" and raw["CreatedAt"] != raw["UpdatedAt"]
        if matches and raw["RecordState"] == "ACTIVE" and not is_left_out:
            told[raw["Id"], one.deserves or "NEW"] += 1
    return Result(told, sum(told.values()))


def main() -> None:
    """Print one line a way of mailing."""
    table = Table(
        "Way", "Events", "Deserved", "Missed", "Repeated", "Resolved notices", "Emails", title="30 days, 5 accounts"
    )
    lives = [life(seed) for seed in range(5)]
    for name, way in (("ours", ours), ("every matching event", every_match), ("created = updated", created_is_updated)):
        totals: Counter[str] = Counter()
        for happenings in lives:
            totals.update(_judged(happenings, way(happenings)))
        table.add_row(
            name, *(str(totals[key]) for key in ("events", "deserved", "missed", "repeated", "resolved", "emails"))
        )
    Console().print(table)


def _judged(happenings: list[Happening], result: Result) -> Counter[str]:
    deserved: Told = Counter((one.raw["Id"], one.deserves) for one in happenings if one.deserves)
    missed, repeated = deserved - result.told, result.told - deserved
    return Counter(
        events=len(happenings),
        deserved=sum(deserved.values()),
        missed=sum(missed.values()),
        repeated=sum(repeated.values()),
        resolved=sum(count for (_, kind), count in result.told.items() if kind == "RESOLVED"),
        emails=result.emails,
    )


if __name__ == "__main__":
    main()
