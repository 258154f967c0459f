"""What the calls cost, and what DynamoDB's errors mean."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from formatter.decision.decide import row_of
from formatter.finding.finding import State
from formatter.memory import schema
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.memory.interface import ConflictError, MemoryUnreachableError
from formatter.memory.records import Appointment, KnownFinding, OpenFinding, Problem, Urgency
from formatter.memory.rows import LARGEST_FINDING, problem_attributes, shard_of
from harness.histories.events import START, received
from tests.formatter.memory.tables import TABLE, table

__all__ = ["table"]

ROW = row_of(received("open", 0, event_id="x" * 64), START)


class Client:
    """DynamoDB's client, which counts its calls and fails as often as it is told to."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.calls: Counter[str] = Counter()
        self.failures: list[Exception] = []
        self.loses_answers = False

    def __getattr__(self, operation: str) -> Any:
        def call(**arguments: Any) -> Any:
            self.calls[operation] += 1
            if self.failures and self.loses_answers:
                getattr(self._client, operation)(**arguments)
            if self.failures:
                raise self.failures.pop()
            return getattr(self._client, operation)(**arguments)

        return call


@pytest.fixture
def client(table: Any) -> Client:
    return Client(table)


@pytest.fixture
def memory(client: Client) -> DynamoDbMemory:
    return DynamoDbMemory(client, TABLE, sleep=lambda _: None)


def error(code: str, **response: Any) -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": ""}, **response}, "UpdateItem")


