"""From an event, or whatever somebody holds in hand, to findings."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from formatter.finding.asff import AsffFinding
from formatter.finding.finding import Finding
from formatter.finding.json_text import json_text
from formatter.finding.safe import branch, items, moment, text

_INSIGHT_RESULTS = "Security Hub Insight Results"


class Received(NamedTuple):
    """A finding as an event brought it.

    Attributes:
        finding: the finding.
        custom_action: name of the custom action by which somebody sent it on purpose; empty for an imported finding.
        event_id: the event's own id, which stays when it is delivered once more; a hash of it where it has none.
        time: when the event happened, as it says itself, else when the finding was updated; None where neither is said.
    """

    finding: Finding
    custom_action: str = ""
    event_id: str = ""
    time: datetime | None = None


def finding_from(raw: object) -> Finding:
    """Return the view that fits the document's format; never raises.

    OCSF is known by its own fields; everything else counts as ASFF. Something that is no object at all becomes a
    finding whose description is what came, so that it is told and not lost.
    """
    if not isinstance(raw, Mapping):
        return AsffFinding({"Title": "Unreadable finding", "Description": text(raw) or repr(raw)[:1000]})
    if "finding_info" not in raw and "class_uid" not in raw:
        return AsffFinding(raw)
    from formatter.finding.ocsf import OcsfFinding

    return OcsfFinding(raw)


def received_findings(event: Mapping[str, object]) -> tuple[Received, ...]:
    """Return the findings of an EventBridge event of Security Hub, imported or sent by custom action.

    An event without any finding in it becomes a finding about itself: it reached us, so somebody meant to
    tell something.
    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
    """
    custom_action = text(branch(event, "detail", "actionName"))
    found = tuple(finding_from(raw) for raw in items(branch(event, "detail", "findings"))) or (_event_itself(event),)
    event_id, time = text(event.get("id")) or _hash(event), moment(event.get("time"))
    return tuple(Received(finding, custom_action, event_id, time or finding.updated_at) for finding in found)


def _hash(event: Mapping[str, object]) -> str:
    return hashlib.sha256(json_text(event, ascii_only=True).encode()).hexdigest()


def _event_itself(event: Mapping[str, object]) -> Finding:
    if text(event.get("source")) == "aws.securityhub" and text(event.get("detail-type")) == _INSIGHT_RESULTS:
        return _insight_results(event)
    return AsffFinding(
        {
            "Title": f"Event without a finding: {text(event.get('detail-type')) or 'no type'}",
            "AwsAccountId": text(event.get("account")),
            "Region": text(event.get("region")),
            "ProductName": text(event.get("source")),
            "Event": event,
        }
    )


def _insight_results(event: Mapping[str, object]) -> Finding:
    """Return what says that somebody sent an insight; AWS's own, since only AWS sends events of a source `aws.*`.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
    """
    region, insight = text(event.get("region")), text(branch(event, "detail", "insightName")).replace('"', "'")
    return AsffFinding(
        {
            "Title": f'Results of the insight "{insight}": counts, no finding',
            "Severity": {"Label": "INFORMATIONAL"},
            "AwsAccountId": text(event.get("account")),
            "Region": region,
            "ProductArn": f"arn:aws:securityhub:{region}::product/aws/securityhub",
            "ProductName": "Security Hub",
            "Event": event,
        }
    )
