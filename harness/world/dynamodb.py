"""A model of one DynamoDB table on demand with one index: its limits, conflicts and faults, by a simulated clock.

Long, since each rule of the one table stands here beside what it counts.

A new table takes 4,000 writes a second, and so does its index; one partition 1,000, and so one item and one value of the
index's key. A throttled index throttles the table's write. The index lags behind. Transactions conflict with whatever
writes the same items meanwhile.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/gsi-throttling.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
"""

from __future__ import annotations

import bisect
from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import TYPE_CHECKING, Any, cast

from botocore.exceptions import ClientError, ReadTimeoutError

from formatter.memory import schema
from harness.world.clock import Clock
from harness.world.expressions import Item, holds, plain, size, updated

if TYPE_CHECKING:
    from types_boto3_dynamodb import DynamoDBClient

_SECONDS_A_CALL = 0.004
_SECONDS_A_TRANSACTION = 0.012
_HANGING = 2.0
"""Seconds after which the client gives up."""

_CLIENT_ATTEMPTS = 3
_TABLE_WRITES = 4_000
_PARTITION_WRITES = 1_000
_KILOBYTE = 1_024
_PAGE_ITEMS = 300
_MEGABYTE_OF_PLACES = 5_000


Place = tuple[str, float]
"""Shard and time in the index."""


class State(str, Enum):
    """How the table answers."""

    WELL = "well"
    REFUSED = "refused"
    HANGING = "hanging"
    THROTTLED = "throttled"


@dataclass
class Fault:
    """Chances, by call, that the answer is lost after the work was done."""

    lost_answers: float = 0.0


@dataclass
class DynamoDb:
    """The table; `client` is what one process calls.

    Attributes:
        clock: simulated time.
        chance: where chance comes from.
        index_lag: seconds by which the index is behind.
        state: how it answers now.
        fault: chances of faults.
        calls: how often each operation was done.
        units: write units used.
        throttled: how many calls were throttled.
    """

    clock: Clock
    chance: Random
    index_lag: float = 0.1
    state: State = State.WELL
    fault: Fault = field(default_factory=Fault)
    calls: Counter[str] = field(default_factory=Counter)
    units: int = 0
    throttled: int = 0

    def __post_init__(self) -> None:
        self.rows: dict[str, Item] = {}
        self._locked: Counter[str] = Counter()
        self._index: dict[str, list[tuple[float, str]]] = defaultdict(list)
        self._placed: dict[str, Place | None] = {}
        self._late: deque[tuple[float, str, Place | None]] = deque()
        self._shown: dict[str, Place] = {}
        self._second = -1
        self._used: Counter[str] = Counter()

    def client(self) -> DynamoDBClient:
        """Return what one process calls: of botocore's client, the operations that the memory uses."""
        return cast("DynamoDBClient", Client(self))

    def get(self, row_id: str) -> Item:
        """Return a row."""
        return self.rows.get(row_id, {})

    def throttles(self, writes: Sequence[tuple[str, Item, Item]], factor: int = 1) -> bool:
        """Count the writes in; tell whether they are more than this second takes."""
        if int(self.clock.elapsed) != self._second:
            self._second = int(self.clock.elapsed)
            self._used.clear()
        wanted = _wanted(writes, factor)
        limits = {"table": _TABLE_WRITES, "index": _TABLE_WRITES}
        if any(self._used[name] + units > limits.get(name, _PARTITION_WRITES) for name, units in wanted.items()):
            self.throttled += 1
            return True
        self._used.update(wanted)
        self.units += wanted["table"]
        return False

    def put(self, row_id: str, item: Item) -> None:
        """Write a row; the index follows later."""
        self.rows[row_id] = item
        shard, next_at = item.get(schema.SHARD), item.get(schema.NEXT_AT)
        place = (str(shard["S"]), float(next_at["N"])) if shard and next_at else None
        if self._placed.get(row_id) != place:
            self._placed[row_id] = place
            self._late.append((self.clock.elapsed + self.index_lag, row_id, place))

    def due(self, shard: str, after: tuple[float, str], until: float, most: int) -> list[tuple[float, str]]:
        """Return what the index shows of a shard, one more than so many."""
        self._catch_up()
        places = self._index[shard]
        start, end = bisect.bisect_right(places, after), bisect.bisect_right(places, (until, "￿"))
        return places[start : min(end, start + most + 1)]

    def lock(self, row_ids: Sequence[str]) -> bool:
        """Take the rows for a transaction; False where another has one of them."""
        if any(self._locked[row_id] for row_id in row_ids):
            return False
        self._locked.update(row_ids)
        return True

    def unlock(self, row_ids: Sequence[str]) -> None:
        """Give the rows back."""
        self._locked.subtract(row_ids)

    def is_locked(self, row_id: str) -> bool:
        """Tell whether a transaction has the row."""
        return self._locked[row_id] > 0

    def _catch_up(self) -> None:
        while self._late and self._late[0][0] <= self.clock.elapsed:
            _, row_id, place = self._late.popleft()
            if (before := self._shown.pop(row_id, None)) is not None:
                shard = self._index[before[0]]
                del shard[bisect.bisect_left(shard, (before[1], row_id))]
            if place is not None:
                self._shown[row_id] = place
                bisect.insort(self._index[place[0]], (place[1], row_id))


