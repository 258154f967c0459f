"""Read and change findings of the newer Security Hub, in OCSF; they come in as events, since nobody can import one.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_GetFindingsV2.html
https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindingsV2.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from embedded_aws.server.security_hub import filters, store
from embedded_aws.server.security_hub.events import emit_imported
from embedded_aws.server.security_hub.pages import page
from embedded_aws.server.security_hub.store import Finding, Identity
from embedded_aws.server.service import ApiError, Parameters

_KINDS: Mapping[str, Callable[[Any, Sequence[Mapping[str, Any]]], bool]] = {
    "StringFilters": filters.fits_texts,
    "MapFilters": filters.fits_maps,
    "NumberFilters": filters.fits_numbers,
    "DateFilters": filters.fits_dates,
    "BooleanFilters": filters.fits_flags,
}
_ANY_OR_ALL: Mapping[str, Callable[[Iterator[bool]], bool]] = {"AND": all, "OR": any}

_SEVERITIES = {
    0: "Unknown",
    1: "Informational",
    2: "Low",
    3: "Medium",
    4: "High",
    5: "Critical",
    6: "Fatal",
    99: "Other",
}
_STATUSES = {0: "Unknown", 1: "New", 2: "In Progress", 3: "Suppressed", 4: "Resolved", 5: "Archived", 99: "Other"}
"""https://schema.ocsf.io/classes/detection_finding"""

_MOST_FILTERS = 10


def _get(parameters: Parameters) -> Mapping[str, object]:
    wanted = parameters.get("Filters") or {}
    composites = wanted.get("CompositeFilters") or []
    if len(composites) > _MOST_FILTERS:
        raise ApiError("ValidationException", f"At most {_MOST_FILTERS} composite filters are possible.")
    join = _ANY_OR_ALL[wanted.get("CompositeOperator", "AND")]
    found = [
        finding
        for finding in store.ocsf_findings().values()
        if not composites or join(_fits(finding, one) for one in composites)
    ]
    return page(found, parameters, separator=".")


def _fits(finding: Finding, composite: Mapping[str, Any]) -> bool:
    return _ANY_OR_ALL[composite.get("Operator", "AND")](_answers(finding, composite))


def _answers(finding: Finding, composite: Mapping[str, Any]) -> Iterator[bool]:
    for kind, fits in _KINDS.items():
        for one in composite.get(kind, ()):
            yield fits(filters.values_at(finding, one["FieldName"].split(".")), [one["Filter"]])
    yield from (_fits(finding, nested) for nested in composite.get("NestedCompositeFilters", ()))


def _update(parameters: Parameters) -> Mapping[str, object]:
    """Change status, severity or comment; the times of the finding stay."""
    done, failed = [], []
    for asked, found in _asked(parameters):
        if found is None:
            error = {"ErrorCode": "ResourceNotFoundException", "ErrorMessage": "Finding not found"}
            failed.append({**asked, **error})
            continue
        found.update(_changes(parameters))
        emit_imported(found)
        done.append(asked)
    return {"ProcessedFindings": done, "UnprocessedFindings": failed}


def _asked(parameters: Parameters) -> Iterator[tuple[Mapping[str, Any], Finding | None]]:
    held = store.ocsf_findings()
    for identifier in parameters.get("FindingIdentifiers") or ():
        yield {"FindingIdentifier": identifier}, held.get(_identity(identifier))
    by_uid = {finding.get("metadata", {}).get("uid"): finding for finding in held.values()}
    for uid in parameters.get("MetadataUids") or ():
        yield {"MetadataUid": uid}, by_uid.get(uid)


def _identity(identifier: Mapping[str, str]) -> Identity:
    return identifier["CloudAccountUid"], identifier["FindingInfoUid"], identifier["MetadataProductUid"]


def _changes(parameters: Parameters) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if "StatusId" in parameters:
        changes |= {"status_id": parameters["StatusId"], "status": _STATUSES[parameters["StatusId"]]}
    if "SeverityId" in parameters:
        changes |= {"severity_id": parameters["SeverityId"], "severity": _SEVERITIES[parameters["SeverityId"]]}
    if "Comment" in parameters:
        changes["comment"] = parameters["Comment"]
    return changes


OPERATIONS = {"GetFindingsV2": _get, "BatchUpdateFindingsV2": _update}
ROUTES = {
    ("POST", "/findingsv2"): "GetFindingsV2",
    ("PATCH", "/findingsv2/batchupdatev2"): "BatchUpdateFindingsV2",
}
ACTIONS = {"GetFindingsV2": "GetFindings", "BatchUpdateFindingsV2": "BatchUpdateFindings"}
"""The IAM actions that both formats share."""
