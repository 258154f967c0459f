"""From an event, or whatever somebody holds in hand, to findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from formatter.finding.asff import AsffFinding
from formatter.finding.finding import Finding
from formatter.finding.ocsf import OcsfFinding
from formatter.finding.safe import branch, items, text


@dataclass(frozen=True)
class Received:
    """A finding as an event brought it.

    Attributes:
        finding: the finding.
        custom_action: name of the custom action by which somebody sent it on purpose; empty for an imported finding.
    """

    finding: Finding
    custom_action: str = ""


def finding_from(raw: object) -> Finding:
    """Return the view that fits the document's format; never raises.

    OCSF is known by its own fields; everything else counts as ASFF. Something that is no object at all becomes a
    finding whose description is what came, so that it is told and not lost.
    """
    if not isinstance(raw, Mapping):
        return AsffFinding({"Title": "Unreadable finding", "Description": text(raw) or repr(raw)[:1000]})
    is_ocsf = "finding_info" in raw or "class_uid" in raw
    return OcsfFinding(raw) if is_ocsf else AsffFinding(raw)


def received_findings(event: Mapping[str, object]) -> tuple[Received, ...]:
    """Return the findings of an EventBridge event of Security Hub, imported or sent by custom action.

    An event without any finding in it becomes a finding about itself: it reached us, so somebody meant to
    tell something.
    https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-cwe-event-formats.html
    """
    custom_action = text(branch(event, "detail", "actionName"))
    findings = items(branch(event, "detail", "findings"))
    if not findings:
        return (Received(_event_itself(event), custom_action),)
    return tuple(Received(finding_from(raw), custom_action) for raw in findings)


def _event_itself(event: Mapping[str, object]) -> Finding:
    return AsffFinding(
        {
            "Title": f"Event without a finding: {text(event.get('detail-type')) or 'no type'}",
            "AwsAccountId": text(event.get("account")),
            "Region": text(event.get("region")),
            "ProductName": text(event.get("source")),
            "Event": event,
        }
    )
