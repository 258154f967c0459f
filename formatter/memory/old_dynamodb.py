"""The memory in Amazon DynamoDB; the only module that knows its calls."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from formatter.memory import old_schema as schema
from formatter.memory.old_memory import (
    NOTHING_REMEMBERED,
    ConflictError,
    MemoryUnreachableError,
    Remembered,
    StillOpen,
    Told,
    Waiting,
)
from formatter.memory.records import Kind
from formatter.messages.summary import summary

SINGLES_PER_MINUTE = 4
"""Single emails a minute. Two minutes may meet within one second, and the sweep sends at most one email a second beside
them: 4 + 4 + 1 stays below the 10 a second from which SNS suspends an address.

https://docs.aws.amazon.com/sns/latest/dg/sns-email-notifications.html
"""

LIFETIME = timedelta(days=180)
"""How long a row lives after it was written. Security Hub drops an active finding 90 days after its last update."""

KEPT_BEFORE = timedelta(days=150)
"""A row with less than this to live is renewed when its finding is seen: a repeat costs one read, a write once a month."""

_GONE_BEFORE = KEPT_BEFORE - timedelta(days=90)
"""A row with less than this to live was not renewed for 90 days: Security Hub dropped its finding, or the filters no longer
let it through."""

_LARGEST_FINDING = 300_000
"""Compressed bytes; a DynamoDB item is at most 400 KB. A larger finding is told from its summary."""

_MOST_IN_A_TRANSACTION = 100
"""https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""

_CONFLICTS = ("ConditionalCheckFailedException", "TransactionCanceledException")
_SHORT_LIFE = timedelta(days=2)
_OF_WHAT_WAITS = (schema.PENDING, schema.PENDING_KIND, schema.PENDING_SINCE, schema.PENDING_FINDING)

Item = Mapping[str, Mapping[str, Any]]


