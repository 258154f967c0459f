"""What a replay prints: for people a line an email and a summary, for programs one JSON object a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sqlite3 import Connection

from formatter.memory.records import ABOUT_SUBSCRIPTION, Kind
from installer.lines import ReplayedLine, ReplaySummary, SilenceLine
from installer.replay.play import SentMessage, Silence
from installer.replay.temporary_memory import temporary_database
from installer.said import due, taken_on

TIME = "%Y-%m-%dT%H:%M:%SZ"


@dataclass
class Summary:
    """What a replay comes to.

    Attributes:
        emails: how many messages went out.
        by_kind: how many of each kind.
        by_hour: how many in each hour.
        told: ids of the findings that were told, in a table.
        silent: how many events were not told, by reason.
    """

    emails: int = 0
    by_kind: Counter[str] = field(default_factory=Counter)
    by_hour: Counter[datetime] = field(default_factory=Counter)
    told: Connection = field(default_factory=lambda: temporary_database("CREATE TABLE told (id TEXT PRIMARY KEY)"))
    silent: Counter[str] = field(default_factory=Counter)

    def add(self, one: SentMessage | Silence) -> None:
        """Count one of them in."""
        if isinstance(one, Silence):
            self.silent[one.reason] += 1
            return
        self.emails += 1
        self.by_kind[one.kind.name] += 1
        self.by_hour[one.sent.at.replace(minute=0, second=0, microsecond=0)] += 1
        if one.kind is not Kind.WEEKLY:
            self.told.executemany("INSERT OR IGNORE INTO told VALUES (?)", ((name,) for name in one.findings))

    def document(self, open_ids: Sequence[str]) -> ReplaySummary:
        """Return it for programs."""
        busiest = max(self.by_hour, key=self.by_hour.__getitem__) if self.by_hour else None
        return {
            "emails": self.emails,
            "kinds": dict(sorted(self.by_kind.items())),
            "busiest_hour": {"time": f"{busiest:{TIME}}", "emails": self.by_hour[busiest]} if busiest else None,
            "told": self.told.execute("SELECT COUNT(*) FROM told").fetchone()[0],
            "silent": dict(self.silent.most_common()),
            "open": list(open_ids),
        }

    def text(self, number_open: int) -> str:
        """Return it for people."""
        document = self.document(())
        busiest = document["busiest_hour"]
        rows = [
            (
                "emails",
                f"{self.emails} ({', '.join(f'{number} {kind}' for kind, number in document['kinds'].items()) or 'none'})",
            ),
            ("busiest hour", f"{busiest['emails']} emails from {busiest['time']}" if busiest else "none"),
            ("findings told", str(document["told"])),
            *(("silent", f"{number} {reason}") for reason, number in document["silent"].items()),
            ("told and open at the end", str(number_open)),
        ]
        return "\n".join(f"{label + ':':<26}{value}" for label, value in rows)


def as_json(one: SentMessage | Silence) -> str:
    """Return one line for programs."""
    return json.dumps(_silence(one) if isinstance(one, Silence) else _sent(one))


def _silence(one: Silence) -> SilenceLine:
    return {"time": _moment(one.at), "finding": one.finding, "decision": one.decision, "reason": one.reason}


def _sent(one: SentMessage) -> ReplayedLine:
    message = one.sent.message
    return {
        "time": _moment(one.sent.at),
        "kind": one.kind.name,
        "subject": message.subject,
        "findings": list(one.findings),
        "audience": one.audience,
        "due": due(message.body),
        "taken_on": taken_on(message.body),
        "chat": dict(message.chat),
    }


def as_text(one: SentMessage | Silence) -> str:
    """Return one line for people; nothing for a silence, which the summary counts."""
    if isinstance(one, Silence):
        return ""
    about = "" if one.kind in ABOUT_SUBSCRIPTION else f"  ({len(one.findings)} finding{'s' * (len(one.findings) != 1)})"
    to = ", to owners and leads" if one.audience == "all" else ""
    return f"{one.sent.at:%a %d %b %Y %H:%M}  {one.sent.message.subject}{about}{to}"


def _moment(at: datetime) -> str:
    return f"{at:{TIME}}"
