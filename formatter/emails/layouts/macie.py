"""Amazon Macie: sensitive data in S3, or a bucket that could give it away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formatter.emails.layouts.layout import Fact, Layout, is_product, kept
from formatter.finding.finding import Finding
from formatter.finding.safe import branch, first_text, items, mapping, text


def _is_about_data(finding: Finding) -> bool:
    return any("Sensitive Data" in one or "SensitiveData" in one for one in finding.types)


def _happened(finding: Finding) -> str:
    if _is_about_data(finding):
        return "Macie found sensitive data in an object of an S3 bucket."
    return "An S3 bucket's settings make its data less safe than before."


def _steps(finding: Finding) -> tuple[str, ...]:
    if _is_about_data(finding):
        return (
            "Look at the object: is the data real, and does it belong there?",
            "If not, move or delete it, and find out who could read it meanwhile (bucket policy, access logs).",
        )
    return (
        "Check who changed the bucket's settings, and whether they meant to.",
        "Take the change back if it was not meant: block public access, turn encryption on again, remove foreign accounts.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    details = [mapping(one) for one in items(finding.raw.get("Resources"))]
    results = [branch(one, "DataClassification", "Result") for one in details]
    objects = [_object(one) for one in details]
    return kept(
        ("Type", ", ".join(finding.types)),
        ("Data", ", ".join(_kinds(results))),
        ("Object", ", ".join(filter(None, objects))),
        ("At the product", finding.source_url),
    )


def _kinds(results: list[Any]) -> list[str]:
    found = []
    for result in results:
        for group in items(branch(result, "SensitiveData")):
            category = text(branch(group, "Category")).replace("_", " ").lower()
            kinds = [_counted(one) for one in items(branch(group, "Detections"))]
            found.append(f"{category} ({', '.join(filter(None, kinds))})" if any(kinds) else category)
    return [kind for kind in found if kind]


def _counted(detection: Any) -> str:
    return " ".join(filter(None, (text(branch(detection, "Count")), text(branch(detection, "Type")))))


def _object(resource: Mapping[str, Any]) -> str:
    key = first_text(branch(resource, "Details", "AwsS3Object", "Key"))
    return key or (text(resource.get("Id")) if text(resource.get("Type")) == "AwsS3Object" else "")


MACIE = Layout("macie", is_product("Macie"), _happened, _steps, _facts)
