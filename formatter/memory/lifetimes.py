"""How long rows are kept; DynamoDB drops them some time after.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
"""

from __future__ import annotations

from datetime import datetime, timedelta

from formatter.finding.finding import State
from formatter.memory.records import KnownFinding

LIFETIME = timedelta(days=180)
"""Of a row after it was written. Security Hub drops an active finding 90 days after its last update."""

NEVER_TOLD = timedelta(days=21)
"""Of a finding that was closed and never told as open: longer than any event lies among the dead letters (14 days)."""

RENEWED_BEFORE = timedelta(days=150)
"""A row of something open with less than this to live is renewed when its finding is seen: once a month."""

SHORT = timedelta(days=2)
"""Of leases and buckets."""


def until(now: datetime, lifetime: timedelta) -> int:
    """Return the end of a lifetime in seconds since 1970."""
    return int((now + lifetime).timestamp())


def needed_until(finding: KnownFinding, now: datetime) -> int:
    """Return until when a finding's row must be kept at least so that nothing is renewed; a closed one's never is."""
    return 0 if finding.state in (State.CLOSED, State.REPLACED) else until(now, RENEWED_BEFORE)
