"""Let the embedded Security Hub send events as they are, such as those that AWS's own products cause.

Customers import findings with BatchImportFindings, which takes complete findings of the own account only; findings of other
products, custom actions and the newer Security Hub's format have no such door in AWS.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from embedded_aws.control import EVENTS_PATH, Control


def send_event(control: Control, account_id: str, region: str, event: Mapping[str, Any]) -> None:
    """Send an event (detail-type, resources and detail) on the default bus of an account, as Security Hub does."""
    query = {"account_id": account_id, "region": region}
    control.ask(EVENTS_PATH, query, method="POST", body=json.dumps(event).encode())
