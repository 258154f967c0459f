"""Whatever fails around the deployed function, each finding is told at least once, and at most once more than that.

These are the faults that differ most: an answer that is lost, and a death after a call, which is a death before the next one.
`python -m benchmarks.faults` lets every fault happen at every call.
The function is the real zip in a process of its own, reached through Security Hub and EventBridge; its calls of DynamoDB and
SNS meet the faults, its process is killed for real, and what it cannot handle goes through Lambda's retries to the dead-letter
queue.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest

from embedded_aws.faults import FaultKind, counts
from embedded_aws.functions import fetch_functions
from embedded_aws.process import EmbeddedAws
from embedded_aws.server.function_start import LONGER
from formatter.memory.records import Told
from harness.deployed import (
    DELIVERY,
    DOWN,
    KINDS,
    SWEEP,
    CallName,
    Deployed,
    fault_in_delivery,
    fault_in_sweep,
)
from local.journey.play import Stage

_MOST = 2
"""How often a finding is told at most where an answer may be lost."""

_SWEEPS = 3
"""Of the twelve that come in an hour."""

PATIENCE_SECONDS = 2
"""How long the function waits for SNS; `formatter/clients.py` says so."""

_HARDEST = ("the answer is lost", "killed after")


def cases(calls: Mapping[str, CallName]) -> pytest.MarkDecorator:
    """Return the hardest faults at each call, and each other fault at one call."""
    others = (kind for kind in KINDS if kind not in _HARDEST)
    pairs = [*itertools.product(calls, _HARDEST), *zip(calls, others, strict=False)]
    found = [pytest.param(calls[call], KINDS[kind], id=f"{call}: {kind}") for call, kind in pairs]
    return pytest.mark.parametrize(("call", "kind"), found)


@pytest.fixture(scope="module")
def subscribed(embedded_aws: EmbeddedAws, stage: Stage) -> Deployed:
    return Deployed(embedded_aws, stage.subscription)


@pytest.fixture
def deployed(subscribed: Deployed) -> Iterator[Deployed]:
    subscribed.release_brake()
    yield subscribed
    subscribed.aws.clear_faults()
    subscribed.aws.wait_until_idle()


@cases(DELIVERY)
def test_a_fault_at_any_call_of_a_delivery(deployed: Deployed, call: CallName, kind: tuple[FaultKind, int]) -> None:
    before = counts(deployed.aws.control).met
    (told,) = fault_in_delivery(deployed, call, *kind)
    assert told in (1, 2)
    assert counts(deployed.aws.control).met > before, "the fault did not happen"


@cases(SWEEP)
def test_a_fault_at_any_call_of_a_sweep(deployed: Deployed, call: CallName, kind: tuple[FaultKind, int]) -> None:
    before = counts(deployed.aws.control).met
    assert set(fault_in_sweep(deployed, call, *kind)) <= {1, 2}
    assert counts(deployed.aws.control).met > before, "the fault did not happen"


def test_without_a_fault_each_is_told_once(deployed: Deployed) -> None:
    at_once, held_back = deployed.new_finding(), [deployed.new_finding() for _ in range(2)]
    deployed.send(at_once)
    assert len(deployed.emails_of(at_once)) == 1
    deployed.hold_brake()
    deployed.send(*held_back)
    assert [deployed.emails_of(finding) for finding in held_back] == [[], []]
    deployed.recover()
    deployed.send(at_once, *held_back)
    deployed.recover()
    assert [len(deployed.emails_of(finding)) for finding in (at_once, *held_back)] == [1, 1, 1]


def test_an_answer_after_the_clients_patience(deployed: Deployed) -> None:
    finding = deployed.new_finding()
    deployed.arm(DELIVERY["publish"], FaultKind.LATE, seconds=LONGER * PATIENCE_SECONDS + 0.5)
    deployed.send(finding)
    deployed.recover()
    assert len(deployed.emails_of(finding)) in (1, 2)


def test_the_function_times_out(deployed: Deployed) -> None:
    finding = deployed.new_finding()
    functions = deployed.session.client("lambda")
    timeout = functions.get_function_configuration(FunctionName=deployed.function)["Timeout"]
    functions.update_function_configuration(FunctionName=deployed.function, Timeout=1)
    deployed.arm(DELIVERY["publish"], FaultKind.LATE, seconds=1.5)
    deployed.send(finding)
    functions.update_function_configuration(FunctionName=deployed.function, Timeout=timeout)
    deployed.recover()
    assert len(deployed.emails_of(finding)) in (1, 2)


@pytest.mark.parametrize("services", DOWN, ids=" and ".join)
def test_services_down_for_an_hour(deployed: Deployed, services: tuple[str, ...]) -> None:
    findings = [deployed.new_finding() for _ in range(2)]
    deployed.go_down(*services)
    deployed.send(*findings)
    for _ in range(_SWEEPS):
        deployed.sweep(timedelta(hours=1) / _SWEEPS)
    assert [deployed.emails_of(finding) for finding in findings] == [[], []]
    assert deployed.dead_letters() >= (len(findings) if "dynamodb" in services else 0)
    deployed.recover()
    assert [len(deployed.emails_of(finding)) for finding in findings] == [1, 1]
    assert deployed.dead_letters() == 0
    deployed.send(*findings)
    assert [len(deployed.emails_of(finding)) for finding in findings] == [1, 1]


def test_a_killed_process_is_another_one_afterwards(deployed: Deployed) -> None:
    deployed.send(deployed.new_finding())
    before = set(fetch_functions(deployed.aws.control).processes[deployed.function])
    deployed.arm(DELIVERY["publish"], FaultKind.KILLED_AFTER)
    deployed.send(deployed.new_finding())
    after = set(fetch_functions(deployed.aws.control).processes[deployed.function])
    assert len(before - after) == 1


def test_only_the_function_meets_the_faults(deployed: Deployed) -> None:
    finding = deployed.new_finding()
    deployed.send(finding)
    deployed.go_down("dynamodb", "sns")
    assert deployed.told(finding) is Told.OPEN


def test_an_event_that_comes_many_times_at_once_is_told_once(deployed: Deployed) -> None:
    finding = deployed.new_finding()
    deployed.send_as_they_are([finding] * 4, together=True)
    deployed.recover()
    assert len(deployed.emails_of(finding)) == 1


def history(deployed: Deployed) -> list[dict[str, Any]]:
    """Return a finding as it is when it opens, closes, opens again, and is only seen again."""
    first = deployed.new_finding()
    times = [f"2026-11-24T1{hour}:00:00.000Z" for hour in range(4)]
    closed: Mapping[str, Any] = {
        "Workflow": {"Status": "RESOLVED"},
        "Severity": {"Label": "INFORMATIONAL"},
        "Compliance": {"Status": "PASSED"},
    }
    second = {"Title": f"{first['Title'][:-1]}, opened again."}
    updates: list[Mapping[str, Any]] = [{}, closed, second, second]
    return [first | dict(update) | {"UpdatedAt": at} for update, at in zip(updates, times, strict=True)]


@pytest.mark.parametrize("together", [False, True], ids=["one after the other", "at once"])
@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_updates_in_any_order(deployed: Deployed, order: tuple[int, ...], together: bool) -> None:
    updates = history(deployed)
    deployed.send_as_they_are([updates[number] for number in order for _ in range(2)], together=together)
    deployed.sweep()
    deployed.send(updates[-1])
    deployed.recover()
    opened, closed, reopened, _ = updates
    emails = [email for update in (opened, reopened) for email in deployed.emails_of(update)]
    resolved = [email for email in emails if " RESOLVED " in email.subject]
    told = [email for email in emails if email not in resolved]
    # On a busy machine an answer of SNS may come after the function's patience: then the message goes out once more.
    assert len({email.message_id for email in told if reopened["Title"] in email.body}) <= _MOST
    assert len({email.message_id for email in told if opened["Title"] in email.body}) <= _MOST
    assert told
    assert " RESOLVED " not in max(emails, key=lambda email: email.time).subject
    assert deployed.told(closed) is Told.OPEN