class Client:
    """What one process calls; the operations of botocore's client that the memory uses."""

    def __init__(self, table: DynamoDb) -> None:
        self._table = table

    def get_item(self, **arguments: Any) -> dict[str, Any]:
        """Read a row."""
        self._begin("get_item")
        found = self._table.get(_row_id(arguments["Key"]))
        return {"Item": found} if found else {}

    def batch_get_item(self, **arguments: Any) -> dict[str, Any]:
        """Read rows."""
        self._begin("batch_get_item")
        ((name, wanted),) = arguments["RequestItems"].items()
        found = [item for key in wanted["Keys"] if (item := self._table.get(_row_id(key)))]
        return {"Responses": {name: found}, "UnprocessedKeys": {}}

    def update_item(self, **arguments: Any) -> dict[str, Any]:
        """Update a row under its condition."""
        row_id = _row_id(arguments["Key"])
        for attempt in range(1, _CLIENT_ATTEMPTS + 1):
            self._begin("update_item")
            before = self._table.get(row_id)
            if self._table.is_locked(row_id):
                raise _error("TransactionConflictException")
            if not self._table.throttles([(row_id, before, _applied(before, arguments))]):
                break
            if attempt == _CLIENT_ATTEMPTS:
                raise _error("ProvisionedThroughputExceededException")
            self._table.clock.wait(self._table.chance.uniform(0, 2**attempt))
        if not _is_allowed(before, arguments):
            wanted = arguments.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD" and before
            raise (
                _error("ConditionalCheckFailedException", Item=before)
                if wanted
                else _error("ConditionalCheckFailedException")
            )
        self._table.put(row_id, _applied(before, arguments))
        self._end()
        return {}

    def transact_write_items(self, **arguments: Any) -> dict[str, Any]:
        """Do all updates or none; whoever writes one of the rows meanwhile, or is about to, conflicts."""
        updates = [one["Update"] for one in arguments["TransactItems"]]
        row_ids = [_row_id(one["Key"]) for one in updates]
        self._begin("transact_write_items")
        if not self._table.lock(row_ids):
            conflicts = ["TransactionConflict" if self._table.is_locked(row_id) else "None" for row_id in row_ids]
            raise _cancelled(conflicts)
        try:
            self._table.clock.wait(_SECONDS_A_TRANSACTION)
            self._transact(updates, row_ids)
        finally:
            self._table.unlock(row_ids)
        self._end()
        return {}

    def query(self, **arguments: Any) -> dict[str, Any]:
        """Read a page of the index."""
        self._begin("query")
        values = arguments["ExpressionAttributeValues"]
        shard, until = str(plain(values[":shard"])), float(plain(values[":now"]))
        start = arguments.get("ExclusiveStartKey")
        after = (float(start[schema.NEXT_AT]["N"]), str(start[schema.KEY]["S"])) if start else (-1.0, "")
        most = arguments.get("Limit", _MEGABYTE_OF_PLACES)
        found = self._table.due(shard, after, until, most)
        page = found[:most]
        last = {"LastEvaluatedKey": _place(shard, *page[-1])} if len(found) > len(page) else {}
        if arguments.get("Select") == "COUNT":
            return {"Count": len(page), **last}
        return {"Items": [_place(shard, *place) for place in page], **last}

    def scan(self, **arguments: Any) -> dict[str, Any]:
        """Read a piece of the table."""
        self._begin("scan")
        start = arguments.get("ExclusiveStartKey")
        names = list(self._table.rows)
        begin = names.index(_row_id(start)) + 1 if start else 0
        page = names[begin : begin + _PAGE_ITEMS]
        condition, renamed, values = (
            arguments.get(name, {})
            for name in ("FilterExpression", "ExpressionAttributeNames", "ExpressionAttributeValues")
        )
        items = [self._table.rows[name] for name in page]
        kept = [item for item in items if not condition or holds(condition, item, renamed, values)]
        more = begin + _PAGE_ITEMS < len(names)
        return {"Items": kept, **({"LastEvaluatedKey": {schema.KEY: {"S": page[-1]}}} if more else {})}

    def close(self) -> None:
        """Do nothing: there is no connection."""

    def _transact(self, updates: Sequence[Mapping[str, Any]], row_ids: Sequence[str]) -> None:
        rows = [self._table.get(row_id) for row_id in row_ids]
        reasons = [
            "None" if _is_allowed(row, one) else "ConditionalCheckFailed"
            for row, one in zip(rows, updates, strict=True)
        ]
        if set(reasons) != {"None"}:
            raise _cancelled(reasons)
        after = [_applied(row, one) for row, one in zip(rows, updates, strict=True)]
        if self._table.throttles(list(zip(row_ids, rows, after, strict=True)), factor=2):
            raise _cancelled(["ThrottlingError"] * len(rows))
        for row_id, item in zip(row_ids, after, strict=True):
            self._table.put(row_id, item)

    def _begin(self, operation: str) -> None:
        table = self._table
        table.calls[operation] += 1
        if table.state is State.HANGING:
            for attempt in range(_CLIENT_ATTEMPTS):
                table.clock.wait(_HANGING + attempt)
            raise ReadTimeoutError(endpoint_url="dynamodb")
        table.clock.wait(_SECONDS_A_CALL)
        if table.state is State.REFUSED:
            raise _error("AccessDeniedException")
        if table.state is State.THROTTLED:
            table.throttled += 1
            raise _error("ThrottlingException")

    def _end(self) -> None:
        if self._table.fault.lost_answers and self._table.chance.random() < self._table.fault.lost_answers:
            self._table.clock.wait(_HANGING)
            raise ReadTimeoutError(endpoint_url="dynamodb")


