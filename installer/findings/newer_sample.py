"""Try a subscription on the newer Security Hub, into which nobody but AWS's services brings findings.

BatchImportFindings takes findings for Security Hub CSPM only, and no account may put events whose source begins with `aws.`. So
a function gets an event like Security Hub's directly, and without a function GuardDuty makes a sample finding.
https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-v2-cwe-event-formats.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
https://docs.aws.amazon.com/guardduty/latest/APIReference/API_CreateSampleFindings.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from installer.aws.session import Session
from installer.errors import UserError
from installer.findings.sample import DESCRIPTION, GENERATOR, TITLE
from installer.findings.written import written

_SEVERITY_IDS = {"Low": 2, "Medium": 3, "High": 4, "Critical": 5}
"""https://schema.ocsf.io/classes/compliance_finding"""

_GUARDDUTY_TYPES = {
    "Low": "Discovery:IAMUser/AnomalousBehavior",
    "Medium": "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B",
    "High": "CryptoCurrency:EC2/BitcoinTool.B",
    "Critical": "AttackSequence:S3/CompromisedData",
}
"""A type of finding of each severity. https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html"""


def newer_event(
    session: Session, account_id: str, severity: str, tags: Mapping[str, str], now: datetime
) -> Mapping[str, Any]:
    """Return an event as the newer Security Hub sends it, with a finding that nobody has seen."""
    return {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": "Findings Imported V2",
        "source": "aws.securityhub",
        "account": account_id,
        "time": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "region": session.region_name,
        "resources": [],
        "detail": {"findings": [_finding(session, account_id, severity, tags, now)]},
    }


def hand_over(session: Session, function: str, event: Mapping[str, Any]) -> str:
    """Give a function an event; returns the finding's id.

    Like EventBridge, nobody waits for the function: what fails is tried again and becomes a dead letter.
    """
    session.client("lambda").invoke(FunctionName=function, InvocationType="Event", Payload=json.dumps(event).encode())
    return str(event["detail"]["findings"][0]["finding_info"]["uid"])


def make_guardduty_sample(session: Session, severity: str) -> str:
    """Let GuardDuty make a sample finding; returns its type.

    Raises:
        UserError: GuardDuty is not on.
    """
    guardduty = session.client("guardduty")
    detectors = guardduty.list_detectors()["DetectorIds"]
    if not detectors:
        raise UserError(
            "Nothing but a finding of an AWS service reaches a subscription on the newer Security Hub without a function, "
            f"and GuardDuty, which makes samples, is not on in {session.region_name}: turn it on for the try, or wait for a "
            "finding."
        )
    kind = _GUARDDUTY_TYPES[severity]
    guardduty.create_sample_findings(DetectorId=detectors[0], FindingTypes=[kind])
    return kind


def _finding(
    session: Session, account_id: str, severity: str, tags: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    region = session.region_name
    partition = session.get_partition_for_region(region)
    time = written(now)
    return {
        "activity_id": 1,
        "category_uid": 2,
        "class_name": "Compliance Finding",
        "class_uid": 2003,
        "type_uid": 200301,
        "severity": severity,
        "severity_id": _SEVERITY_IDS[severity],
        "status": "New",
        "status_id": 1,
        "time_dt": time,
        "cloud": {
            "account": {"uid": account_id},
            "cloud_partition": partition,
            "provider": "AWS",
            "region": region,
        },
        "finding_info": {
            "title": TITLE,
            "desc": DESCRIPTION,
            "types": ["Software and Configuration Checks"],
            "analytic": {"uid": GENERATOR},
            "created_time_dt": time,
            "modified_time_dt": time,
            "uid": f"{GENERATOR}-{now:%Y%m%dT%H%M%S%f}",
        },
        "metadata": {
            "product": {
                "name": "Default",
                "vendor_name": "Personal",
                "uid": f"arn:{partition}:securityhub:{region}:{account_id}:productv2/{account_id}/default",
            },
            "version": "1.6.0",
        },
        "resources": [
            {
                "type": "AwsAccount",
                "uid": f"AWS::::Account:{account_id}",
                "region": region,
                "tags": [{"name": key, "value": value} for key, value in tags.items()],
            }
        ],
    }
