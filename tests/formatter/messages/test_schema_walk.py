"""Every field of both formats stands somewhere in an email before the JSON, or has its reason here why it does not.

A finding in which every field holds a word of its own is told, and the words are looked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import botocore.loaders
import botocore.model
import pytest

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.memory.records import Kind
from formatter.messages.layouts.registry import layout_of
from harness.findings import NOW, PREFERENCES, told

_PAIRS = "{}"
_ITEM = "[]"
_OCSF = Path(__file__).with_name("ocsf_fields.json")
"""Fields of OCSF findings as AWS's products are seen to fill them, and as the schema has them for these classes."""

_EXCUSES = {
    "Resources.[].Details.": "hundreds of settings; evidence and HOW tell those that a control is about, the console all",
    "Resources.[].DataClassification.Result.SensitiveData.[].Detections.[].Occurrences.": "the first place is told",
    "Resources.[].DataClassification.Result.CustomDataIdentifiers.Detections.[].Occurrences.": "the first place is told",
    "Resources.[].DataClassification.Result.AdditionalOccurrences": "a yes or no: told as `More of it`",
    "Resources.[].Provider": "AWS, or the name of the cloud that the type names already",
    "Resources.[].Partition": "the ARN names it, and the links follow it",
    "Resources.[].Region": "told where it is not the finding's own, by the ARN",
    "Resources.[].ResourceRole": "told in words for GuardDuty; others leave it out",
    "Resources.[].Owner.Org.Id": "the organization of the reader",
    "SchemaVersion": "always the same",
    "ProductArn": "the product is told by its name and whose it is",
    "ProcessedAt": "when Security Hub took it in says nothing about the problem",
    "Severity.Product": "retired; Original has what it held",
    "Severity.Normalized": "retired, and a number for the severity that is told",
    "Severity.Label": "told as the severity itself",
    "FindingProviderFields.Severity.Label": "told as the severity itself, or as the product's",
    "WorkflowState": "retired; the workflow status has its place",
    "RecordState": "told in words: an archived finding is over",
    "Sample": "told in words",
    "Compliance.SecurityControlId": "stands in subject and lead",
    ".Blocked": "a yes or no: told as `Blocked`",
    ".GeoLocation.": "the place is told by name",
    ".Location.Lat": "the place is told by name",
    ".Location.Lon": "the place is told by name",
    ".Country.CountryCode": "told where there is no name",
    "Action.ActionType": "told in words",
    "Threats.[].FilePaths.[].FileName": "told where the path does not end with it",
    "Network.SourceIpV6": "told beside or in place of the older address",
    "Network.DestinationIpV6": "told beside or in place of the older address",
    "Detection.Sequence.Actors.[].Id": "names what the actor's own names tell",
    "Detection.Sequence.Endpoints.[].Id": "names what the endpoint's address tells",
    "Detection.Sequence.Signals.[].Id": "an ARN; name, title and time tell which it is",
    "Detection.Sequence.Signals.[].Type": "always FINDING or the like; its name tells more",
    "Detection.Sequence.Signals.[].ProductArn": "the signal's name tells the product's type",
    "Detection.Sequence.Signals.[].CreatedAt": "first and last seen are told",
    "Detection.Sequence.Signals.[].UpdatedAt": "first and last seen are told",
    "Detection.Sequence.Signals.[].ActorIds": "points to what is told of the actors",
    "Detection.Sequence.Signals.[].EndpointIds": "points to what is told of the endpoints",
    "Detection.Sequence.Signals.[].SignalIndicators.[].Key": "its title tells it; told where there is none",
    "Detection.Sequence.Signals.[].SignalIndicators.[].Type": "the kind of its value",
    "Detection.Sequence.SequenceIndicators.[].Key": "its title tells it; told where there is none",
    "Detection.Sequence.SequenceIndicators.[].Type": "the kind of its value",
    "Vulnerabilities.[].VulnerablePackages.[].Remediation": "told where no fixed release is named",
    "Vulnerabilities.[].VulnerablePackages.[].SourceLayerArn": "told where the layer's hash is missing",
    "Vulnerabilities.[].VulnerablePackages.[].Epoch": "part of the installed release",
    "Vulnerabilities.[].FixAvailable": "of code nobody else brings out a fix",
    "FindingProviderFields.Types": "told where the finding has no types of its own",
    "FindingProviderFields.Confidence": "told where the finding has none of its own",
    "FindingProviderFields.Criticality": "told where the finding has none of its own",
    "FindingProviderFields.Severity.Original": "the finding's own Original is told beside it",
    "Note.UpdatedAt": "the note itself and who wrote it are told",
}
"""By what a field's path is, begins or ends with, ASFF."""


_SPECIAL: dict[str, tuple[Any, str]] = {
    "FirstObservedAt": ("2026-01-07T03:04:00Z", "07 Jan 2026"),
    "LastObservedAt": ("2026-01-08T03:04:00Z", "08 Jan 2026"),
    "CreatedAt": ("2026-01-07T03:04:00Z", "07 Jan 2026"),
    "UpdatedAt": ("2026-01-09T03:04:00Z", "09 Jan 2026"),
    "SourceUrl": ("https://eu-central-1.console.aws.amazon.com/guardduty/home", "guardduty"),
    "Compliance.Status": ("FAILED", "FAILED"),
    "Workflow.Status": ("NOTIFIED", "NOTIFIED"),
    "Detection.Sequence.Actors.[].Session.CreatedTime": (1_767_755_040_000, "2026-01-07 03:04"),
    "Detection.Sequence.Signals.[].FirstSeenAt": (1_767_841_440_000, "2026-01-08 03:04"),
    "Detection.Sequence.Signals.[].LastSeenAt": (1_767_927_840_000, "2026-01-09 03:04"),
}
"""Values that are no word of their own, and how they are told."""


