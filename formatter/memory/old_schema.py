"""The table in which one subscription remembers; template and code both read it here.

One row a finding, found by its id; rows with something to tell also stand in a sparse index, so that the sweep reads
only those. A few further rows, their ids beginning with `#`, count emails and hold leases.
"""

from __future__ import annotations

from datetime import datetime

from formatter.memory import schema

KEY = schema.KEY
TOLD = "told"
TOLD_AT = "told_at"
SEVERITY = "severity"
UPDATED_AT = "updated_at"
VERSION = "version"
SUMMARY = "summary"
PENDING = schema.SHARD
PENDING_KIND = "pending_kind"
PENDING_SINCE = schema.NEXT_AT
PENDING_FINDING = "pending_finding"
COUNT = "emails"
LEASE_UNTIL = "lease_until"
NOTE = "note"
TTL_ATTRIBUTE = "expires_at"

PENDING_INDEX = schema.AGENDA_INDEX
PENDING_VALUE = "yes"

LEASE_ROW = "#lease "
NOTE_ROW = "#note "
"""Before the name of a lease or a note."""


def minute_row(moment: datetime) -> str:
    """Return the id of the row that counts the emails of a minute."""
    return f"#minute {moment:%Y-%m-%dT%H:%M}"
