"""Import, change and read findings.

https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
"""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region

from local.server.security_hub.events import emit_imported
from local.server.service import ApiError, Parameters

_AT_MOST = 100
_CUSTOMERS_OWN = ("Note", "UserDefinedFields", "VerificationState", "Workflow")
"""What an import never changes in a finding that is known."""

_UPDATED = (
    "Note",
    "Severity",
    "VerificationState",
    "Confidence",
    "Criticality",
    "Types",
    "UserDefinedFields",
    "Workflow",
)
_NORMALIZED = {"INFORMATIONAL": 0, "LOW": 1, "MEDIUM": 40, "HIGH": 70, "CRITICAL": 90}
"""https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_Severity.html"""

_FILTERED = {
    "Id": ("Id",),
    "ProductArn": ("ProductArn",),
    "AwsAccountId": ("AwsAccountId",),
    "RecordState": ("RecordState",),
    "WorkflowStatus": ("Workflow", "Status"),
    "SeverityLabel": ("Severity", "Label"),
    "GeneratorId": ("GeneratorId",),
    "Title": ("Title",),
}
"""Where a finding holds what a filter looks at."""

_COMPARED: Mapping[str, Callable[[str, str], bool]] = {
    "EQUALS": lambda value, wanted: value == wanted,
    "NOT_EQUALS": lambda value, wanted: value != wanted,
    "PREFIX": lambda value, wanted: value.startswith(wanted),
}

Finding = dict[str, Any]
_findings: dict[tuple[str, str, str], Finding] = {}


def _import(parameters: Parameters) -> Mapping[str, Any]:
    given: list[Finding] = parameters["Findings"]
    if not 1 <= len(given) <= _AT_MOST:
        raise ApiError("InvalidInputException", f"Findings must hold 1 to {_AT_MOST} findings.")
    failed = []
    for finding in given:
        problem = _problem(finding)
        if problem:
            failed.append({"Id": finding.get("Id", ""), "ErrorCode": "InvalidInput", "ErrorMessage": problem})
        else:
            emit_imported(_stored(finding))
    return {"FailedCount": len(failed), "SuccessCount": len(given) - len(failed), "FailedFindings": failed}


def _problem(finding: Finding) -> str:
    if finding.get("AwsAccountId") != get_account_id():
        return f"Finding does not adhere to Amazon Finding Format. AwsAccountId must be {get_account_id()}."
    missing = [name for name in ("Id", "ProductArn", "Title", "Resources") if not finding.get(name)]
    return f"Finding does not adhere to Amazon Finding Format. Missing: {', '.join(missing)}." if missing else ""


def _stored(finding: Finding) -> Finding:
    """Keep a finding with what Security Hub adds to it."""
    key = get_account_id(), get_region(), finding["Id"]
    known = _findings.get(key, {})
    own = {name: known[name] for name in _CUSTOMERS_OWN if name in known}
    defaults = {
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "ProductName": "Default",
        "CompanyName": "Personal",
        "Region": get_region(),
    }
    stored = {**defaults, **copy.deepcopy(finding), **own, "Severity": _severity(finding.get("Severity", {}))}
    stored["ProductFields"] = {
        **finding.get("ProductFields", {}),
        "aws/securityhub/FindingId": f"{finding['ProductArn']}/{finding['Id']}",
        "aws/securityhub/ProductName": stored["ProductName"],
        "aws/securityhub/CompanyName": stored["CompanyName"],
    }
    _reopen(known, stored)
    _findings[key] = stored
    return stored


def _severity(severity: Mapping[str, Any]) -> Mapping[str, Any]:
    label = severity.get("Label")
    return {**severity, "Normalized": _NORMALIZED[label]} if label in _NORMALIZED else severity


def _reopen(known: Finding, stored: Finding) -> None:
    """Set the workflow back to NEW when an archived or passed finding comes back.

    https://docs.aws.amazon.com/securityhub/latest/userguide/findings-workflow-status.html
    """
    returned = known.get("RecordState") == "ARCHIVED" and stored["RecordState"] == "ACTIVE"
    before, after = (found.get("Compliance", {}).get("Status") for found in (known, stored))
    failed_again = before == "PASSED" and after in ("FAILED", "WARNING", "NOT_AVAILABLE")
    was_suppressed = stored["Workflow"].get("Status") == "SUPPRESSED"
    if (returned or failed_again) and not was_suppressed:
        stored["Workflow"] = {"Status": "NEW"}


def _update(parameters: Parameters) -> Mapping[str, Any]:
    done, failed = [], []
    for identifier in parameters["FindingIdentifiers"]:
        found = _findings.get((get_account_id(), get_region(), identifier["Id"]))
        if found is None:
            error = {"ErrorCode": "FindingNotFound", "ErrorMessage": "Finding Not Found"}
            failed.append({"FindingIdentifier": identifier, **error})
            continue
        found.update({name: parameters[name] for name in _UPDATED if name in parameters})
        found["UpdatedAt"] = _now()
        emit_imported(found)
        done.append(identifier)
    return {"ProcessedFindings": done, "UnprocessedFindings": failed}


def _now() -> str:
    now = time.time()
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(now)) + f".{int(now * 1000) % 1000:03d}Z"


def _get(parameters: Parameters) -> Mapping[str, Any]:
    here = get_account_id(), get_region()
    own = [finding for (account, region, _), finding in _findings.items() if (account, region) == here]
    filters = parameters.get("Filters") or {}
    found = [finding for finding in own if all(_fits(finding, *one) for one in filters.items())]
    # The first criterion weighs most.
    for one in reversed(parameters.get("SortCriteria") or []):
        found.sort(key=lambda finding: str(finding.get(one["Field"], "")), reverse=one.get("SortOrder") == "desc")
    return {"Findings": found[: parameters.get("MaxResults")]}


def _fits(finding: Finding, name: str, conditions: Iterable[Mapping[str, str]]) -> bool:
    value: Any = finding
    for part in _FILTERED.get(name, (name,)):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return any(_COMPARED[one.get("Comparison", "EQUALS")](str(value), one["Value"]) for one in conditions)


OPERATIONS = {"BatchImportFindings": _import, "BatchUpdateFindings": _update, "GetFindings": _get}
ROUTES = {
    ("POST", "/findings/import"): "BatchImportFindings",
    ("PATCH", "/findings/batchupdate"): "BatchUpdateFindings",
    ("POST", "/findings"): "GetFindings",
}
