"""What a trial's formatter says that it did with a finding."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from installer.verification.stage import Stage
from installer.verification.who import Who

_SILENT = "silent"

Line = Mapping[str, Any]


class FormatterLog:
    """The log of one function.

    Args:
        stage: the stage.
        who: in whose account it is.
        group: its log group.
    """

    def __init__(self, stage: Stage, who: Who, group: str) -> None:
        self._logs = stage.sessions[who].client("logs")
        self._group = group
        self._since = int(datetime.fromisoformat(stage.ledger.began).timestamp() * 1000)

    def told(self, finding_id: str, kind: str = "") -> Line | None:
        """Return the line that says by which message a finding was told; None as long as there is none.

        Args:
            finding_id: the finding.
            kind: kind of the message; empty for any.
        """
        found = (one for one in self._lines(finding_id) if one["message_id"] and kind in ("", one["kind"]))
        return next(found, None)

    def silent(self, finding_id: str) -> Line | None:
        """Return the line that says why nothing was told of an event of a finding; None as long as there is none."""
        return next((one for one in self._lines(finding_id) if one["decision"] == _SILENT), None)

    def seen(self, finding_id: str) -> Line | None:
        """Return the first line about a finding, whatever became of it."""
        return next(self._lines(finding_id), None)

    def _lines(self, finding_id: str) -> Iterator[Line]:
        pages = self._logs.get_paginator("filter_log_events").paginate(
            logGroupName=self._group, startTime=self._since, filterPattern=f'"{finding_id}"'
        )
        for event in (event for page in pages for event in page["events"]):
            if event["message"].startswith("{"):
                line = json.loads(event["message"])
                if line.get("finding_id") == finding_id:
                    yield line