def _wanted(writes: Sequence[tuple[str, Item, Item]], factor: int) -> Counter[str]:
    """Return the write units by table, index, item and value of the index's key; a moved place in the index counts twice."""
    wanted: Counter[str] = Counter()
    for row_id, before, after in writes:
        units = factor * max(1, -(-max(size(before), size(after)) // _KILOBYTE))
        wanted.update({"table": units, row_id: units})
        places = [one.get(schema.SHARD, {}).get("S") for one in (before, after)]
        if before.get(schema.NEXT_AT) != after.get(schema.NEXT_AT) or places[0] != places[1]:
            wanted.update({"index": sum(place is not None for place in places)})
            wanted.update({f"shard {place}": 1 for place in places if place is not None})
    return wanted


def _is_allowed(item: Item, arguments: Mapping[str, Any]) -> bool:
    condition = arguments.get("ConditionExpression")
    names, values = arguments["ExpressionAttributeNames"], arguments["ExpressionAttributeValues"]
    return condition is None or holds(condition, item, names, values)


def _applied(item: Item, arguments: Mapping[str, Any]) -> Item:
    names, values = arguments["ExpressionAttributeNames"], arguments["ExpressionAttributeValues"]
    return updated(arguments["UpdateExpression"], {**item, **arguments["Key"]}, names, values)


def _row_id(key: Mapping[str, Any]) -> str:
    return str(key[schema.KEY]["S"])


def _place(shard: str, next_at: float, row_id: str) -> dict[str, Any]:
    return {schema.KEY: {"S": row_id}, schema.SHARD: {"S": shard}, schema.NEXT_AT: {"N": repr(next_at)}}


def _error(code: str, **more: object) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": code}, **more}
    return ClientError(response, "UpdateItem")


def _cancelled(reasons: Sequence[str]) -> ClientError:
    return _error("TransactionCanceledException", CancellationReasons=[{"Code": reason} for reason in reasons])
