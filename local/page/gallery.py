"""Findings to send: realistic ones by product, each new in the owner's account."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from installer.findings.written import written

_TEMPLATES = Path(__file__).with_name("gallery.json")
STORM_TITLE = "Problem"


@dataclass(frozen=True)
class Place:
    """Where findings come from."""

    account_id: str
    region: str


def titles(place: Place) -> Sequence[Mapping[str, str]]:
    """Return product, title and usual severity of each finding of the gallery."""
    return [
        {"product": one["ProductName"], "title": one["Title"], "severity": one["Severity"]["Label"].capitalize()}
        for one in (_filled(template, place) for template in _templates())
    ]


def pick(number: int, severity: str, place: Place, now: datetime) -> dict[str, Any]:
    """Return a new finding like the one of that number, with that severity."""
    return _made(_templates()[number], severity, place, now)


def storm(size: int, place: Place, now: datetime) -> Iterator[dict[str, Any]]:
    """Yield many findings of a control, each of a resource of its own, as when a standard is switched on.

    Every hundredth is critical.
    """
    for number in range(1, size + 1):
        severity = "Critical" if number % 100 == 0 else "High"
        made = _made(_templates()[0], severity, place, now)
        resources = [one | {"Id": f"{one['Id']}-{number}"} for one in made["Resources"]]
        yield made | {"Title": f"{STORM_TITLE} {number} of {size}: {made['Title']}", "Resources": resources}


@cache
def _templates() -> tuple[str, ...]:
    return tuple(json.dumps(one) for one in json.loads(_TEMPLATES.read_text(encoding="utf-8")))


def _made(template: str, severity: str, place: Place, now: datetime) -> dict[str, Any]:
    finding = _filled(template, place)
    time = written(now)
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"{finding['ProductArn']}/{uuid.uuid4()}",
        "AwsAccountId": place.account_id,
        "AwsAccountName": "Web shop",
        "Region": place.region,
        **dict.fromkeys(("FirstObservedAt", "LastObservedAt", "CreatedAt", "UpdatedAt"), time),
        **finding,
        "Severity": {"Label": severity.upper()},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
    }


def _filled(template: str, place: Place) -> dict[str, Any]:
    filled = template.replace("{account}", place.account_id).replace("{region}", place.region)
    finding: dict[str, Any] = json.loads(filled)
    return finding
