"""The table in which one subscription remembers; template and code both read it here.

One row a finding, found by its id; rows with something to tell also stand in a sparse index, so that the sweep reads
only those. A few further rows, their ids beginning with `#`, count emails and hold leases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

KEY = "finding_id"
TOLD = "told"
TOLD_AT = "told_at"
SEVERITY = "severity"
UPDATED_AT = "updated_at"
VERSION = "version"
SUMMARY = "summary"
PENDING = "pending"
PENDING_KIND = "pending_kind"
PENDING_SINCE = "pending_since"
PENDING_FINDING = "pending_finding"
COUNT = "emails"
LEASE_UNTIL = "lease_until"
NOTE = "note"
TTL_ATTRIBUTE = "expires_at"

PENDING_INDEX = "pending"
PENDING_VALUE = "yes"

LEASE_ROW = "#lease "
NOTE_ROW = "#note "
"""Before the name of a lease or a note."""

KEY_SCHEMA: Sequence[Mapping[str, str]] = ({"AttributeName": KEY, "KeyType": "HASH"},)
ATTRIBUTE_DEFINITIONS: Sequence[Mapping[str, str]] = (
    {"AttributeName": KEY, "AttributeType": "S"},
    {"AttributeName": PENDING, "AttributeType": "S"},
    {"AttributeName": PENDING_SINCE, "AttributeType": "N"},
)
GLOBAL_SECONDARY_INDEXES: Sequence[Mapping[str, Any]] = (
    {
        "IndexName": PENDING_INDEX,
        "KeySchema": [
            {"AttributeName": PENDING, "KeyType": "HASH"},
            {"AttributeName": PENDING_SINCE, "KeyType": "RANGE"},
        ],
        "Projection": {
            "ProjectionType": "INCLUDE",
            "NonKeyAttributes": [PENDING_KIND, SEVERITY, SUMMARY, VERSION],
        },
    },
)


def minute_row(moment: datetime) -> str:
    """Return the id of the row that counts the emails of a minute."""
    return f"#minute {moment:%Y-%m-%dT%H:%M}"