class DynamoDbMemory:
    """The memory of one subscription in its table."""

    def __init__(self, client: Any, table_name: str) -> None:
        self._client = client
        self._table = table_name

    def recall(self, finding_id: str) -> Remembered:
        """Read the row; strongly consistent, since a repeat may follow at once."""
        item = self._call("get_item", Key=_key(finding_id), ConsistentRead=True).get("Item")
        return _remembered(item) if item else NOTHING_REMEMBERED

    def record(self, finding: Finding, before: Remembered, after: Remembered, now: datetime) -> None:
        """Write the row if its version is still the one that was read."""
        values = _row(finding, after, before.version + 1, now)
        kept = {name: value for name, value in values.items() if value is not None}
        waits = after.pending is not None
        if waits:
            kept |= {schema.PENDING: {"S": schema.PENDING_VALUE}, schema.PENDING_FINDING: _compressed(finding)}
        assignments = [f"#{name} = :{name}" for name in kept]
        if waits:
            # Waiting since the first change that was not told yet.
            assignments.append(
                f"#{schema.PENDING_SINCE} = if_not_exists(#{schema.PENDING_SINCE}, :{schema.PENDING_SINCE})"
            )
            kept[schema.PENDING_SINCE] = _number(now.timestamp())
        dropped = () if waits or before.pending is None else _OF_WHAT_WAITS
        names = {f"#{name}": name for name in {*kept, *dropped, schema.VERSION}}
        arguments = {f":{name}": value for name, value in kept.items()} | {":before": _number(before.version)}
        condition = "#version = :before" if before.version else "attribute_not_exists(#version)"
        if not before.version:
            del arguments[":before"]
        self._call(
            "update_item",
            Key=_key(finding.id),
            UpdateExpression="SET " + ", ".join(assignments) + _removing(dropped),
            ConditionExpression=condition,
            ExpressionAttributeNames=names,
            ExpressionAttributeValues=arguments,
        )

    def keep(self, finding_id: str, now: datetime) -> None:
        """Renew the row's time to live."""
        self._call(
            "update_item",
            Key=_key(finding_id),
            UpdateExpression="SET #ttl = :ttl",
            ExpressionAttributeNames={"#ttl": schema.TTL_ATTRIBUTE},
            ExpressionAttributeValues={":ttl": _seconds(now + LIFETIME)},
        )

    def mark_told(self, told: Iterable[tuple[str, int]], now: datetime) -> list[str]:
        """Clear what was waiting, a hundred rows in one call: the fewer calls, the less is told again by what ends them."""
        rows = list(told)
        if len(rows) == 1:
            return [] if self._mark_told(*rows[0], now) else [rows[0][0]]
        parts = (rows[start : start + _MOST_IN_A_TRANSACTION] for start in range(0, len(rows), _MOST_IN_A_TRANSACTION))
        return [finding_id for part in parts for finding_id in self._mark_all_told(part, now)]

    def leave_waiting(self, finding_id: str, before: Remembered, kind: Kind, now: datetime) -> None:
        """Replace what waits; it keeps its place in the index."""
        self._call(
            "update_item",
            Key=_key(finding_id),
            UpdateExpression="SET #told_at = :now, #kind = :kind, #version = :next",
            ConditionExpression="#version = :version",
            ExpressionAttributeNames={
                "#told_at": schema.TOLD_AT,
                "#kind": schema.PENDING_KIND,
                "#version": schema.VERSION,
            },
            ExpressionAttributeValues={
                ":now": _number(now.timestamp()),
                ":kind": {"S": kind.value},
                ":next": _number(before.version + 1),
                ":version": _number(before.version),
            },
        )

    def take_single(self, now: datetime) -> bool:
        """Count this minute's emails up, as long as there are few enough."""
        try:
            self._call(
                "update_item",
                Key=_key(schema.minute_row(now)),
                UpdateExpression="SET #ttl = :ttl ADD #count :one",
                ConditionExpression="attribute_not_exists(#count) OR #count < :most",
                ExpressionAttributeNames={"#ttl": schema.TTL_ATTRIBUTE, "#count": schema.COUNT},
                ExpressionAttributeValues={
                    ":ttl": _seconds(now + _SHORT_LIFE),
                    ":one": _number(1),
                    ":most": _number(SINGLES_PER_MINUTE),
                },
            )
        except ConflictError:
            return False
        return True

    def waiting(self) -> Iterator[Waiting]:
        """Query the sparse index."""
        pages = self._pages(
            "query",
            IndexName=schema.PENDING_INDEX,
            KeyConditionExpression="#pending = :yes",
            ExpressionAttributeNames={"#pending": schema.PENDING},
            ExpressionAttributeValues={":yes": {"S": schema.PENDING_VALUE}},
        )
        rows = (self._call("get_item", Key={schema.KEY: found[schema.KEY]}, ConsistentRead=True) for found in pages)
        return (_waiting(row["Item"]) for row in rows if schema.PENDING in row.get("Item", {}))

    def waiting_finding(self, finding_id: str) -> Finding | None:
        """Read and unpack the row's finding."""
        item: Item = self._call("get_item", Key=_key(finding_id), ConsistentRead=True).get("Item", {})
        packed = item.get(schema.PENDING_FINDING, {}).get("B")
        return finding_from(json.loads(zlib.decompress(packed))) if packed else None

    def still_open(self, now: datetime) -> Iterator[StillOpen]:
        """Scan the table; once a day, and only where the owner wants reminders or a word that nothing is open.

        Strongly consistent, since the same sweep may just have told something.
        """
        pages = self._pages(
            "scan",
            ConsistentRead=True,
            FilterExpression="#told = :open AND attribute_exists(#told_at) AND #ttl > :gone",
            ExpressionAttributeNames={
                "#told": schema.TOLD,
                "#told_at": schema.TOLD_AT,
                "#ttl": schema.TTL_ATTRIBUTE,
            },
            ExpressionAttributeValues={":open": {"S": Told.OPEN.value}, ":gone": _seconds(now + _GONE_BEFORE)},
        )
        return (_still_open(item) for item in pages)

    def lease(self, name: str, until: datetime, now: datetime) -> bool:
        """Take the lease unless somebody holds it."""
        try:
            self._call(
                "update_item",
                Key=_key(f"{schema.LEASE_ROW}{name}"),
                UpdateExpression="SET #until = :until, #ttl = :ttl",
                ConditionExpression="attribute_not_exists(#until) OR #until <= :now",
                ExpressionAttributeNames={"#until": schema.LEASE_UNTIL, "#ttl": schema.TTL_ATTRIBUTE},
                ExpressionAttributeValues={
                    ":until": _number(until.timestamp()),
                    ":ttl": _seconds(until + _SHORT_LIFE),
                    ":now": _number(now.timestamp()),
                },
            )
        except ConflictError:
            return False
        return True

    def note(self, name: str) -> Mapping[str, Any]:
        """Read a note."""
        item: Item = self._call("get_item", Key=_key(f"{schema.NOTE_ROW}{name}"), ConsistentRead=True).get("Item", {})
        written = item.get(schema.NOTE, {}).get("S", "{}")
        found: Mapping[str, Any] = json.loads(written)
        return found

    def write_note(self, name: str, note: Mapping[str, Any], now: datetime) -> None:
        """Write a note."""
        self._call(
            "update_item",
            Key=_key(f"{schema.NOTE_ROW}{name}"),
            UpdateExpression="SET #note = :note, #ttl = :ttl",
            ExpressionAttributeNames={"#note": schema.NOTE, "#ttl": schema.TTL_ATTRIBUTE},
            ExpressionAttributeValues={":note": {"S": json.dumps(note)}, ":ttl": _seconds(now + LIFETIME)},
        )

    def _mark_all_told(self, rows: Sequence[tuple[str, int]], now: datetime) -> list[str]:
        """Mark all in one transaction, or each by itself where that is refused: one has changed, or they are too large."""
        updates = [{"Update": {"TableName": self._table, **_marking(*row, now)}} for row in rows]
        try:
            self._answer("transact_write_items", TransactItems=updates)
        except (ConflictError, MemoryUnreachableError):
            return [finding_id for finding_id, version in rows if not self._mark_told(finding_id, version, now)]
        return []

    def _mark_told(self, finding_id: str, version: int, now: datetime) -> bool:
        try:
            self._call("update_item", **_marking(finding_id, version, now))
        except ConflictError:
            # A newer change waits to be told now; it keeps its place.
            return False
        return True

    def _pages(self, operation: str, **arguments: Any) -> Iterator[Item]:
        while True:
            page = self._call(operation, **arguments)
            yield from page.get("Items", [])
            if not (last := page.get("LastEvaluatedKey")):
                return
            arguments["ExclusiveStartKey"] = last

    def _call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        return self._answer(operation, TableName=self._table, **arguments)

    def _answer(self, operation: str, **arguments: Any) -> dict[str, Any]:
        try:
            answer: dict[str, Any] = getattr(self._client, operation)(**arguments)
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _CONFLICTS:
                raise ConflictError from error
            raise MemoryUnreachableError(str(error)) from error
        except BotoCoreError as error:
            raise MemoryUnreachableError(str(error)) from error
        return answer


