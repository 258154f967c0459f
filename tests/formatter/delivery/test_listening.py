"""Nobody listens, nothing is told; the first who does hears of everything."""

from __future__ import annotations

from datetime import timedelta

import pytest

from formatter.delivery.outcome import Status
from formatter.settings import Preferences
from tests.formatter.delivery.world import CONFIRMED, OWNER, PENDING, World, critical, finding, statuses

LEAD = "lead@example.com"


@pytest.mark.parametrize(
    "known",
    [{}, {OWNER: PENDING}, {OWNER: "Deleted"}, {OWNER: PENDING, LEAD: CONFIRMED}],
    ids=["nobody", "not confirmed", "gone", "a lead only"],
)
def test_findings_wait_while_nobody_listens(known: dict[str, str]) -> None:
    world = World(Preferences(email_addresses=(OWNER,), lead_addresses=(LEAD,)))
    world.mail.known = known
    assert statuses(world.receive(critical())) == [Status.WAITING]
    world.pass_time(hours=3)
    assert world.kinds == []
    world.mail.known = {OWNER: CONFIRMED}
    world.sweep()
    assert len(world.mail.messages) == 1
    assert "Title of f-1" in world.mail.messages[0].body


def test_a_lead_who_is_an_owner_counts() -> None:
    world = World(Preferences(email_addresses=(OWNER,), lead_addresses=(OWNER,)))
    assert statuses(world.receive(critical())) == [Status.SENT]


def test_the_first_finding_after_the_confirmation_comes_at_once() -> None:
    world = World()
    world.mail.known = {OWNER: PENDING}
    world.receive(finding("a"))
    world.mail.known = {OWNER: CONFIRMED}
    world.clock.now += timedelta(seconds=30)
    assert statuses(world.receive(finding("b"))) == [Status.SENT]


def test_sns_is_asked_once_in_twenty_seconds() -> None:
    world = World()
    world.mail.known = {OWNER: PENDING}
    for number in range(60):
        world.receive(finding(f"f-{number}"))
        world.clock.now += timedelta(seconds=1)
    assert world.mail.asked <= 4


def test_who_is_known_to_listen_is_not_asked_for() -> None:
    world = World().welcomed()
    before = world.mail.asked
    for number in range(20):
        world.restart()
        world.receive(finding(f"f-{number}"))
    assert world.mail.asked == before


def test_when_the_last_one_is_gone_findings_wait_again_and_the_log_says_so() -> None:
    world = World().welcomed()
    world.mail.known = {OWNER: "Deleted"}
    assert any("no address is confirmed" in news for news in world.sweep().news)
    world.clock.now += timedelta(minutes=1)
    assert statuses(world.receive(finding())) == [Status.WAITING]
    world.pass_time(hours=3)
    assert world.kinds == []
    world.mail.known = {OWNER: CONFIRMED}
    world.sweep()
    assert world.kinds == ["NEW"]
