"""What can happen to a finding that was sent: it gets worse, it is resolved, it fails again; in ASFF and in OCSF."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from installer.findings.written import written

Raw = Mapping[str, Any]
Change = Callable[[Raw, datetime], dict[str, Any]]

NEW = "new"
RESOLVED = "resolved"
STORM = "storm"
"""What the page calls findings that were sent for the first time, one that was resolved, and many at once."""

_OCSF_NEW = {"activity_id": 2, "activity_name": "Update", "status_id": 1, "status": "New"}
_OCSF_RESOLVED = {"activity_id": 3, "activity_name": "Close", "status_id": 4, "status": "Resolved"}
"""https://schema.ocsf.io/classes/detection_finding, where severity_id counts from 1 (Informational)."""


def worse(finding: Raw, now: datetime) -> dict[str, Any]:
    """Return a finding one severity higher; a critical one stays so."""
    severity = Severity(min(finding_from(finding).severity + 1, Severity.CRITICAL))
    if _is_ocsf(finding):
        names = {"severity_id": severity + 1, "severity": severity.name.capitalize()}
        return {**_updated(finding, now), **_OCSF_NEW, **names}
    return {**failed_again(finding, now), "Severity": {"Label": severity.name}}


def resolved(finding: Raw, now: datetime) -> dict[str, Any]:
    """Return a finding as Security Hub sends it once the problem is gone.

    A control that passes calls itself informational.
    https://docs.aws.amazon.com/securityhub/latest/userguide/controls-findings-create-update.html
    """
    if _is_ocsf(finding):
        return {**_updated(finding, now), **_OCSF_RESOLVED}
    compliance = finding.get("Compliance")
    passed = (
        {"Compliance": {**compliance, "Status": "PASSED"}, "Severity": {"Label": Severity.INFORMATIONAL.name}}
        if isinstance(compliance, Mapping)
        else {}
    )
    return {**_updated(finding, now), **passed, "Workflow": {"Status": "RESOLVED"}}


def failed_again(finding: Raw, now: datetime) -> dict[str, Any]:
    """Return a finding as it was when it was sent, new again."""
    if _is_ocsf(finding):
        return {**_updated(finding, now), **_OCSF_NEW}
    return {**_updated(finding, now), "Workflow": {"Status": "NEW"}, "RecordState": "ACTIVE"}


STEPS: Mapping[str, tuple[str, Change]] = {
    "worsen": ("got worse", worse),
    "resolve": (RESOLVED, resolved),
    "fail-again": ("failed again", failed_again),
}
"""By what the page asks for: what the page calls the step, and what changes in the finding."""


def _is_ocsf(finding: Raw) -> bool:
    return isinstance(finding.get("finding_info"), Mapping)


def _updated(finding: Raw, now: datetime) -> dict[str, Any]:
    if not _is_ocsf(finding):
        return {**finding, "UpdatedAt": written(now)}
    return {**finding, "finding_info": {**finding["finding_info"], "modified_time_dt": written(now)}}
