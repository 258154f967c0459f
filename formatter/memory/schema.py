"""The table in which one subscription remembers; template and code both read it here.

One table holds rows of several kinds, told apart by how their id begins. Rows about which something may be done at some time
also stand in the sparse index, the agenda, so that the sweep reads only those.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from formatter.memory.records import Urgency

KEY = "id"

FINDING_ROW = "finding#"
PROBLEM_ROW = "problem#"
NOTE_ROW = "note#"
LEASE_ROW = "lease#"
BUCKET_ROW = "bucket#"
"""How the ids of the kinds of rows begin."""

CLOCK = "clock"
STATE = "state"
SEVERITY = "severity"
PROBLEM = "problem"
"""Of a finding's row, beside the time to live; all of it stays below 512 bytes, so that a repeat costs one write unit."""

VERSION = "version"
RECORD = "record"
FINDING = "finding"
"""Of a problem's row: number of changes, what is remembered as JSON, the whole finding (compressed) while something waits."""

SHARD = "shard"
NEXT_AT = "next_at"
"""Of a problem's row while it stands in the agenda: class and shard such as `urgent-3`, and seconds since 1970."""

SWEEP_NOTE = f"{NOTE_ROW}sweep"
"""Id of the row in which the sweep keeps its counts: numbers and hashes, no finding and no person."""

NOTE = "note"
LEASE_UNTIL = "lease_until"
FULL_AT = "full_at"
"""Of notes, leases and buckets; a bucket is the moment at which it will be full again."""

TTL_ATTRIBUTE = "expires_at"

AGENDA_INDEX = "agenda"
SHARDS: Mapping[Urgency, int] = {Urgency.URGENT: 4, Urgency.REST: 8}
"""How many parts each class of the agenda has.

One partition takes 1,000 writes a second, and times that only grow are never split further: the parts are the ceiling.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
"""

KEY_SCHEMA: Sequence[Mapping[str, str]] = ({"AttributeName": KEY, "KeyType": "HASH"},)
ATTRIBUTE_DEFINITIONS: Sequence[Mapping[str, str]] = (
    {"AttributeName": KEY, "AttributeType": "S"},
    {"AttributeName": SHARD, "AttributeType": "S"},
    {"AttributeName": NEXT_AT, "AttributeType": "N"},
)
GLOBAL_SECONDARY_INDEXES: Sequence[Mapping[str, Any]] = (
    {
        "IndexName": AGENDA_INDEX,
        "KeySchema": [
            {"AttributeName": SHARD, "KeyType": "HASH"},
            {"AttributeName": NEXT_AT, "KeyType": "RANGE"},
        ],
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    },
)
