"""The memory in Amazon DynamoDB; the only module that knows its calls.

A repeat costs one call, anything else three: the first call, which finds no repeat and brings the finding's row back at no
further cost; the problem's row; one transaction on both.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/WorkingWithItems.html#WorkingWithItems.ConditionalUpdate
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from typing import TYPE_CHECKING, Any

from formatter.memory import schema
from formatter.memory.bucket import BUCKETS
from formatter.memory.interface import Page, Seen
from formatter.memory.lifetimes import SHORT, needed_until, until
from formatter.memory.records import KnownFinding, Problem, Urgency
from formatter.memory.rows import finding_attributes, known_finding, moment, number, remembered_problem
from formatter.memory.table import NO_REASON, ConditionError, Table, ThrottledError
from formatter.memory.updates import finding_update, key_of, problem_update, update_of

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_IS_FULL = "attribute_not_exists(#full_at) OR #full_at <= :now"

_PAGE = 100
_SCANNED = (schema.KEY, schema.VERSION, schema.RECORD, schema.TTL_ATTRIBUTE)


class DynamoDbMemory:
    """The memory of one subscription in its table."""

    def __init__(self, client: DynamoDBClient, table_name: str, sleep: Callable[[float], None] = time.sleep) -> None:
        self._table = Table(client, table_name, sleep)

    def see(self, finding: KnownFinding, now: datetime) -> Seen:
        """Note a pure repeat, else return the row that the failed condition brings back."""
        is_same = finding_attributes(finding)
        update = update_of(
            f"{schema.FINDING_ROW}{finding.key}",
            {schema.CLOCK: is_same[schema.CLOCK]},
            condition="#clock < :clock AND #state = :state AND #severity = :severity AND #expires_at > :needed",
            state=is_same[schema.STATE],
            severity=is_same[schema.SEVERITY],
            needed=number(needed_until(finding, now)),
        )
        try:
            self._table.call("update_item", **update, ReturnValuesOnConditionCheckFailure="ALL_OLD")
        except ConditionError as error:
            return Seen(is_repeat=False, known=known_finding(error.row) if error.row else None)
        return Seen(is_repeat=True)

    def finding(self, key: str) -> KnownFinding | None:
        """Read the finding's row."""
        row = self._table.row(f"{schema.FINDING_ROW}{key}")
        return known_finding(row) if row else None

    def problem(self, key: str) -> Problem:
        """Read the problem's row."""
        row = self._table.row(f"{schema.PROBLEM_ROW}{key}")
        return remembered_problem(row) if row else Problem(key)

    def problems(self, keys: Sequence[str]) -> tuple[Problem, ...]:
        """Read so many rows in as few calls as their size allows."""
        if not keys:
            return ()
        wanted: Mapping[str, Any] = {
            self._table.name: {"Keys": [key_of(f"{schema.PROBLEM_ROW}{key}") for key in keys], "ConsistentRead": True}
        }
        found: list[Problem] = []
        while wanted:
            page = self._table.answer("batch_get_item", RequestItems=wanted)
            found += [remembered_problem(row) for row in page["Responses"].get(self._table.name, [])]
            wanted = page.get("UnprocessedKeys", {})
        return tuple(found)

    def record(self, known: KnownFinding | None, finding: KnownFinding, before: Problem, after: Problem) -> None:
        """Write both rows, or none."""
        first = finding_update(known, finding)
        if after == before:
            self._table.call("update_item", **first)
        else:
            self._table.transact([first, problem_update(before, after)])

    def write(self, before: Problem, after: Problem) -> None:
        """Write a problem's row if its version is still the one that was read."""
        self._table.call("update_item", **problem_update(before, after))

    def write_all(self, changes: Sequence[tuple[Problem, Problem]]) -> frozenset[str]:
        """Write so many rows in one transaction, then without those that have changed meanwhile.

        One row alone is written without a transaction, which would cost twice as much.
        """
        left, changed = list(changes), set()
        while left:
            try:
                self._write_together([problem_update(before, after) for before, after in left])
            except ConditionError as error:
                refused = {left[place][0].key for place, reason in enumerate(error.reasons) if reason != NO_REASON}
                changed |= refused
                left = [(before, after) for before, after in left if before.key not in refused]
            else:
                break
        return frozenset(changed)

    def due(self, urgency: Urgency, now: datetime) -> Iterator[str]:
        """Query the agenda's shards side by side, each page by page."""
        shards = [self._due_of_shard(f"{urgency.value}-{part}", now) for part in range(schema.SHARDS[urgency])]
        return (key for _, key in merge(*shards))

    def number_due(self, urgency: Urgency, until: datetime) -> int:
        """Count in the agenda's shards, some thousands a call."""
        return sum(
            self._number_due_of_shard(f"{urgency.value}-{part}", until) for part in range(schema.SHARDS[urgency])
        )

    def scan(self, position: str | None) -> Page:
        """Scan a piece of the table for its problems, without their whole findings."""
        start = {"ExclusiveStartKey": key_of(position)} if position else {}
        page = self._table.call(
            "scan",
            ConsistentRead=True,
            FilterExpression="begins_with(#id, :problem)",
            ProjectionExpression=", ".join(f"#{name}" for name in _SCANNED),
            ExpressionAttributeNames={f"#{name}": name for name in _SCANNED},
            ExpressionAttributeValues={":problem": {"S": schema.PROBLEM_ROW}},
            **start,
        )
        last = page.get("LastEvaluatedKey")
        return Page(tuple(map(remembered_problem, page["Items"])), last[schema.KEY]["S"] if last else None)

    def take(self, urgency: Urgency, now: datetime) -> bool:
        """Move the moment on by one message: from where it lies ahead, else from now."""
        bucket, row_id = BUCKETS[urgency], f"{schema.BUCKET_ROW}{urgency.value}"
        one_more = {schema.FULL_AT: moment(now + bucket.interval), schema.TTL_ATTRIBUTE: number(until(now, SHORT))}
        try:
            if self._table.is_done(update_of(row_id, one_more, condition=_IS_FULL, now=moment(now))):
                return True
            return self._table.is_done(
                update_of(
                    row_id,
                    {},
                    add={schema.FULL_AT: {"N": f"{bucket.interval.total_seconds():.6f}"}},
                    condition="#full_at > :now AND #full_at <= :most",
                    now=moment(now),
                    most=moment(now + bucket.tolerance),
                )
            )
        except ThrottledError:
            return False

    def lease(self, name: str, until: datetime, now: datetime) -> bool:
        """Take the lease unless somebody holds it."""
        values = {schema.LEASE_UNTIL: moment(until), schema.TTL_ATTRIBUTE: number(int((until + SHORT).timestamp()))}
        condition = "attribute_not_exists(#lease_until) OR #lease_until <= :now"
        return self._table.is_done(update_of(f"{schema.LEASE_ROW}{name}", values, condition=condition, now=moment(now)))

    def release(self, name: str) -> None:
        """Let the lease end at the beginning of time."""
        self._table.call("update_item", **update_of(f"{schema.LEASE_ROW}{name}", {schema.LEASE_UNTIL: number(0)}))

    def note(self, name: str) -> Mapping[str, Any]:
        """Read a note."""
        found: Mapping[str, Any] = json.loads(
            self._table.row(f"{schema.NOTE_ROW}{name}").get(schema.NOTE, {}).get("S", "{}")
        )
        return found

    def write_note(self, name: str, note: Mapping[str, Any]) -> None:
        """Write a note."""
        self._table.call("update_item", **update_of(f"{schema.NOTE_ROW}{name}", {schema.NOTE: {"S": json.dumps(note)}}))

    def _write_together(self, updates: Sequence[Mapping[str, Any]]) -> None:
        if len(updates) == 1:
            self._table.call("update_item", **updates[0])
        else:
            self._table.transact(updates)

    def _due_of_shard(self, shard: str, now: datetime) -> Iterator[tuple[float, str]]:
        for page in self._agenda(shard, now, Limit=_PAGE):
            for row in page["Items"]:
                yield float(row[schema.NEXT_AT]["N"]), row[schema.KEY]["S"].removeprefix(schema.PROBLEM_ROW)

    def _number_due_of_shard(self, shard: str, until: datetime) -> int:
        return sum(page["Count"] for page in self._agenda(shard, until, Select="COUNT"))

    def _agenda(self, shard: str, until: datetime, **how: object) -> Iterator[Mapping[str, Any]]:
        start: Mapping[str, Any] = {}
        while True:
            page = self._table.call(
                "query",
                IndexName=schema.AGENDA_INDEX,
                KeyConditionExpression="#shard = :shard AND #next_at <= :now",
                ExpressionAttributeNames={"#shard": schema.SHARD, "#next_at": schema.NEXT_AT},
                ExpressionAttributeValues={":shard": {"S": shard}, ":now": moment(until)},
                **how,
                **start,
            )
            yield page
            if not (last := page.get("LastEvaluatedKey")):
                return
            start = {"ExclusiveStartKey": last}
