"""Findings that people really have: each ends as an email or with a reason for none, and nothing raises."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from embedded_aws.process import EmbeddedAws
from formatter.decision.decide import Silence
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from installer.findings.files import FindingFiles, read_finding_files
from local.journey.finding_outcomes import FindingOutcome, Follower
from local.journey.play import Stage
from local.journey.rules import FILTERED
from local.journey.setup import REGION

PREFERENCES = Preferences(filters=Filters(minimum_severity=Severity.HIGH))
REASONS = (*(one.value for one in Silence), FILTERED, "the subscription takes no '")


@dataclass(frozen=True)
class Followed:
    """The findings of a file, and what became of them."""

    files: FindingFiles
    outcomes: Sequence[FindingOutcome]


@pytest.fixture(scope="module")
def follow(embedded_aws: EmbeddedAws, stage: Stage, public_findings: Path) -> Callable[[str], Followed]:
    @functools.cache
    def once(name: str) -> Followed:
        files = read_finding_files([str(public_findings / name)])
        return Followed(files, Follower(embedded_aws, stage.subscription, PREFERENCES, REGION).follow(files.events))

    return once


@pytest.mark.parametrize("name", ["asff.jsonl", "events.jsonl", "ocsf.jsonl"])
def test_every_finding_ends_as_an_email_or_with_a_reason(
    embedded_aws: EmbeddedAws, stage: Stage, follow: Callable[[str], Followed], name: str
) -> None:
    found, outcomes = follow(name).files, follow(name).outcomes
    # Insight results name no finding; they are no input of the product.
    assert [one for one in found.problems if "results of the insight" not in one] == []
    assert [outcome.finding.id for outcome in outcomes if not outcome.is_settled] == []
    assert len(outcomes) >= len(found.events)
    for outcome in outcomes:
        assert outcome.email is not None or outcome.reason.startswith(REASONS), outcome.finding.id
    assert not _errors(embedded_aws, stage)


def test_what_is_open_and_severe_is_told(follow: Callable[[str], Followed]) -> None:
    """An independent reading: whatever says CRITICAL or HIGH, is new and active and did not pass, must be an email."""
    # An earlier state of a finding may be over before it is told.
    last = {outcome.finding.id: outcome for outcome in follow("asff.jsonl").outcomes}
    untold = [outcome for outcome in last.values() if _must_be_told(outcome) and outcome.email is None]
    assert [outcome.reason for outcome in untold if not outcome.reason.startswith(("told before", Silence.OLDER))] == []


def _must_be_told(outcome: FindingOutcome) -> bool:
    raw = outcome.finding.raw
    severity = raw.get("Severity")
    label = severity.get("Label") if isinstance(severity, dict) else None
    workflow = raw.get("Workflow", {}).get("Status", "NEW")
    passed = raw.get("Compliance", {}).get("Status") == "PASSED"
    return (
        label in ("CRITICAL", "HIGH")
        and workflow == "NEW"
        and raw.get("RecordState", "ACTIVE") == "ACTIVE"
        and not passed
    )


def _errors(aws: EmbeddedAws, stage: Stage) -> list[str]:
    """Return what the function logged as an error, and what ended in its dead-letter queue."""
    session = aws.session(stage.subscription.account_id, REGION)
    name = stage.subscription.outputs["FunctionName"]
    group = session.client("lambda").get_function_configuration(FunctionName=name)["LoggingConfig"]["LogGroup"]
    pages = session.client("logs").get_paginator("filter_log_events").paginate(logGroupName=group)
    logged = [event["message"] for page in pages for event in page["events"] if '"level":"ERROR"' in event["message"]]
    queue = stage.subscription.outputs["DeadLetterQueueUrl"]
    letters = session.client("sqs").receive_message(QueueUrl=queue).get("Messages", [])
    return logged + [letter["Body"] for letter in letters]
