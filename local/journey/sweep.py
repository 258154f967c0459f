"""Have the sweep come now instead of in five minutes, so that nobody has to wait for emails that were held back."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from formatter.delivery.schedule import GRACE
from formatter.memory import schema
from formatter.settings import SWEEP_INPUT
from local.journey.owner import Subscription
from local.mailbox import ReceivedEmail

_LEASE = "#lease sweep"


def sweep_now(
    session: Any, subscription: Subscription, mailbox: Callable[[], list[ReceivedEmail]]
) -> list[ReceivedEmail]:
    """Make what waits as old as it is when the scheduled sweep meets it, run that, and return the emails it sent."""
    table = subscription.outputs["TableName"]
    database = session.client("dynamodb")
    pages = database.get_paginator("scan").paginate(TableName=table, FilterExpression="attribute_exists(pending)")
    for item in [item for page in pages for item in page["Items"]]:
        _age(database, table, item)
    database.delete_item(TableName=table, Key={schema.KEY: {"S": _LEASE}})
    before = len(mailbox())
    function = subscription.outputs["FunctionName"]
    session.client("lambda").invoke(FunctionName=function, Payload=json.dumps(dict(SWEEP_INPUT)))
    return mailbox()[before:]


def _age(database: Any, table: str, item: Any) -> None:
    since = float(item[schema.PENDING_SINCE]["N"]) - GRACE.total_seconds()
    database.update_item(
        TableName=table,
        Key={schema.KEY: item[schema.KEY]},
        UpdateExpression="SET #since = :since",
        ExpressionAttributeNames={"#since": schema.PENDING_SINCE},
        ExpressionAttributeValues={":since": {"N": repr(since)}},
    )
