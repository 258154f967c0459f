"""Which sensitive data, where: ASFF's DataClassification, OCSF's data classifications.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_DataClassificationDetails.html
"""

from __future__ import annotations

from typing import Any

from formatter.finding.finding import Finding
from formatter.messages.facts.look import Fact, each, first_told, joined, kept, listed, look, many, said, told

_PLACES = (
    ("line ", "LineRanges", ("Start",)),
    ("row ", "Records", ("RecordIndex",)),
    ("path ", "Records", ("JsonPath",)),
    ("cell ", "Cells", ("CellReference", "Row")),
    ("column ", "Cells", ("ColumnName", "Column")),
    ("page ", "Pages", ("PageNumber",)),
    ("byte ", "OffsetRanges", ("Start",)),
)

_OCSF_FIELDS = frozenset({"databucket", "file"})


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return categories, kinds, numbers and places."""
    found = _classifications(finding)
    if not found and _OCSF_FIELDS.isdisjoint(finding.raw):
        return ()
    first = look(found[0], "Result") if found else None
    status = joined(told(first, "Status/Code"), told(first, "Status/Reason"), by=": ")
    return (
        *many("Sensitive data", _groups(finding)),
        *kept(
            ("Bucket", told(finding.raw, "databucket/name")),
            (
                "Kind of file",
                joined(told(first, "MimeType"), said("", told(first, "SizeClassified"), " bytes"), by=", "),
            ),
            ("Classified", status),
            ("More of it", "yes" if look(first, "AdditionalOccurrences") is True else ""),
            ("All occurrences", told(found[0], "DetailedResultsLocation") if found else ""),
        ),
    )


def line(finding: Finding) -> str:
    """Return `personal information (3 NAME, 2 ADDRESS)`."""
    return listed(_groups(finding), 2)


def _classifications(finding: Finding) -> tuple[Any, ...]:
    found = (look(resource, "DataClassification") for resource in each(finding.raw, "Resources"))
    return tuple(one for one in found if one)


def _groups(finding: Finding) -> list[str]:
    groups: list[str] = []
    for one in _classifications(finding):
        groups += [_group(group) for group in each(look(one, "Result"), "SensitiveData")]
        own = look(one, "Result/CustomDataIdentifiers")
        groups += [_group(own, "custom data")] if own else []
    for place in () if _OCSF_FIELDS.isdisjoint(finding.raw) else ("databucket/file", "databucket", "file"):
        groups += [_ocsf_group(group) for group in each(finding.raw, f"{place}/data_classifications")]
    return list(filter(None, groups))


def _group(group: object, name: str = "") -> str:
    detections = each(group, "Detections")
    is_said = [told(one, "Count") for one in detections] == [told(group, "TotalCount")]
    kinds, total = listed(map(_detection, detections)), said("", told(group, "TotalCount"), " in all")
    return _named(told(group, "Category") or name, joined(kinds, "" if is_said else total, by=", "))


def _ocsf_group(group: object) -> str:
    details = each(group, "discovery_details")
    kinds = listed(joined(told(one, "count"), first_told(one, "type", "value")) for one in details)
    return _named(told(group, "category"), kinds)


def _named(category: str, kinds: str) -> str:
    return joined(category.replace("_", " ").lower() or "sensitive data", said("(", kinds, ")"))


def _detection(detection: object) -> str:
    kind = first_told(detection, "Type", "Name") + said(" ", told(detection, "Arn"))
    return joined(told(detection, "Count"), kind, said("at ", _first_place(look(detection, "Occurrences"))))


def _first_place(occurrences: object) -> str:
    places = []
    for word, name, keys in _PLACES:
        first = next(iter(each(occurrences, name)), None)
        places.append(said(word, first_told(first, *keys)))
    return joined(*places, by=", ")
