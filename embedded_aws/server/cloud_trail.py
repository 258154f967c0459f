"""Remember calls that were refused, as CloudTrail does; of those that were let through it tells nothing.

https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
"""

from __future__ import annotations

import json
import time
import uuid

from ministack.core import iam_actions
from ministack.core.responses import get_account_id, get_region
from ministack.services import cloudtrail


def install() -> None:
    """Note what MiniStack refuses."""
    refuse = iam_actions.access_denied_response

    def refuse_noted(service: str, action: str, principal_arn: str, *more: object, **named: object) -> object:
        note_refusal(principal_arn, action)
        return refuse(service, action, principal_arn, *more, **named)

    iam_actions.access_denied_response = refuse_noted


def note_refusal(principal_arn: str, action: str) -> None:
    """Note that a principal was refused an action, in the request's account and Region."""
    service, _, name = action.partition(":")
    event = {
        "eventVersion": "1.08",
        "userIdentity": {"arn": principal_arn, "accountId": get_account_id()},
        "eventTime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": get_region(),
        "errorCode": "AccessDenied",
        "eventID": str(uuid.uuid4()),
    }
    cloudtrail._get_event_queue().append(
        {
            "EventId": event["eventID"],
            "EventName": name,
            "EventSource": event["eventSource"],
            "EventTime": time.time(),
            "ReadOnly": "false",
            "Resources": [],
            "CloudTrailEvent": json.dumps(event),
        }
    )
