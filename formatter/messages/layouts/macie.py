"""Amazon Macie: sensitive data in S3, or a bucket that could give it away.

https://docs.aws.amazon.com/macie/latest/user/securityhub-integration.html
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from formatter.finding.finding import Finding
from formatter.finding.safe import branch, items, text
from formatter.messages.layouts.layout import Fact, Layout, is_product, kept, without_rights


def _is_about_data(finding: Finding) -> bool:
    return any("Sensitive Data" in one or "SensitiveData" in one for one in finding.types)


def _happened(finding: Finding) -> str:
    if _is_about_data(finding):
        return "Macie found sensitive data in an object of an S3 bucket."
    return "Somebody changed the settings of an S3 bucket so that its data is less protected than before."


def _steps(finding: Finding) -> tuple[str, ...]:
    if _is_about_data(finding):
        return (
            "Look at the object: is the data real, and does it belong there?",
            "If it does not, move or delete it, and find out who could read it (bucket policy, access logs).",
            "If real personal data was exposed, tell your security or data protection team now.",
        )
    return (
        "Find out who changed the bucket's settings, and whether it was meant (CloudTrail tells).",
        "If it was not, undo it: block public access, turn encryption on, remove foreign accounts from the policy.",
    )


def _facts(finding: Finding) -> tuple[Fact, ...]:
    fields = finding.product_fields
    return kept(
        ("Type", ", ".join(finding.types)),
        ("Sensitive data", ", ".join(_categories(finding))),
        ("Object", ", ".join(_objects(finding))),
        ("Bucket", text(branch(finding.raw, "databucket", "name"))),
        ("Bucket access", fields.get("S3Bucket.effectivePermission", "")),
        ("Found by job", fields.get("JobArn", "")),
    )


def _categories(finding: Finding) -> Iterator[str]:
    """Yield `personal information (3 NAME, 2 ADDRESS)` and the like, of both formats."""
    for resource in items(finding.raw.get("Resources")):
        for group in items(branch(resource, "DataClassification", "Result", "SensitiveData")):
            yield _category(text(branch(group, "Category")), items(branch(group, "Detections")), "Count", "Type")
    for group in items(branch(finding.raw, "databucket", "file", "data_classifications")):
        yield _category(text(branch(group, "category")), items(branch(group, "discovery_details")), "count", "type")


def _category(name: str, detections: tuple[Any, ...], count: str, kind: str) -> str:
    found = (" ".join(filter(None, (text(branch(one, count)), text(branch(one, kind))))) for one in detections)
    kinds = ", ".join(filter(None, found))
    named = name.replace("_", " ").lower() or "sensitive data"
    return f"{named} ({kinds})" if kinds else named


def _objects(finding: Finding) -> Iterator[str]:
    path = finding.product_fields.get("S3Object.Path", "")
    if path:
        yield path
        return
    for resource in finding.resources:
        if resource.type in ("AwsS3Object", "AWS::S3::Object") and resource.id:
            yield text(resource.details.get("Key")) or resource.short_name


MACIE = Layout("macie", is_product("macie"), _happened, without_rights(_steps), facts=_facts)
