"""Have the sweep come now instead of later, so that nobody has to wait for emails that were held back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from formatter.delivery.schedule import GRACE
from formatter.memory import old_schema as schema
from formatter.settings import SWEEP_INPUT
from local.journey.owner import Subscription
from local.mailbox import ReceivedEmail

_SWEEP_LEASE = f"{schema.LEASE_ROW}sweep"
_DAILY_NOTE = f"{schema.NOTE_ROW}daily"
_DAY = timedelta(days=1)


def sweep_now(
    session: Any, subscription: Subscription, mailbox: Callable[[], list[ReceivedEmail]], passed: timedelta = GRACE
) -> list[ReceivedEmail]:
    """Make what the table remembers as old as it is when a later sweep comes, run that, and return the emails it sent.

    Args:
        session: boto3 session of the subscription's account and Region.
        subscription: whose sweep.
        mailbox: reads all emails.
        passed: how much later; by default just enough for what is not left to a digest.
    """
    before = len(mailbox())
    if passed >= _DAY:
        # The sweep comes every few minutes: before that day, too. What comes daily counts from the first one.
        _sweep(session, subscription)
    _age(session.client("dynamodb"), subscription.outputs["TableName"], passed)
    _sweep(session, subscription)
    return mailbox()[before:]


def _sweep(session: Any, subscription: Subscription) -> None:
    function = subscription.outputs["FunctionName"]
    session.client("lambda").invoke(FunctionName=function, Payload=json.dumps(dict(SWEEP_INPUT)))


def _age(database: Any, table: str, passed: timedelta) -> None:
    moments = (schema.PENDING_SINCE, schema.TOLD_AT) if passed >= _DAY else (schema.PENDING_SINCE,)
    for item in _rows(database, table):
        key = item[schema.KEY]
        # What is done once a day is done again on the next; the sweep's own lease ends within five minutes.
        if key["S"] == _SWEEP_LEASE or (key["S"].startswith(schema.LEASE_ROW) and passed >= _DAY):
            database.delete_item(TableName=table, Key={schema.KEY: key})
        if key["S"] == _DAILY_NOTE and passed >= _DAY:
            _set(database, table, key, schema.NOTE, {"S": _aged(item[schema.NOTE]["S"], passed)})
        for name in moments:
            if name in item:
                since = float(item[name]["N"]) - passed.total_seconds()
                _set(database, table, key, name, {"N": repr(since)})


def _aged(note: str, passed: timedelta) -> str:
    """Return the daily report's note as it is when its last hour was so much earlier."""
    reported = datetime.fromisoformat(json.loads(note)["reported"])
    return json.dumps({"reported": (reported - passed).isoformat()})


def _rows(database: Any, table: str) -> Iterator[Any]:
    pages = database.get_paginator("scan").paginate(TableName=table)
    yield from [item for page in pages for item in page["Items"]]


def _set(database: Any, table: str, key: Any, name: str, value: Mapping[str, str]) -> None:
    database.update_item(
        TableName=table,
        Key={schema.KEY: key},
        UpdateExpression="SET #name = :value",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":value": value},
    )
