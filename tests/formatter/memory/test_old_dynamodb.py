"""The memory in a table made from the very schema that the subscription's template uses."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from formatter.finding.severity import Severity
from formatter.memory import schema as table_schema
from formatter.memory.old_dynamodb import LIFETIME, SINGLES_PER_MINUTE, DynamoDbMemory
from formatter.memory.old_memory import NOTHING_REMEMBERED, ConflictError, MemoryUnreachableError, Remembered, Told
from formatter.memory.records import Kind
from tests.formatter.fakes import finding

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
WAITING_NEW = Remembered(Told.OPEN, Severity.HIGH, NOW, Kind.NEW)


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[DynamoDbMemory]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        client = boto3.client("dynamodb")
        client.create_table(
            TableName="memory",
            KeySchema=list(table_schema.KEY_SCHEMA),
            AttributeDefinitions=list(table_schema.ATTRIBUTE_DEFINITIONS),
            GlobalSecondaryIndexes=list(table_schema.GLOBAL_SECONDARY_INDEXES),
            BillingMode="PAY_PER_REQUEST",
        )
        yield DynamoDbMemory(client, "memory")


def test_what_was_recorded_is_recalled(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    expires_at = int((NOW + LIFETIME).timestamp())
    assert memory.recall("f-1") == replace(WAITING_NEW, version=1, expires_at=expires_at)


def test_nothing_is_remembered_of_a_stranger(memory: DynamoDbMemory) -> None:
    assert memory.recall("stranger") is NOTHING_REMEMBERED


def test_two_who_record_at_once_conflict(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    with pytest.raises(ConflictError):
        memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    before = memory.recall("f-1")
    memory.record(finding(), before, replace(before, severity=Severity.CRITICAL), NOW)
    with pytest.raises(ConflictError):
        memory.record(finding(), before, before, NOW)


def test_what_waits_is_found_whole_and_oldest_first(memory: DynamoDbMemory) -> None:
    for minutes in (3, 1, 2):
        memory.record(finding(f"f-{minutes}"), NOTHING_REMEMBERED, WAITING_NEW, NOW + timedelta(minutes=minutes))
    waiting = list(memory.waiting())
    assert [one.finding_id for one in waiting] == ["f-1", "f-2", "f-3"]
    assert waiting[0].since == NOW + timedelta(minutes=1)
    assert waiting[0].summary["Title"] == "Title of f-1."
    whole = memory.waiting_finding("f-1")
    assert whole is not None
    assert whole.raw == finding("f-1").raw


def test_a_change_while_waiting_keeps_the_place_in_the_queue(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    before = memory.recall("f-1")
    memory.record(finding(), before, replace(before, severity=Severity.CRITICAL), NOW + timedelta(hours=1))
    (one,) = memory.waiting()
    assert (one.since, one.severity) == (NOW, Severity.CRITICAL)


def test_told_is_off_the_list_and_still_remembered(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    memory.mark_told([("f-1", 1)], NOW)
    assert list(memory.waiting()) == []
    assert memory.waiting_finding("f-1") is None
    assert memory.recall("f-1").pending is None
    (one,) = memory.still_open(NOW)
    assert (one.finding_id, one.severity, one.told_at) == ("f-1", Severity.HIGH, NOW)


def test_what_changed_meanwhile_stays_on_the_list(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    before = memory.recall("f-1")
    memory.record(finding(), before, replace(before, pending=Kind.RAISED), NOW)
    memory.mark_told([("f-1", 1)], NOW)
    assert [one.kind for one in memory.waiting()] == [Kind.RAISED]


def test_many_are_marked_at_once(memory: DynamoDbMemory) -> None:
    for number in range(250):
        memory.record(finding(f"f-{number}"), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    calls: list[str] = []
    memory._client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    assert memory.mark_told([(f"f-{number}", 1) for number in range(250)], NOW) == []
    assert calls == ["TransactWriteItems"] * 3
    assert list(memory.waiting()) == []


def test_many_that_are_too_large_together_are_marked_one_by_one(memory: DynamoDbMemory) -> None:
    for number in range(3):
        memory.record(finding(f"f-{number}"), NOTHING_REMEMBERED, WAITING_NEW, NOW)

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "ValidationException"}}, "TransactWriteItems")

    memory._client.meta.events.register("before-call.dynamodb.TransactWriteItems", refuse)
    assert memory.mark_told([(f"f-{number}", 1) for number in range(3)], NOW) == []
    assert list(memory.waiting()) == []


def test_who_read_a_row_before_it_was_told_cannot_make_it_wait_again(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    before = memory.recall("f-1")
    memory.mark_told([("f-1", 1)], NOW)
    with pytest.raises(ConflictError):
        memory.record(finding(), before, replace(before, told=Told.CLOSED), NOW)


def test_what_changed_meanwhile_goes_on_waiting_for_what_is_left(memory: DynamoDbMemory) -> None:
    for name in ("f-1", "f-2"):
        memory.record(finding(name), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    changed = replace(WAITING_NEW, told=Told.CLOSED)
    memory.record(finding("f-2"), memory.recall("f-2"), changed, NOW)
    assert memory.mark_told([("f-1", 1), ("f-2", 1)], NOW) == ["f-2"]
    memory.leave_waiting("f-2", memory.recall("f-2"), Kind.RESOLVED, NOW)
    assert [(one.finding_id, one.kind, one.version) for one in memory.waiting()] == [("f-2", Kind.RESOLVED, 3)]
    with pytest.raises(ConflictError):
        memory.leave_waiting("f-2", changed, Kind.NEW, NOW)


def test_a_closed_finding_is_not_open(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, replace(WAITING_NEW, told=Told.CLOSED), NOW)
    memory.mark_told([("f-1", 1)], NOW)
    assert list(memory.still_open(NOW)) == []


def test_what_was_not_seen_for_months_is_not_open(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    memory.mark_told([("f-1", 1)], NOW)
    assert [one.finding_id for one in memory.still_open(NOW + timedelta(days=119))] == ["f-1"]
    assert list(memory.still_open(NOW + timedelta(days=121))) == []
    memory.keep("f-1", NOW + timedelta(days=40))
    assert [one.finding_id for one in memory.still_open(NOW + timedelta(days=121))] == ["f-1"]


def test_what_waits_is_dropped_with_all_that_was_kept_for_it(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    before = memory.recall("f-1")
    memory.record(finding(), before, replace(before, told=Told.NOTHING, pending=None), NOW)
    assert list(memory.waiting()) == []
    assert memory.waiting_finding("f-1") is None
    assert memory.recall("f-1").pending is None


def test_the_brake_counts_by_the_minute(memory: DynamoDbMemory) -> None:
    taken = [memory.take_single(NOW) for _ in range(SINGLES_PER_MINUTE + 2)]
    assert taken == [True] * SINGLES_PER_MINUTE + [False, False]
    assert memory.take_single(NOW + timedelta(minutes=1))


def test_a_lease_is_held_until_it_ends(memory: DynamoDbMemory) -> None:
    until = NOW + timedelta(minutes=4)
    assert memory.lease("sweep", until, NOW)
    assert not memory.lease("sweep", until, NOW + timedelta(minutes=3))
    assert memory.lease("other", until, NOW)
    assert memory.lease("sweep", until + timedelta(minutes=4), until)


def test_notes(memory: DynamoDbMemory) -> None:
    assert memory.note("addresses") == {}
    memory.write_note("addresses", {"a@example.com": {"since": 1.5, "told": False}}, NOW)
    assert memory.note("addresses") == {"a@example.com": {"since": 1.5, "told": False}}


def test_a_seen_row_lives_on(memory: DynamoDbMemory) -> None:
    memory.record(finding(), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    later = NOW + timedelta(days=90)
    memory.keep("f-1", later)
    assert memory.recall("f-1").expires_at == int((later + LIFETIME).timestamp())


def test_a_huge_finding_waits_as_its_summary(memory: DynamoDbMemory) -> None:
    incompressible = "".join(map(chr, random.Random(2).choices(range(0x4E00, 0x9FFF), k=200_000)))
    memory.record(finding(Description=incompressible), NOTHING_REMEMBERED, WAITING_NEW, NOW)
    assert memory.waiting_finding("f-1") is None
    assert [one.summary["Title"] for one in memory.waiting()] == ["Title of f-1."]


def test_a_missing_table_is_an_unreachable_memory() -> None:
    with mock_aws():
        memory = DynamoDbMemory(boto3.client("dynamodb", region_name="eu-central-1"), "missing")
        with pytest.raises(MemoryUnreachableError):
            memory.recall("f-1")
