"""What the formatter of a subscription says it did with each finding."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

from local.journey.owner import Subscription

if TYPE_CHECKING:
    from types_boto3_logs.type_defs import FilteredLogEventTypeDef

_LATE_MILLISECONDS = 10_000

_RECEIVED, _SWEPT = "delivered", "told by a sweep"
"""What lines say of a finding that was received, and of a problem that had waited."""

Line = Mapping[str, Any]


class FormatterLog:
    """Reads the formatter's log from its beginning, each line once.

    Args:
        session: boto3 session of the subscription's account and Region.
        subscription: the subscription.

    Attributes:
        swept: what sweeps told of each problem, by its key, as far as lines were read.
    """

    def __init__(self, session: boto3.Session, subscription: Subscription) -> None:
        name = subscription.outputs["FunctionName"]
        function = session.client("lambda").get_function_configuration(FunctionName=name)
        self._group = function["LoggingConfig"]["LogGroup"]
        self._logs = session.client("logs")
        self._newest = 0
        self._seen: set[tuple[str, int, str]] = set()
        self.swept: defaultdict[str, list[Line]] = defaultdict(list)

    def new_lines(self) -> list[Line]:
        """Return what it did with received findings since the last call, oldest first."""
        lines = list(self._unseen())
        for line in lines:
            if line.get("message") == _SWEPT:
                self.swept[line["problem"]].append(line)
        return [line for line in lines if line.get("message") == _RECEIVED]

    def told_later(self, waiting: Line) -> str:
        """Return the id of the message by which a sweep told what waited after that line; empty while none did."""
        later = (line for line in self.swept[waiting["problem"]] if line["timestamp"] >= waiting["timestamp"])
        return next((str(line["message_id"]) for line in later if line["message_id"]), "")

    def _unseen(self) -> Iterator[Line]:
        for event in self._events():
            key = event["logStreamName"], event["timestamp"], event["message"]
            if key not in self._seen:
                self._seen.add(key)
                self._newest = max(self._newest, event["timestamp"])
                yield _parsed(event["message"])

    def _events(self) -> list[FilteredLogEventTypeDef]:
        # Functions that ran side by side write their lines in any order, if only a little late.
        since = max(0, self._newest - _LATE_MILLISECONDS)
        pages = self._logs.get_paginator("filter_log_events").paginate(logGroupName=self._group, startTime=since)
        try:
            return [event for page in pages for event in page["events"]]
        except self._logs.exceptions.ResourceNotFoundException:  # the subscription has ended meanwhile
            return []


def _parsed(line: str) -> Line:
    if not line.startswith("{"):
        return {}
    parsed: Line = json.loads(line)
    return parsed
