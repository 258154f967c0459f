"""Rows of the table from records, and back; an attribute of DynamoDB is written as `{"S": "text"}`.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from formatter.finding.finding import State
from formatter.finding.json_text import json_text
from formatter.finding.severity import Severity
from formatter.memory import schema
from formatter.memory.records import (
    Appointment,
    Ending,
    EscalationLevel,
    Kind,
    KnownFinding,
    OpenFinding,
    Problem,
    TakenOn,
    Told,
    Urgency,
)

Attributes = Mapping[str, Mapping[str, Any]]

LARGEST_FINDING = 300_000
"""Compressed bytes; a row is at most 400 KB. A larger finding is told from its summary."""

_IN_ATTRIBUTES = ("key", "version", "finding", "expires_at")
"""What stands in attributes of its own; all else in one document."""

_IN_DOCUMENT = {name: value for name, value in vars(Problem("")).items() if name not in _IN_ATTRIBUTES}
"""The other fields, with what they hold by default."""

_ENCODE: Mapping[type, Callable[[Any], Any]] = {
    datetime: lambda moment: moment.isoformat(),
    TakenOn: lambda taken_on: [taken_on.at.isoformat(), taken_on.by],
    Ending: lambda ending: [ending.at.isoformat(), ending.is_proven, ending.reason],
    Appointment: lambda place: [place.urgency.value, place.at.isoformat()],
    frozenset: sorted,
}

_DECODE: Mapping[str, Callable[[Any], Any]] = {
    "findings": lambda found: {
        short: OpenFinding(State(state), Severity(severity), *own_id)
        for short, (state, severity, *own_id) in found.items()
    },
    "told": Told,
    "told_at": datetime.fromisoformat,
    "severity_told_at": datetime.fromisoformat,
    "severity": Severity,
    "told_severity": Severity,
    "open_since": datetime.fromisoformat,
    "raised_from": Severity,
    "taken_on": lambda found: TakenOn(datetime.fromisoformat(found[0]), found[1]),
    "ending": lambda found: Ending(datetime.fromisoformat(found[0]), found[1], found[2]),
    "successor_until": datetime.fromisoformat,
    "pending": Kind,
    "pending_since": datetime.fromisoformat,
    "pending_event_at": datetime.fromisoformat,
    "on_its_way": Kind,
    "sent_on_purpose": tuple,
    "reminded_at": datetime.fromisoformat,
    "escalated": lambda found: frozenset(EscalationLevel(one) for one in found),
    "retry_at": datetime.fromisoformat,
    "appointment": lambda found: Appointment(Urgency(found[0]), datetime.fromisoformat(found[1])),
}
"""How fields are read that JSON does not give back as they were."""


def finding_attributes(finding: KnownFinding) -> Attributes:
    """Return what a finding's row holds beside its id."""
    return {
        schema.CLOCK: {"S": finding.clock},
        schema.STATE: {"S": finding.state.value},
        schema.SEVERITY: number(finding.severity),
        schema.PROBLEM: {"S": finding.problem},
        schema.TTL_ATTRIBUTE: number(finding.expires_at),
    }


def known_finding(row: Attributes) -> KnownFinding:
    """Read a finding's row."""
    return KnownFinding(
        key=row[schema.KEY]["S"].removeprefix(schema.FINDING_ROW),
        clock=row[schema.CLOCK]["S"],
        state=State(row[schema.STATE]["S"]),
        severity=Severity(int(row[schema.SEVERITY]["N"])),
        problem=row[schema.PROBLEM]["S"],
        expires_at=int(row[schema.TTL_ATTRIBUTE]["N"]),
    )


def problem_attributes(problem: Problem, version: int) -> Attributes:
    """Return what a problem's row holds beside its id; what is missing of `PROBLEM_ATTRIBUTES` is to be removed."""
    found: dict[str, Mapping[str, Any]] = {
        schema.VERSION: number(version),
        schema.RECORD: {"S": json.dumps(_document(problem))},
        schema.TTL_ATTRIBUTE: number(problem.expires_at),
    }
    if problem.finding is not None:
        packed = zlib.compress(json_text(problem.finding).encode("utf-8", "surrogatepass"))
        found |= {schema.FINDING: {"B": packed}} if len(packed) <= LARGEST_FINDING else {}
    if problem.appointment:
        shard = shard_of(problem.key, problem.appointment.urgency)
        found |= {schema.SHARD: {"S": shard}, schema.NEXT_AT: moment(problem.appointment.at)}
    return found


PROBLEM_ATTRIBUTES = (
    schema.VERSION,
    schema.RECORD,
    schema.TTL_ATTRIBUTE,
    schema.FINDING,
    schema.SHARD,
    schema.NEXT_AT,
)


def remembered_problem(row: Attributes) -> Problem:
    """Read a problem's row."""
    document = json.loads(row[schema.RECORD]["S"])
    packed = row.get(schema.FINDING, {}).get("B")
    return Problem(
        key=row[schema.KEY]["S"].removeprefix(schema.PROBLEM_ROW),
        version=int(row[schema.VERSION]["N"]),
        finding=json.loads(zlib.decompress(packed).decode("utf-8", "surrogatepass")) if packed else None,
        expires_at=int(row[schema.TTL_ATTRIBUTE]["N"]),
        **{name: _DECODE[name](value) if name in _DECODE else value for name, value in document.items()},
    )


def shard_of(key: str, urgency: Urgency) -> str:
    """Return the part of the agenda in which a problem of that class stands, such as `urgent-3`."""
    return f"{urgency.value}-{zlib.crc32(key.encode()) % schema.SHARDS[urgency]}"


def number(value: int) -> Mapping[str, str]:
    """Return a whole number."""
    return {"N": str(int(value))}


def moment(at: datetime) -> Mapping[str, str]:
    """Return seconds since 1970 with their fraction."""
    return {"N": f"{at.timestamp():.6f}"}


def _document(problem: Problem) -> dict[str, Any]:
    """Return the fields that are not as they are by default."""
    document = {
        name: _ENCODE.get(type(value), _as_it_is)(value)
        for name, default in _IN_DOCUMENT.items()
        if (value := getattr(problem, name)) != default
    }
    return document | {"findings": {short: _open_finding(one) for short, one in problem.findings.items()}}


def _open_finding(one: OpenFinding) -> list[Any]:
    return [one.state, one.severity, *([one.own_id] if one.own_id else [])]


def _as_it_is(value: object) -> object:
    return value
