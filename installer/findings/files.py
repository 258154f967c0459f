"""Findings in files, as people have them: one finding, a list, JSON lines, whole events, or what the AWS CLI prints."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from formatter.finding.reader import finding_from

STANDARD_INPUT = "-"
_IMPORTED = "Security Hub Findings - Imported"
_IMPORTED_V2 = "Findings Imported V2"
_KNOWN_FIELDS = ("Id", "Title", "ProductArn", "Severity", "AwsAccountId", "Resources", "finding_info", "class_uid")


@dataclass(frozen=True)
class FindingFiles:
    """What the files hold.

    Attributes:
        events: one EventBridge event a finding, in the order of the files.
        problems: one sentence for everything that is no finding, with file and line.
    """

    events: tuple[Mapping[str, Any], ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Problem:
    line: int
    text: str


def read_finding_files(names: Iterable[str]) -> FindingFiles:
    """Read all files; `-` is standard input. What is wrong with one line keeps nothing else from being read."""
    events: list[Mapping[str, Any]] = []
    problems: list[str] = []
    for name in names:
        for found in _read(name):
            if isinstance(found, _Problem):
                place = f"{_shown(name)}, line {found.line}" if found.line else _shown(name)
                problems.append(f"{place}: {found.text}")
            else:
                events.append(found)
    return FindingFiles(tuple(events), tuple(problems))


def event_of(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the event that Security Hub sends when this finding is imported; an event stays as it is.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
    """
    if isinstance(raw.get("detail"), dict):
        return raw
    finding = finding_from(raw)
    is_ocsf = "finding_info" in raw or "class_uid" in raw
    return {
        "version": "0",
        "source": "aws.securityhub",
        "detail-type": _IMPORTED_V2 if is_ocsf else _IMPORTED,
        "account": finding.account_id,
        "region": finding.region,
        "resources": [finding.own_id],
        "detail": {"findings": [raw]},
    }


def _read(name: str) -> Iterator[Mapping[str, Any] | _Problem]:
    try:
        text = sys.stdin.read() if name == STANDARD_INPUT else Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        yield _Problem(0, f"cannot be read: {error.strerror}.")
        return
    except UnicodeDecodeError as error:
        yield _Problem(0, f"is no UTF-8 text (byte {error.start}).")
        return
    if not text.strip():
        yield _Problem(0, "is empty; it should hold a finding, a list of findings, one finding a line, or an event.")
        return
    yield from _findings(text)


def _findings(text: str) -> Iterator[Mapping[str, Any] | _Problem]:
    try:
        whole = json.loads(text)
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if not _looks_like_lines(lines):
            yield _Problem(error.lineno, f"this is no JSON ({error.msg}).")
            return
        for number, line in lines:
            yield from _line(number, line)
        return
    except RecursionError:
        yield _Problem(0, "is nested too deeply to be read.")
        return
    for item in whole if isinstance(whole, list) else [whole]:
        yield from _events(item, 0)


def _looks_like_lines(lines: list[tuple[int, str]]) -> bool:
    """Tell JSON lines from one broken document: some line is a whole object by itself."""
    return any(isinstance(_parsed(line), dict) for _, line in lines)


def _line(number: int, line: str) -> Iterator[Mapping[str, Any] | _Problem]:
    try:
        item = json.loads(line)
    except json.JSONDecodeError as error:
        yield _Problem(number, f"this is no JSON ({error.msg}).")
        return
    yield from _events(item, number)


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except json.JSONDecodeError:
        return None


def _events(item: object, line: int) -> Iterator[Mapping[str, Any] | _Problem]:
    """Yield the events of one thing in the file; `aws securityhub get-findings` wraps a list in `Findings`."""
    listed = item.get("Findings") if isinstance(item, dict) else None
    for one in listed if isinstance(listed, list) else [item]:
        yield _event(one, line)


def _event(item: object, line: int) -> Mapping[str, Any] | _Problem:
    try:
        return event_in(item)
    except ValueError as error:
        return _Problem(line, str(error))


def event_in(item: object) -> Mapping[str, Any]:
    """Return the event of what a file holds: a finding, an event, or either of them together with where it came from.

    Raises:
        ValueError: it is none of them; says what it lacks.
    """
    for wrapper in ("finding", "event"):
        if isinstance(item, dict) and isinstance(item.get(wrapper), dict):
            item = item[wrapper]
    if not isinstance(item, dict):
        raise ValueError(f"a finding is a JSON object, not {json.dumps(item)[:40]}.")  # noqa: TRY004  # a value of a file
    is_finding = any(field in item for field in _KNOWN_FIELDS)
    if not is_finding and not isinstance(item.get("detail"), dict):
        raise ValueError("this object is no finding: it has neither Id, Title, finding_info nor an event's detail.")
    _refuse_insight(item)
    return event_of(item)


def _refuse_insight(item: Mapping[str, Any]) -> None:
    """Refuse what somebody sent of an insight: it counts findings and names none; no subscription listens to it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
    """
    detail = item.get("detail")
    if isinstance(detail, dict) and "insightResults" in detail and "findings" not in detail:
        name = str(detail.get("insightName", ""))[:80]
        raise ValueError(
            f"these are the results of the insight {name!r}, which name no finding; send the findings instead."
        )


def _shown(name: str) -> str:
    return "standard input" if name == STANDARD_INPUT else name
