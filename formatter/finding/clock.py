"""One order of all states of a finding, since its events come more than once and in any order.

No time alone orders them: a person's change leaves UpdatedAt as it was, a product may write any UpdatedAt, and the time of an
event has whole seconds.
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone

from formatter.finding.finding import Finding, State
from formatter.finding.reader import Received

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
_MICROSECOND = timedelta(microseconds=1)
_DIGITS = 18
"""Microseconds up to the year 9999."""

_RANKS = {State.OPEN: 0, State.NOTIFIED: 1, State.SUPPRESSED: 2, State.CLOSED: 3}
"""Of two states of one moment the later step of work on it counts as the newer one; closed comes last."""

_LONGEST_EVENT_ID = 64

_ASKED = "asked"
"""Takes the place of an event's id where Security Hub was asked."""

_ON_ITS_WAY = timedelta(minutes=5)
"""Security Hub's own changes take minutes until everybody sees them.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
"""


def clock(received: Received) -> str:
    """Return the state's place in the order of all states of its finding; the later state has the greater text.

    Compared one after the other: the event's time, the finding's UpdatedAt, closed after open, severity, the event's id.
    Only the same event is equal. A missing time counts as the earliest.
    """
    finding = received.finding
    return " ".join(
        (
            _sortable(received.time),
            _sortable(finding.updated_at),
            f"{_RANKS[finding.state]}{int(finding.severity)}",
            _bounded(received.event_id),
        )
    )


def asked(finding: Finding, now: datetime) -> Received:
    """Return what Security Hub answered when it was asked at that moment.

    An answer that says open counts as some minutes old: the event that it was closed may still be on its way.
    """
    is_closed = finding.state is State.CLOSED
    return Received(finding, event_id=_ASKED, time=now if is_closed else now - _ON_ITS_WAY)


def clock_of_no_answer(now: datetime) -> str:
    """Return the place of a finding that Security Hub did not return when it was asked at that moment."""
    return f"{_sortable(now)} {_sortable(None)} {_RANKS[State.CLOSED]}0 {_ASKED}"


def _sortable(moment: datetime | None) -> str:
    since = max((moment - _EPOCH) // _MICROSECOND, 0) if moment else 0
    return f"{since:0{_DIGITS}}"


def _bounded(event_id: str) -> str:
    """Return the id as it is where it is a short one; DynamoDB compares bytes, Python characters: in ASCII both agree."""
    if event_id.isascii() and len(event_id) <= _LONGEST_EVENT_ID:
        return event_id
    return hashlib.sha256(ascii(event_id).encode()).hexdigest()
