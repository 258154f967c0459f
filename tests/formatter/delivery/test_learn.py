"""What is received becomes what is known."""

from __future__ import annotations

from dataclasses import replace

from benchmarks.histories.events import received
from formatter.decision.standing import MOST_FINDINGS
from formatter.finding.finding import State
from formatter.finding.identity import finding_key
from formatter.finding.problem import problem_key
from formatter.finding.severity import Severity
from formatter.memory.records import OpenFinding, Problem, Told
from tests.formatter.delivery.world import World


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
