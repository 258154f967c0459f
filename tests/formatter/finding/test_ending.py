"""How a finding ended: what proves that the problem is over, and what does not."""

from __future__ import annotations

from typing import Any

import pytest

from formatter.finding.ending import how_it_ended
from formatter.finding.reader import finding_from

ARCHIVED = {"RecordState": "ARCHIVED"}
REASON = "ArchivalReasons:0/ReasonCode"


@pytest.mark.parametrize(
    ("raw", "is_proven", "reason"),
    [
        ({"Compliance": {"Status": "PASSED"}}, True, "The check passes now."),
        ({"class_uid": 2003, "compliance": {"status_id": 1}}, True, "The check passes now."),
        (
            {"Workflow": {"Status": "RESOLVED"}, "Note": {"Text": "key deleted", "UpdatedBy": "kim"}},
            True,
            "Its status was set to RESOLVED. Note: key deleted (kim)",
        ),
        ({"class_uid": 2004, "status_id": 4, "comment": "done"}, True, "Its status was set to RESOLVED. Note: done"),
        (
            {**ARCHIVED, "ProductName": "Inspector", "ProductFields": {"aws/inspector/FindingStatus": "CLOSED"}},
            False,
            "Inspector reports it no longer and does not say whether it is mended or its resource is gone.",
        ),
        (
            {**ARCHIVED, "ProductFields": {REASON: "X", "ArchivalReasons:0/Description": "The control was disabled."}},
            False,
            "The control was disabled.",
        ),
        (
            {"class_uid": 2004, "activity_id": 3, "status_id": 1},
            False,
            "Its product reports it no longer and does not say whether it is mended or its resource is gone.",
        ),
    ],
)
def test_how_it_ended(raw: dict[str, Any], is_proven: bool, reason: str) -> None:
    ended = how_it_ended(finding_from(raw))
    assert (ended.is_proven, ended.reason, ended.is_replaced) == (is_proven, reason, False)


@pytest.mark.parametrize(
    ("fields", "is_replaced"),
    [
        ({REASON: "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"}, True),
        ({"ArchivalReasons:1/ReasonCode": "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"}, True),
        ({REASON: "CONSOLIDATED_CONTROL_FINDINGS_UPDATE_2"}, False),
        ({"Reason": "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"}, False),
    ],
)
def test_only_consolidation_puts_another_finding_in_its_place(fields: dict[str, str], is_replaced: bool) -> None:
    assert how_it_ended(finding_from({**ARCHIVED, "ProductFields": fields})).is_replaced == is_replaced


def test_what_passes_is_proven_also_when_consolidation_archives_it() -> None:
    raw = {
        **ARCHIVED,
        "Compliance": {"Status": "PASSED"},
        "ProductFields": {REASON: "CONSOLIDATED_CONTROL_FINDINGS_UPDATE"},
    }
    assert how_it_ended(finding_from(raw)).is_proven