def cancelled(*codes: str) -> ClientError:
    return error("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


def learn(memory: DynamoDbMemory, row: KnownFinding) -> None:
    known = memory.see(row, START).known
    before = memory.problem(row.problem)
    memory.record(known, row, before, replace(before, reopened=before.reopened + 1))


def test_anything_new_costs_three_calls_and_a_repeat_one(client: Client, memory: DynamoDbMemory) -> None:
    learn(memory, ROW)
    assert client.calls == {"update_item": 1, "get_item": 1, "transact_write_items": 1}
    client.calls.clear()
    assert memory.see(ROW._replace(clock=f"{ROW.clock}y"), START).is_repeat
    assert client.calls == {"update_item": 1}


def test_one_row_is_marked_without_a_transaction_and_many_in_one(client: Client, memory: DynamoDbMemory) -> None:
    rows = [(Problem(f"p-{number}"), Problem(f"p-{number}", reopened=1)) for number in range(100)]
    memory.write_all(rows[:1])
    assert client.calls == {"update_item": 1}
    client.calls.clear()
    assert memory.write_all(rows) == {"p-0"}
    assert client.calls == {"transact_write_items": 2}


def test_a_message_costs_at_most_two_updates(client: Client, memory: DynamoDbMemory) -> None:
    for _ in range(4):
        client.calls.clear()
        memory.take(Urgency.REST, START)
        assert client.calls["update_item"] <= 2


def test_a_finding_s_row_costs_one_unit_a_repeat(client: Client, memory: DynamoDbMemory) -> None:
    """A failed condition costs by the size of the row, too."""
    learn(memory, ROW._replace(state=State.SUPPRESSED))
    row = client.get_item(TableName=TABLE, Key={schema.KEY: {"S": f"{schema.FINDING_ROW}{ROW.key}"}})["Item"]
    assert len(json.dumps(row)) < 512


def test_a_finding_too_large_for_a_row_is_left_out(memory: DynamoDbMemory) -> None:
    incompressible = "".join(map(chr, Random(2).choices(range(0x4E00, 0x9FFF), k=LARGEST_FINDING)))
    memory.write(Problem("p"), Problem("p", finding={"Description": incompressible}, summary={"Title": "t"}))
    found = memory.problem("p")
    assert (found.finding, found.summary) == (None, {"Title": "t"})


@pytest.mark.parametrize(
    "failure",
    [
        error("ProvisionedThroughputExceededException"),
        error("ThrottlingException"),
        error("RequestLimitExceeded"),
        cancelled("None", "ThrottlingError"),
        cancelled("ProvisionedThroughputExceeded", "ConditionalCheckFailed"),
    ],
)
def test_a_throttle_is_tried_again(client: Client, memory: DynamoDbMemory, failure: Exception) -> None:
    client.failures = [failure] * 2
    learn(memory, ROW)
    assert memory.finding(ROW.key) == ROW
    client.failures = [failure] * 9
    with pytest.raises(MemoryUnreachableError):
        memory.problem(ROW.problem)


def test_a_bucket_that_throttles_counts_as_empty(client: Client, memory: DynamoDbMemory) -> None:
    client.failures = [error("ThrottlingException")] * 9
    assert not memory.take(Urgency.REST, START)


@pytest.mark.parametrize(
    "failure",
    [
        cancelled("ConditionalCheckFailed", "None"),
        cancelled("TransactionConflict"),
        error("TransactionInProgressException"),
        error("TransactionConflictException"),
    ],
)
def test_who_meets_another_decides_again(client: Client, memory: DynamoDbMemory, failure: Exception) -> None:
    client.failures = [failure]
    with pytest.raises(ConflictError):
        memory.record(None, ROW, Problem("p"), Problem("p", reopened=1))


@pytest.mark.parametrize(
    "failure",
    [
        error("AccessDeniedException"),
        error("ResourceNotFoundException"),
        error("InternalServerError"),
        error("ValidationException"),
        cancelled("ValidationError"),
        ConnectTimeoutError(endpoint_url="https://example.com"),
    ],
)
def test_anything_else_is_no_memory(client: Client, memory: DynamoDbMemory, failure: Exception) -> None:
    client.failures = [failure]
    with pytest.raises(MemoryUnreachableError):
        memory.see(ROW, START)
    client.failures = [failure]
    with pytest.raises(MemoryUnreachableError):
        memory.take(Urgency.REST, START)


def test_a_meeting_at_the_first_call_only_makes_it_decide_again(client: Client, memory: DynamoDbMemory) -> None:
    """It brings no row back, so it looks as if there were none; the transaction then finds that there is one."""
    learn(memory, ROW)
    client.failures = [error("TransactionConflictException")]
    seen = memory.see(ROW._replace(clock="9"), START)
    assert not seen.is_repeat
    with pytest.raises(ConflictError):
        memory.record(seen.known, ROW._replace(clock="9"), Problem("q"), Problem("q", reopened=1))


def test_an_answer_that_is_lost_is_no_loss(client: Client, memory: DynamoDbMemory) -> None:
    """The event comes again, and finds what it wrote itself: the same clock."""
    client.loses_answers = True
    client.failures = [ConnectTimeoutError(endpoint_url="https://example.com")]
    with pytest.raises(MemoryUnreachableError):
        memory.record(None, ROW, Problem(ROW.problem), Problem(ROW.problem, reopened=1))
    seen = memory.see(ROW, START)
    assert not seen.is_repeat
    assert seen.known == ROW


def test_the_agenda_spreads_over_its_parts() -> None:
    shards = Counter(shard_of(f"{number:032x}", Urgency.REST) for number in range(8_000))
    assert len(shards) == schema.SHARDS[Urgency.REST]
    assert max(shards.values()) < 1_300


def test_a_page_of_the_agenda_is_read_only_when_it_is_needed(
    client: Client, memory: DynamoDbMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("formatter.memory.dynamodb._PAGE", 10)
    for number in range(120):
        row = Problem(f"p-{number}", appointment=Appointment(Urgency.REST, START + timedelta(seconds=number)))
        memory.write(Problem(row.key), row)
    client.calls.clear()
    keys = memory.due(Urgency.REST, START + timedelta(hours=1))
    assert [next(keys) for _ in range(20)] == [f"p-{number}" for number in range(20)]
    assert client.calls["query"] == schema.SHARDS[Urgency.REST]
    assert len(list(keys)) == 100
    assert client.calls["query"] > schema.SHARDS[Urgency.REST]


def test_a_row_of_a_problem_with_many_findings_stays_small() -> None:
    findings = {f"{number:012x}": OpenFinding(State.OPEN, ROW.severity) for number in range(1_000)}
    assert len(problem_attributes(Problem("p", findings=findings), 1)[schema.RECORD]["S"]) < 40_000
