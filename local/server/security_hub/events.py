"""The events of Security Hub, one finding each.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ministack.core.responses import get_account_id, get_region, request_scope
from ministack.services import eventbridge

IMPORTED = "Security Hub Findings - Imported"


def emit_imported(finding: Mapping[str, Any]) -> None:
    """Send a finding as Security Hub sends each import and each change."""
    hub = f"arn:aws:securityhub:{get_region()}:{get_account_id()}"
    _put(IMPORTED, [f"{hub}:finding/{finding.get('Id', '')}"], {"findings": [finding]})


def emit(account_id: str, region: str, event: Mapping[str, Any]) -> None:
    """Send a whole event as it is, on the default bus of an account, with that account and Region as its own."""
    with request_scope(account_id, region):
        _put(str(event["detail-type"]), event.get("resources", []), event["detail"])


def _put(detail_type: str, resources: list[str], detail: Mapping[str, Any]) -> None:
    entry = {
        "Source": "aws.securityhub",
        "DetailType": detail_type,
        "Resources": resources,
        "Detail": json.dumps(detail),
    }
    # Anybody else is refused a source that begins with aws., as in AWS.
    eventbridge._put_events({"Entries": [entry]}, allow_aws_source=True)
