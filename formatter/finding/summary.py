"""A finding cut down to what one line of a digest needs, small enough to be kept by the thousand."""

from __future__ import annotations

from typing import Any

from formatter.finding.finding import Finding

_LONGEST = 160
_LONGEST_ID = 512
"""ASFF's own limit for an id."""


def summary(finding: Finding) -> dict[str, Any]:
    """Return a small ASFF document (about 1 KB at most) that `finding_from` reads again.

    It keeps id, title, severity, status, account, Region, product, control, time of update and the first resource.
    """
    updated = finding.updated_at
    full = {
        "Id": finding.id[:_LONGEST_ID],
        "Title": finding.title[:_LONGEST],
        "Severity": {"Label": finding.severity.name},
        "Workflow": {"Status": finding.workflow_status[:_LONGEST]},
        "RecordState": finding.record_state[:_LONGEST],
        "Compliance": {
            "Status": finding.compliance_status[:_LONGEST],
            "SecurityControlId": finding.control_id[:_LONGEST],
        },
        "AwsAccountId": finding.account_id[:_LONGEST],
        "AwsAccountName": finding.account_name[:_LONGEST],
        "Region": finding.region[:_LONGEST],
        "ProductName": finding.product_name[:_LONGEST],
        "UpdatedAt": updated.isoformat() if updated else "",
        "Resources": [
            {"Id": resource.id[:_LONGEST], "Type": resource.type[:_LONGEST]} for resource in finding.resources[:1]
        ],
    }
    return {key: value for key, value in full.items() if value}
