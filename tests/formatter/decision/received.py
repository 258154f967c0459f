"""Events of one control that three standards check, at chosen minutes, in both formats."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

from formatter.finding.reader import Received, finding_from

START = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
_PRODUCT = "arn:aws:securityhub:eu-west-1::product/aws/securityhub"
_RESOURCE = "arn:aws:s3:::uploads"

STATUS: dict[str, dict[str, Any]] = {
    "open": {"Workflow": {"Status": "NEW"}},
    "notified": {"Workflow": {"Status": "NOTIFIED"}, "Note": {"Text": "on it", "UpdatedBy": "kim"}},
    "suppressed": {"Workflow": {"Status": "SUPPRESSED"}},
    "passed": {"Workflow": {"Status": "RESOLVED"}, "Compliance": {"Status": "PASSED", "SecurityControlId": "S3.8"}},
    "resolved": {"Workflow": {"Status": "RESOLVED"}, "Note": {"Text": "done", "UpdatedBy": "kim"}},
    "archived": {"RecordState": "ARCHIVED"},
    "replaced": {
        "RecordState": "ARCHIVED",
        "ProductFields": {"ArchivalReasons:0/ReasonCode": "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"},
    },
}

_OCSF_STATUS: dict[str, dict[str, Any]] = {
    "open": {"status_id": 1},
    "notified": {"status_id": 2, "comment": "on it"},
    "suppressed": {"status_id": 3},
    "passed": {"status_id": 1, "compliance": {"control": "S3.8", "status": "Pass", "status_id": 1}},
    "resolved": {"status_id": 4, "comment": "done"},
    "archived": {"status_id": 1, "activity_id": 3},
    "replaced": {
        "activity_id": 3,
        "unmapped": {"ArchivalReasons:0/ReasonCode": "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"},
    },
}


def asff(status: str, severity: str = "HIGH", finding_id: str = "f-1", **fields: Any) -> dict[str, Any]:
    severity = "INFORMATIONAL" if status == "passed" else severity
    return {
        "Id": finding_id,
        "ProductArn": _PRODUCT,
        "AwsAccountId": "111122223333",
        "Region": "eu-west-1",
        "Title": "S3.8 Buckets should block public access",
        "CreatedAt": START.isoformat(),
        "Severity": {"Label": severity},
        "RecordState": "ACTIVE",
        "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
        "Resources": [{"Type": "AwsS3Bucket", "Id": _RESOURCE}],
        **STATUS[status],
        **fields,
    }


def ocsf(status: str, severity: str = "HIGH", finding_id: str = "f-1", **fields: Any) -> dict[str, Any]:
    severity = "INFORMATIONAL" if status == "passed" else severity
    return {
        "class_uid": 2003,
        "finding_info": {"uid": finding_id, "created_time_dt": START.isoformat(), "title": "Buckets"},
        "metadata": {"product": {"uid": _PRODUCT.replace("product/", "productv2/", 1)}},
        "cloud": {"account": {"uid": "111122223333"}, "region": "eu-west-1"},
        "severity": severity,
        "compliance": {"control": "S3.8", "status": "Fail", "status_id": 3},
        "resources": [{"type": "AWS::S3::Bucket", "uid": _RESOURCE}],
        **_OCSF_STATUS[status],
        **fields,
    }


def received(  # one event, told by keyword where a test needs more than status and minute
    status: str, minute: float, severity: str = "HIGH", finding_id: str = "f-1", event_id: str = "", **fields: Any
) -> Received:
    time = START + timedelta(minutes=minute)
    is_ocsf = fields.pop("is_ocsf", False)
    action = fields.pop("action", "")
    raw = (ocsf if is_ocsf else asff)(status, severity, finding_id, **fields)
    identity = event_id or f"{status}-{minute}-{severity}-{finding_id}"
    return Received(finding_from(raw), action, identity, time)
