"""Security Hub CSPM: findings that come in go out as events on the account's default bus, one event a finding.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region
from ministack.services import eventbridge

from local.server.service import Parameters, register_rest_service


def install() -> None:
    """Add the service."""
    register_rest_service("securityhub", {"BatchImportFindings": _batch_import_findings})


def _batch_import_findings(parameters: Parameters) -> Mapping[str, Any]:
    findings = parameters["Findings"]
    for finding in findings:
        _emit(finding)
    return {"FailedCount": 0, "SuccessCount": len(findings), "FailedFindings": []}


def _emit(finding: Mapping[str, Any]) -> None:
    entry = {
        "Source": "aws.securityhub",
        "DetailType": "Security Hub Findings - Imported",
        "Resources": [f"arn:aws:securityhub:{get_region()}:{get_account_id()}:finding/{finding.get('Id', '')}"],
        "Detail": json.dumps({"findings": [finding]}),
    }
    # Anybody else is refused a source that begins with aws., as in AWS.
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
