"""The smaller fields of a finding that help a reader: who confirmed it, how sure it is, what somebody wrote into it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from formatter.finding.asff import AsffFinding
from formatter.finding.finding import Finding
from formatter.finding.safe import mapping, text
from formatter.messages.facts.look import (
    Fact,
    all_told,
    bounded,
    each,
    first_told,
    joined,
    kept,
    listed,
    look,
    many,
    said,
    told,
)

_MOST_FIELDS = 8
_SELDOM = frozenset(
    {"UserDefinedFields", "GeneratorDetails", "VerificationState", "Confidence", "Criticality", "FindingProviderFields"}
)
_SELDOM_OF_RESOURCES = frozenset({"ApplicationArn", "ApplicationName", "Owner"})
_AWS_FIELDS = "aws/"
"""Fields that Security Hub and AWS's products write; their layouts know which of them help."""


def facts(finding: Finding) -> tuple[Fact, ...]:
    """Return them; of the product's own fields only those of products that no layout knows."""
    return _asff(finding) if isinstance(finding, AsffFinding) else _ocsf(finding)


def _asff(finding: Finding) -> tuple[Fact, ...]:
    return (
        *many("Its own field", _own_fields(finding), _MOST_FIELDS),
        *(() if _SELDOM.isdisjoint(finding.raw) else _of_finding(finding.raw)),
        *kept(("Severity at the product", _severity(finding))),
        *_of_resources(finding),
    )


def _of_finding(raw: Mapping[str, Any]) -> tuple[Fact, ...]:
    provider, generator = look(raw, "FindingProviderFields"), look(raw, "GeneratorDetails")
    sure = told(raw, "Confidence") or told(provider, "Confidence")
    critical = told(raw, "Criticality") or told(provider, "Criticality")
    return (
        *many("Your own field", _pairs(raw.get("UserDefinedFields")), _MOST_FIELDS),
        *kept(
            ("Generator", joined(told(generator, "Name"), told(generator, "Description"), by=": ")),
            ("Labels", all_told(generator, "Labels")),
            ("Verified", told(raw, "VerificationState").replace("_", " ").lower()),
            ("How sure", said("", sure, " of 100")),
            ("How critical the resource", said("", critical, " of 100")),
        ),
    )


def _of_resources(finding: Finding) -> tuple[Fact, ...]:
    resources = each(finding.raw, "Resources")
    of_others = [one for one in resources if not _SELDOM_OF_RESOURCES.isdisjoint(mapping(one))]
    owners = (told(one, "Owner/Account/Id") for one in of_others)
    return (
        *kept(("Container", listed(map(_container, resources))), ("Application", listed(map(_application, of_others)))),
        *many("Resource of another account", (owner for owner in owners if owner != finding.account_id)),
    )


def _ocsf(finding: Finding) -> tuple[Fact, ...]:
    raw = finding.raw
    return kept(
        (
            "Generator",
            joined(told(raw, "finding_info/analytic/name"), told(raw, "finding_info/analytic/desc"), by=": "),
        ),
        ("Feature", told(raw, "metadata/product/feature/name")),
        ("Verdict", first_told(raw, "verdict", "disposition")),
        ("Action", told(raw, "action")),
        ("How sure", joined(told(raw, "confidence"), told(raw, "confidence_score"))),
        ("Impact", joined(told(raw, "impact"), told(raw, "impact_score"))),
        ("Risk", first_told(raw, "risk_level", "risk_details")),
        ("Seen", said("", told(raw, "count"), " times") if told(raw, "count") not in ("", "0", "1") else ""),
        ("Status code", told(raw, "status_code")),
        # The first stands with the instructions.
        ("Further references", listed((bounded(text(one)) for one in each(raw, "remediation/references")[1:]), 3)),
        ("Severity at the product", _stated_otherwise(finding, told(raw, "vendor_attributes/severity"))),
        ("Resource owner", listed(map(_group, each(raw, "resources")))),
        ("Container", listed(map(_ocsf_container, each(raw, "resources")))),
    )


def _group(resource: object) -> str:
    return joined(told(resource, "owner/name"), told(resource, "group/name"))


def _ocsf_container(resource: object) -> str:
    container = look(resource, "device/container") or look(resource, "container")
    return joined(
        told(container, "name"), said("image ", told(container, "image/name")), told(container, "runtime"), by=", "
    )


def _own_fields(finding: Finding) -> list[str]:
    if finding.is_aws_product:
        return []
    return [joined(bounded(key), bounded(value), by=" = ") for key, value in _foreign(finding).items() if value]


def _foreign(finding: Finding) -> dict[str, str]:
    return {key: value for key, value in finding.product_fields.items() if not key.startswith(_AWS_FIELDS)}


def _pairs(fields: object) -> list[str]:
    return [joined(bounded(text(key)), bounded(text(value)), by=" = ") for key, value in mapping(fields).items()]


def _severity(finding: Finding) -> str:
    severity, provider = finding.raw.get("Severity"), look(finding.raw, "FindingProviderFields/Severity")
    stated = (first_told(provider, "Label"), first_told(severity, "Original"), first_told(provider, "Original"))
    return listed(_stated_otherwise(finding, one) for one in stated)


def _stated_otherwise(finding: Finding, severity: str) -> str:
    """Return it where it says anything: Security Hub makes a control that passes INFORMATIONAL."""
    is_said = severity.upper() == finding.severity.name or finding.compliance_status == "PASSED"
    return "" if is_said else severity


def _container(resource: object) -> str:
    container = look(resource, "Details/Container")
    if container is None:
        return ""
    image, runtime = said("image ", told(container, "ImageName")), told(container, "ContainerRuntime")
    return joined(told(container, "Name"), image, runtime, by=", ")


def _application(resource: object) -> str:
    return joined(told(resource, "ApplicationName"), told(resource, "ApplicationArn"))
