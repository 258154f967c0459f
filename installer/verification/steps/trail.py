"""Was any of the product's roles refused a call while all this happened?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from common.names import FORMATTER_ROLE_PREFIX, LAUNCH_ROLE_NAME
from installer.aws.regions import HOME_REGIONS
from installer.verification.stage import Stage
from installer.verification.step import NOTHING, DiffersError, Step
from installer.verification.steps.launching import LAUNCH
from installer.verification.who import Who

_REFUSED = ("AccessDenied", "UnauthorizedOperation")


def _look(stage: Stage) -> str:
    seen, refused = 0, set()
    for event in _events(stage):
        seen += 1
        code = str(event.get("errorCode", ""))
        if any(one in code for one in _REFUSED):
            service = str(event["eventSource"]).partition(".")[0]
            refused.add(f"{service}:{event['eventName']}")
    if refused:
        raise DiffersError(f"a role of the product was refused {', '.join(sorted(refused))}")
    return f"CloudTrail shows {seen} calls of the product's roles so far, none of them refused"


def _events(stage: Stage) -> Iterator[Mapping[str, Any]]:
    """Yield the calls of our roles since the run began; those of IAM stand in the partition's home Region.

    https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
    """
    session = stage.sessions[Who.WORKLOAD]
    home = HOME_REGIONS[session.get_partition_for_region(stage.region)]
    for region in dict.fromkeys((stage.region, home)):
        pages = session.client("cloudtrail", region_name=region).get_paginator("lookup_events")
        for page in pages.paginate(StartTime=datetime.fromisoformat(stage.ledger.began)):
            for one in page["Events"]:
                event: Mapping[str, Any] = json.loads(one["CloudTrailEvent"])
                arn = str(event.get("userIdentity", {}).get("arn", ""))
                if f"/{LAUNCH_ROLE_NAME}/" in arn or f"/{FORMATTER_ROLE_PREFIX}" in arn:
                    yield event


STEPS = (
    Step(
        name="permissions",
        title="Ask CloudTrail for refused calls of the product's roles",
        who=(Who.WORKLOAD,),
        makes=NOTHING,
        cost=NOTHING,
        expects="None was refused. CloudTrail is late by some minutes: play this step again with --only permissions.",
        settles=("handlers-actions",),
        by_hand=r"""
aws cloudtrail lookup-events --lookup-attributes AttributeKey=ReadOnly,AttributeValue=false \
  --query "Events[].CloudTrailEvent" --output text --profile WORKLOAD | grep AccessDenied
""",
        play=_look,
        after=(LAUNCH,),
    ),
)
