"""Events of one control that several standards check, in both formats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from formatter.finding.reader import Received, finding_from

START = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)

_PRODUCT = "arn:aws:securityhub:eu-west-1::product/aws/securityhub"
_RESOURCE = "arn:aws:s3:::uploads"
_CONSOLIDATED = {"ArchivalReasons:0/ReasonCode": "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"}

PERSONS = ("notified", "suppressed", "resolved")
"""What a person does leaves the finding's UpdatedAt as it was."""

_ASFF: Mapping[str, Mapping[str, Any]] = {
    "open": {"Workflow": {"Status": "NEW"}},
    "notified": {"Workflow": {"Status": "NOTIFIED"}, "Note": {"Text": "on it", "UpdatedBy": "kim"}},
    "suppressed": {"Workflow": {"Status": "SUPPRESSED"}},
    "passed": {"Workflow": {"Status": "RESOLVED"}, "Compliance": {"Status": "PASSED", "SecurityControlId": "S3.8"}},
    "resolved": {"Workflow": {"Status": "RESOLVED"}, "Note": {"Text": "done", "UpdatedBy": "kim"}},
    "archived": {"RecordState": "ARCHIVED"},
    "replaced": {"RecordState": "ARCHIVED", "ProductFields": _CONSOLIDATED},
}

_OCSF: Mapping[str, Mapping[str, Any]] = {
    "open": {"status_id": 1},
    "notified": {"status_id": 2, "comment": "on it"},
    "suppressed": {"status_id": 3},
    "passed": {"status_id": 1, "compliance": {"control": "S3.8", "status": "Pass", "status_id": 1}},
    "resolved": {"status_id": 4, "comment": "done"},
    "archived": {"status_id": 1, "activity_id": 3},
    "replaced": {"activity_id": 3, "unmapped": _CONSOLIDATED},
}

STATUSES = tuple(_ASFF)


def received(status: str, minute: float, severity: str = "HIGH", finding_id: str = "f-1", **choices: Any) -> Received:
    """Return an event.

    Args:
        status: one of `STATUSES`.
        minute: when it happens, after `START`.
        severity: name of the severity; of a check that passes it is INFORMATIONAL.
        finding_id: the finding's own id.
        choices: `is_ocsf` for the newer format; `action` for a custom action; `event_id`; `updated`, the minute of UpdatedAt.
    """
    stated = "INFORMATIONAL" if status == "passed" else severity
    updated = START + timedelta(minutes=choices.get("updated", minute))
    raw = (_ocsf if choices.get("is_ocsf") else _asff)(status, stated, finding_id, updated)
    event_id = choices.get("event_id") or f"{status}-{minute}-{severity}-{finding_id}"
    return Received(finding_from(raw), choices.get("action", ""), event_id, START + timedelta(minutes=minute))


def _asff(status: str, severity: str, finding_id: str, updated: datetime) -> dict[str, Any]:
    return {
        "Id": finding_id,
        "ProductArn": _PRODUCT,
        "AwsAccountId": "111122223333",
        "Region": "eu-west-1",
        "Title": "S3.8 Buckets should block public access",
        "CreatedAt": START.isoformat(),
        "UpdatedAt": updated.isoformat(),
        "Severity": {"Label": severity},
        "RecordState": "ACTIVE",
        "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
        "Resources": [{"Type": "AwsS3Bucket", "Id": _RESOURCE}],
        **_ASFF[status],
    }


def _ocsf(status: str, severity: str, finding_id: str, updated: datetime) -> dict[str, Any]:
    times = {"created_time_dt": START.isoformat(), "modified_time_dt": updated.isoformat()}
    return {
        "class_uid": 2003,
        "finding_info": {"uid": finding_id, "title": "Buckets should block public access", **times},
        "metadata": {"product": {"uid": _PRODUCT.replace(":product/", ":productv2/")}},
        "cloud": {"account": {"uid": "111122223333"}, "region": "eu-west-1"},
        "severity": severity,
        "compliance": {"control": "S3.8", "status": "Fail", "status_id": 3},
        "resources": [{"type": "AWS::S3::Bucket", "uid": _RESOURCE}],
        **_OCSF[status],
    }