def _members(
    shape: Any, path: tuple[str, ...] = (), seen: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], str]]:
    if shape.type_name == "structure" and shape.name not in seen:
        for name, member in shape.members.items():
            yield from _members(member, (*path, name), (*seen, shape.name))
    elif shape.type_name == "list":
        yield from _members(shape.member, (*path, _ITEM), seen)
    elif shape.type_name == "map":
        yield (*path, _PAIRS), "string"
    elif shape.type_name != "structure":
        yield path, shape.type_name


def _asff() -> dict[tuple[str, ...], Any]:
    """Return a value of its own for each field of AwsSecurityFinding, without the settings of each resource type."""
    model = botocore.loaders.Loader().load_service_model("securityhub", "service-2")
    shape = botocore.model.ServiceModel(model).shape_for("AwsSecurityFinding")
    fields = [(path, kind) for path, kind in _members(shape) if "Details" not in path[2:3]]
    return {path: _special(path)[0] or _value(kind, number) for number, (path, kind) in enumerate(fields)}


def _special(path: tuple[str, ...]) -> tuple[Any, str]:
    return _SPECIAL.get(".".join(path), (None, ""))


def _value(kind: str, number: int) -> Any:
    """Return a word, or a number, that stands nowhere else: they all have as many digits."""
    return {"string": f"zq{number + 1_000}zq", "boolean": True}.get(kind, 7_310_000 + number)


def _document(fields: dict[tuple[str, ...], Any]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for path, value in fields.items():
        _put(document, path, value)
    return document


def _put(node: Any, path: tuple[str, ...], value: Any) -> None:
    name, rest = path[0], path[1:]
    if not rest:
        node[name] = value
        return
    if rest[0] == _PAIRS:
        node[name] = {"key": value}
    elif rest[0] == _ITEM:
        items = node.setdefault(name, [{}] if rest[1:] else [])
        if rest[1:]:
            _put(items[0], rest[1:], value)
        else:
            items.append(value)
    else:
        _put(node.setdefault(name, {}), rest, value)


def _text(found: Finding) -> str:
    """Return what is told of it: the email before the JSON, and all facts, of which an email shows so many."""
    body = told(found, Kind.NEW, PREFERENCES, NOW).body.partition("THE FINDING AS JSON")[0]
    facts = " ".join(f"{label} {value}" for label, value in layout_of(found).facts(found))
    return f"{body} {facts}"


def _not_shown(fields: dict[tuple[str, ...], Any], excuses: dict[str, str]) -> list[str]:
    """Return what is told neither among all the others nor among those of its group alone, where nothing is cut for room."""
    missing = [path for path in fields if not _is_told(path, fields) and not _is_told(path, _group(path, fields))]
    return [named for path in missing if not _is_excused(named := ".".join(path), excuses)]


def _group(path: tuple[str, ...], fields: dict[tuple[str, ...], Any]) -> dict[tuple[str, ...], Any]:
    """Return the fields below the same name, and what tells the format."""
    return {other: value for other, value in fields.items() if other[0] == path[0] or other == ("finding_info", "uid")}


def _is_told(path: tuple[str, ...], fields: dict[tuple[str, ...], Any]) -> bool:
    return _is_in(_text_of(json.dumps(_document(fields))), _special(path)[1] or fields[path])


@cache
def _text_of(document: str) -> str:
    return _text(finding_from(json.loads(document)))


def _is_in(text: str, value: Any) -> bool:
    return re.search(rf"(?<![0-9]){re.escape(str(value))}(?![0-9])", text) is not None


def _is_excused(path: str, excuses: dict[str, str]) -> bool:
    return any(
        path.startswith(excuse) or path.endswith(excuse) or (excuse[0] == "." and excuse in path) for excuse in excuses
    )


TELL = "tell it in a module of formatter/messages/facts/, or say in _EXCUSES why no email shows it"


def test_asff() -> None:
    assert _not_shown(_asff(), _EXCUSES) == [], TELL


def _ocsf() -> dict[tuple[str, ...], Any]:
    fields = json.loads(_OCSF.read_text(encoding="utf-8"))["shown"]
    return {tuple(path.split(".")): f"zq{number + 1_000}zq" for number, path in enumerate(fields)}


def test_ocsf() -> None:
    assert _not_shown(_ocsf(), {}) == [], TELL


def test_each_excuse_excuses_something() -> None:
    paths = [".".join(path) for path in _asff()]
    idle = [excuse for excuse in _EXCUSES if not any(_is_excused(path, {excuse: ""}) for path in paths)]
    assert [excuse for excuse in idle if not excuse.startswith("Resources.[].Details.")] == []


@pytest.mark.parametrize("value", ["zq1000zq", 7_310_000])
def test_what_no_email_shows_is_found(value: Any) -> None:
    assert _not_shown({("NoSuchField",): value}, {}) == ["NoSuchField"]
