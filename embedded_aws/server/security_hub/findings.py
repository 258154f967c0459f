"""Import, change and read findings.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchupdatefindings.html
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ministack.core.responses import get_account_id, get_region

from embedded_aws.deviations import Deviation
from embedded_aws.server import clock, deviations
from embedded_aws.server.security_hub import filters, store
from embedded_aws.server.security_hub.events import emit_imported
from embedded_aws.server.security_hub.pages import AT_MOST, page
from embedded_aws.server.security_hub.store import Finding
from embedded_aws.server.service import ApiError, Parameters

_CUSTOMERS_OWN = ("Note", "UserDefinedFields", "VerificationState", "Workflow")
"""What an import never changes in a finding that is known."""

_UPDATED = (
    "Note",
    "VerificationState",
    "Confidence",
    "Criticality",
    "Types",
    "UserDefinedFields",
    "Workflow",
    "RelatedFindings",
)
_NORMALIZED = {"INFORMATIONAL": 0, "LOW": 1, "MEDIUM": 40, "HIGH": 70, "CRITICAL": 90}
"""https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html"""

_DEFAULTS = {
    "Workflow": {"Status": "NEW"},
    "RecordState": "ACTIVE",
    "ProductName": "Default",
    "CompanyName": "Personal",
}

_Fits = Callable[[Any, Sequence[Mapping[str, Any]]], bool]

_FILTERS: Mapping[str, tuple[str, _Fits]] = {
    **{
        name: (path, filters.fits_texts)
        for name, path in {
            "Id": "Id",
            "ProductArn": "ProductArn",
            "ProductName": "ProductName",
            "CompanyName": "CompanyName",
            "AwsAccountId": "AwsAccountId",
            "Region": "Region",
            "GeneratorId": "GeneratorId",
            "Title": "Title",
            "Type": "Types",
            "RecordState": "RecordState",
            "WorkflowStatus": "Workflow.Status",
            "SeverityLabel": "Severity.Label",
            "ComplianceStatus": "Compliance.Status",
            "ComplianceSecurityControlId": "Compliance.SecurityControlId",
            "ResourceId": "Resources.Id",
            "ResourceType": "Resources.Type",
            "ResourceRegion": "Resources.Region",
            "NoteText": "Note.Text",
        }.items()
    },
    "ResourceTags": ("Resources.Tags", filters.fits_maps),
    "ProductFields": ("ProductFields", filters.fits_maps),
    "UserDefinedFields": ("UserDefinedFields", filters.fits_maps),
    "CreatedAt": ("CreatedAt", filters.fits_dates),
    "UpdatedAt": ("UpdatedAt", filters.fits_dates),
    "FirstObservedAt": ("FirstObservedAt", filters.fits_dates),
    "LastObservedAt": ("LastObservedAt", filters.fits_dates),
    "SeverityNormalized": ("Severity.Normalized", filters.fits_numbers),
    "Confidence": ("Confidence", filters.fits_numbers),
    "Criticality": ("Criticality", filters.fits_numbers),
}
"""By filter: where a finding holds what it looks at, and how it compares."""

_MOST_FILTERS = 10
_MOST_VALUES = 20


def _import(parameters: Parameters) -> Mapping[str, object]:
    given: list[Finding] = parameters["Findings"]
    if not 1 <= len(given) <= AT_MOST:
        raise ApiError("InvalidInputException", f"Findings must hold 1 to {AT_MOST} findings.")
    failed = []
    for finding in given:
        problem = _problem(finding)
        if problem:
            failed.append({"Id": finding.get("Id", ""), "ErrorCode": "InvalidInput", "ErrorMessage": problem})
        else:
            is_swallowed = deviations.is_on(Deviation.REPEATS_SWALLOWED) and store.identity(finding) in store.findings()
            stored = _stored(finding)
            if not is_swallowed:
                emit_imported(stored)
    return {"FailedCount": len(failed), "SuccessCount": len(given) - len(failed), "FailedFindings": failed}


def _problem(finding: Finding) -> str:
    if finding.get("AwsAccountId") != get_account_id():
        return f"Finding does not adhere to Amazon Finding Format. AwsAccountId must be {get_account_id()}."
    missing = [name for name in ("Id", "ProductArn", "Title", "Resources") if not finding.get(name)]
    return f"Finding does not adhere to Amazon Finding Format. Missing: {', '.join(missing)}." if missing else ""


def _stored(finding: Finding) -> Finding:
    """Keep a finding with what Security Hub adds to it; an import that is not newer than what is known changes nothing.

    https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
    """
    known = store.findings().get(store.identity(finding), {})
    if known and str(finding.get("UpdatedAt", "")) <= str(known.get("UpdatedAt", "")):
        return known
    own = {name: known[name] for name in _CUSTOMERS_OWN if name in known}
    stored = {**_DEFAULTS, "Region": get_region(), **copy.deepcopy(finding), **own}
    stored["Severity"] = _severity(finding.get("Severity", {}))
    stored["ProductFields"] = {
        **finding.get("ProductFields", {}),
        "aws/securityhub/FindingId": f"{finding['ProductArn']}/{finding['Id']}",
        "aws/securityhub/ProductName": stored["ProductName"],
        "aws/securityhub/CompanyName": stored["CompanyName"],
    }
    stored["Workflow"] = _workflow(known, stored)
    store.findings()[store.identity(finding)] = stored
    return stored


def _severity(severity: Mapping[str, Any]) -> Mapping[str, object]:
    label = severity.get("Label")
    return {**severity, "Normalized": _NORMALIZED[label]} if label in _NORMALIZED else severity


def _workflow(known: Finding, stored: Finding) -> Mapping[str, object]:
    """Return the workflow of a finding after an import: it is NEW again when an archived or passed one comes back.

    https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html
    """
    own: Mapping[str, Any] = stored["Workflow"]
    returned = known.get("RecordState") == "ARCHIVED" and stored["RecordState"] == "ACTIVE"
    before, after = (found.get("Compliance", {}).get("Status") for found in (known, stored))
    failed_again = before == "PASSED" and after in {"FAILED", "WARNING", "NOT_AVAILABLE"}
    is_new = (returned or failed_again) and own.get("Status") != "SUPPRESSED"
    return {"Status": "NEW"} if is_new else own


def _update(parameters: Parameters) -> Mapping[str, object]:
    """Change what customers may change.

    "Your updates don't affect the value for the UpdatedAt field of a finding."
    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchUpdateFindings.html
    """
    done, failed = [], []
    for identifier in parameters["FindingIdentifiers"]:
        found = store.findings().get(store.identity(identifier))
        if found is None:
            error = {"ErrorCode": "FindingNotFound", "ErrorMessage": "Finding Not Found"}
            failed.append({"FindingIdentifier": identifier, **error})
            continue
        found.update({name: parameters[name] for name in _UPDATED if name in parameters})
        if deviations.is_on(Deviation.CHANGE_IS_UPDATE):
            found["UpdatedAt"] = f"{clock.now():%Y-%m-%dT%H:%M:%S.%f}"[:-3] + "Z"
        if "Severity" in parameters:
            found["Severity"] = {**found["Severity"], **_severity(parameters["Severity"])}
        emit_imported(found)
        done.append(identifier)
    return {"ProcessedFindings": done, "UnprocessedFindings": failed}


def _get(parameters: Parameters) -> Mapping[str, object]:
    wanted = parameters.get("Filters") or {}
    _require_known(wanted)
    found = [
        finding
        for finding in store.findings().values()
        if all(_fits(finding, name, conditions) for name, conditions in wanted.items())
    ]
    return page(found, parameters)


def _require_known(wanted: Mapping[str, Sequence[Any]]) -> None:
    unknown = sorted(set(wanted) - set(_FILTERS))
    if unknown:
        raise ApiError("InvalidInputException", f"The embedded AWS does not know the filters {', '.join(unknown)}.")
    if len(wanted) > _MOST_FILTERS or any(len(conditions) > _MOST_VALUES for conditions in wanted.values()):
        message = f"At most {_MOST_FILTERS} filters with {_MOST_VALUES} values each are possible."
        raise ApiError("InvalidInputException", message)


def _fits(finding: Finding, name: str, conditions: Sequence[Mapping[str, Any]]) -> bool:
    path, fits = _FILTERS[name]
    return fits(filters.values_at(finding, path.split(".")), conditions)


OPERATIONS = {"BatchImportFindings": _import, "BatchUpdateFindings": _update, "GetFindings": _get}
ROUTES = {
    ("POST", "/findings/import"): "BatchImportFindings",
    ("PATCH", "/findings/batchupdate"): "BatchUpdateFindings",
    ("POST", "/findings"): "GetFindings",
}
