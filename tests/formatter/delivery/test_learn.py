"""What is received becomes what is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from formatter.decision.problem_state import MOST_FINDINGS
from formatter.finding.finding import Finding, State
from formatter.finding.identity import finding_key
from formatter.finding.problem import problem_key
from formatter.finding.severity import Severity
from formatter.memory.records import OpenFinding, Problem, Told
from formatter.settings import Delivery, Preferences
from harness.histories.events import received
from tests.formatter.delivery.world import OWNER, World, finding


def test_a_problem_that_is_full_takes_no_further_finding_and_that_one_is_told_by_itself() -> None:
    world = World()
    event = received("open", 0)
    key = problem_key(event.finding)
    others = {f"{number:012x}": OpenFinding(State.OPEN, Severity.HIGH) for number in range(MOST_FINDINGS)}
    full = Problem(key, findings=others, told=Told.OPEN, severity=Severity.HIGH, told_severity=Severity.HIGH)
    world.memory.write(Problem(key), full)
    learned = world.subscription.learner.learn(event)
    assert learned.after.key == finding_key(event.finding)
    assert world.memory.problem(key) == replace(full, version=1)
    closed = world.subscription.learner.learn(received("passed", 1))
    assert closed.after.key == learned.after.key
    assert closed.after.is_closed


def test_a_custom_action_leaves_the_finding_with_its_problem() -> None:
    world = World()
    first = world.subscription.learner.learn(received("open", 0))
    sent = world.subscription.learner.learn(received("open", 1, action="Tell owner"))
    assert sent.after.key == first.after.key
    assert sent.after.custom_action == "Tell owner"
    again = world.subscription.learner.learn(received("open", 1, action="Tell owner"))
    assert again.after == sent.after


@pytest.mark.parametrize("delivery", [Delivery.IMMEDIATE, Delivery.DAILY])
def test_what_is_open_is_told_by_its_name_though_another_finding_of_its_problem_made_it_due(delivery: Delivery) -> None:
    def of_the_control(own_id: str, status: str) -> Finding:
        return finding(
            own_id,
            ProductArn="arn:aws:securityhub:eu-central-1::product/aws/securityhub",
            Region="eu-central-1",
            Title=f"Buckets should be good, says {own_id}",
            Workflow={"Status": status},
            Compliance={"Status": "FAILED", "SecurityControlId": "S3.8"},
            Resources=[{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::uploads"}],
        )

    world = World(Preferences(email_addresses=(OWNER,), delivery=delivery)).welcomed()
    for number, (own_id, status) in enumerate([("a", "NOTIFIED"), ("b", "NEW"), ("a", "RESOLVED")]):
        world.receive(of_the_control(own_id, status), time=(world.clock.now + timedelta(seconds=number)).isoformat())
    world.hub.findings_held = [of_the_control("b", "NEW")]
    world.pass_time(days=1)
    told = world.mail.messages[0]
    assert "uploads" in told.subject
    assert "S3.8" in told.subject
    assert "says b" in told.body
    assert "RESOLVED" not in told.body