def _row(finding: Finding, after: Remembered, version: int, now: datetime) -> dict[str, Mapping[str, Any] | None]:
    return {
        schema.TOLD: {"S": after.told.value},
        schema.SEVERITY: _number(after.severity),
        schema.UPDATED_AT: _number(after.updated_at.timestamp()) if after.updated_at else None,
        schema.VERSION: _number(version),
        schema.SUMMARY: {"S": json.dumps(summary(finding))},
        schema.PENDING_KIND: {"S": after.pending.value} if after.pending else None,
        schema.TTL_ATTRIBUTE: _seconds(now + LIFETIME),
    }


def _marking(finding_id: str, version: int, now: datetime) -> Mapping[str, Any]:
    """Return the update that takes a row off the waiting list, if it still has that version."""
    return {
        "Key": _key(finding_id),
        # A new version: whoever read the row before must not write back that it waits.
        "UpdateExpression": "SET #told_at = :now, #version = :next" + _removing(_OF_WHAT_WAITS),
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {f"#{name}": name for name in (*_OF_WHAT_WAITS, schema.TOLD_AT, schema.VERSION)},
        "ExpressionAttributeValues": {
            ":now": _number(now.timestamp()),
            ":version": _number(version),
            ":next": _number(version + 1),
        },
    }


def _removing(names: Sequence[str]) -> str:
    return f" REMOVE {', '.join(f'#{name}' for name in names)}" if names else ""


def _compressed(finding: Finding) -> Mapping[str, Any]:
    packed = zlib.compress(finding.raw_json().encode())
    return {"B": packed if len(packed) <= _LARGEST_FINDING else b""}


def _remembered(item: Item) -> Remembered:
    pending = item.get(schema.PENDING_KIND, {}).get("S")
    return Remembered(
        told=Told(item[schema.TOLD]["S"]),
        severity=Severity(int(item[schema.SEVERITY]["N"])),
        updated_at=_moment(item.get(schema.UPDATED_AT)),
        pending=Kind(pending) if pending else None,
        version=int(item[schema.VERSION]["N"]),
        expires_at=int(item[schema.TTL_ATTRIBUTE]["N"]),
    )


def _waiting(item: Item) -> Waiting:
    return Waiting(
        finding_id=item[schema.KEY]["S"],
        kind=Kind(item[schema.PENDING_KIND]["S"]),
        severity=Severity(int(item[schema.SEVERITY]["N"])),
        since=datetime.fromtimestamp(float(item[schema.PENDING_SINCE]["N"]), timezone.utc),
        summary=json.loads(item[schema.SUMMARY]["S"]),
        version=int(item[schema.VERSION]["N"]),
    )


def _still_open(item: Item) -> StillOpen:
    return StillOpen(
        finding_id=item[schema.KEY]["S"],
        severity=Severity(int(item[schema.SEVERITY]["N"])),
        told_at=datetime.fromtimestamp(float(item[schema.TOLD_AT]["N"]), timezone.utc),
        summary=json.loads(item[schema.SUMMARY]["S"]),
    )


def _key(finding_id: str) -> Mapping[str, Mapping[str, str]]:
    return {schema.KEY: {"S": finding_id}}


def _number(value: float) -> Mapping[str, str]:
    return {"N": repr(value) if isinstance(value, float) else str(int(value))}


def _seconds(moment: datetime) -> Mapping[str, str]:
    return _number(int(moment.timestamp()))


def _moment(value: Mapping[str, Any] | None) -> datetime | None:
    return datetime.fromtimestamp(float(value["N"]), timezone.utc) if value else None
