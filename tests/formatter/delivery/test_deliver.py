"""Received findings end as the right messages, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from formatter.delivery.outcome import Metric, Status
from formatter.delivery.publisher import PublishError
from formatter.settings import Delivery, Preferences
from tests.formatter.delivery.world import OWNER, World, critical, finding, passed, statuses

SILENT, SENT, WAITING = Status.SILENT, Status.SENT, Status.WAITING


def test_a_finding_is_told_once() -> None:
    world = World().welcomed()
    assert statuses(world.receive(finding()) + world.receive(finding())) == [SENT, SILENT]
    assert world.kinds == ["NEW"]


def test_its_end_is_told_as_what_was_told() -> None:
    world = World().welcomed()
    world.receive(finding())
    world.clock.now += timedelta(days=2)
    (outcome,) = world.receive(passed())
    assert world.kinds == ["NEW", "RESOLVED"]
    assert world.mail.messages[1].attributes["severity"] == "HIGH"
    assert [(one.metric, one.seconds) for one in outcome.measures] == [(Metric.TIME_TO_CLOSE, 172_800)]


def test_the_time_from_the_event_to_the_message_is_measured() -> None:
    world = World().welcomed()
    time = (world.clock.now - timedelta(seconds=7)).isoformat()
    (outcome,) = world.receive(finding(), time=time)
    assert [(one.metric, one.seconds) for one in outcome.measures] == [(Metric.TIME_TO_TELL, 7)]


def test_every_finding_of_a_custom_action_is_told_once_an_event() -> None:
    world = World().welcomed()
    for event_id in ("one", "one", "two"):
        world.receive(finding("a"), finding("b"), id=event_id, detail={"actionName": "Tell the owner"})
    assert world.kinds == ["SENT BY ANALYST"] * 4


def test_one_finding_that_cannot_be_delivered_keeps_no_other_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    see = world.memory.see
    monkeypatch.setattr(world.memory, "see", lambda row, now: see(row, now) if row.key in good else 1 / 0)
    good = {"none"}
    with pytest.raises(ZeroDivisionError):
        world.receive(finding("a"), finding("b"))
    assert world.mail.messages == []


def test_without_memory_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    monkeypatch.setattr(world.memory, "see", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.receive(critical())
    assert world.mail.messages == []


def test_what_sns_does_not_take_is_told_by_the_sweep() -> None:
    world = World().welcomed()
    world.mail.fault = PublishError("down")
    assert statuses(world.receive(finding())) == [WAITING]
    world.mail.fault = None
    world.sweep()
    assert world.kinds == ["NEW"]
    world.pass_time(hours=1)
    assert world.kinds == ["NEW"]


def test_a_message_that_cannot_be_written_waits_for_the_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World().welcomed()
    with monkeypatch.context() as patched:
        patched.setattr("formatter.messages.compose.compose", lambda *_: 1 / 0)
        assert statuses(world.receive(finding())) == [WAITING]
    world.sweep()
    assert world.kinds == ["NEW"]


def test_a_digest_comes_with_all_that_waited() -> None:
    world = World(Preferences(delivery=Delivery.HOURLY, email_addresses=(OWNER,))).welcomed()
    assert statuses(world.receive(finding("a")) + world.receive(finding("b"))) == [WAITING, WAITING]
    world.pass_time(hours=1)
    assert world.kinds == ["DIGEST"]


def test_critical_waits_for_no_digest() -> None:
    world = World(Preferences(delivery=Delivery.HOURLY, email_addresses=(OWNER,))).welcomed()
    assert statuses(world.receive(critical())) == [SENT]


def test_what_gets_critical_while_it_waits_is_told_at_once() -> None:
    world = World(Preferences(delivery=Delivery.HOURLY, email_addresses=(OWNER,))).welcomed()
    world.receive(finding())
    assert statuses(world.receive(critical())) == [SENT]
    world.pass_time(hours=1)
    assert world.kinds == ["NEW"]


def test_what_is_over_before_its_digest_is_never_told() -> None:
    world = World(Preferences(delivery=Delivery.HOURLY, email_addresses=(OWNER,))).welcomed()
    world.receive(finding())
    world.receive(passed())
    world.pass_time(hours=2)
    assert world.kinds == []
