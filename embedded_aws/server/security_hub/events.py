"""The events of Security Hub, one finding each.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import eventbridge

from embedded_aws.server import clock
from embedded_aws.server.security_hub import store

IMPORTED = "Security Hub Findings - Imported"
IMPORTED_V2 = "Findings Imported V2"


def emit_imported(finding: Mapping[str, Any]) -> None:
    """Send a finding as Security Hub sends each import and each change."""
    is_ocsf = "finding_info" in finding
    named = finding.get("metadata", {}).get("uid", "") if is_ocsf else "/".join(store.identity(finding))
    _put(
        {
            "detail-type": IMPORTED_V2 if is_ocsf else IMPORTED,
            "resources": [named],
            "detail": {"findings": [finding]},
        }
    )


def emit(account_id: str, region: str, event: Mapping[str, Any]) -> None:
    """Send a whole event as it is, with its own id, time and resources where it has them.

    It goes to the default bus of an account, with that account and Region as its own; what it tells of is held from then on.
    """
    with request_scope(account_id, region):
        findings: Sequence[Any] = event["detail"].get("findings", ()) if isinstance(event["detail"], dict) else ()
        if event["detail-type"] in {IMPORTED, IMPORTED_V2}:
            for finding in findings:
                store.keep_as_sent(finding)
        _put(event)


def _put(event: Mapping[str, Any]) -> None:
    """Hand an event to the rules; PutEvents knows no ids and no times, and refuses everybody the source."""
    record = {
        "EventId": str(event.get("id") or uuid.uuid4()),
        "Source": "aws.securityhub",
        "DetailType": str(event["detail-type"]),
        "Detail": json.dumps(event["detail"]),
        "EventBusName": "default",
        "Time": event.get("time") or f"{clock.now():%Y-%m-%dT%H:%M:%SZ}",
        "Resources": list(event.get("resources", ())),
        "Account": get_account_id(),
        "Region": get_region(),
    }
    eventbridge._dispatch_event(record)
    eventbridge._archive_event(record)
