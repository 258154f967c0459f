"""The first message tells what is open already, and the first day has few more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from formatter.delivery.outcome import Status
from formatter.delivery.security_hub import HubDeniedError, HubUnreachableError
from formatter.filters import Filters
from formatter.finding.finding import Finding
from formatter.settings import Preferences
from tests.formatter.delivery.world import CONFIRMED, OWNER, PENDING, START, World, critical, finding, statuses

PREFERENCES = Preferences(email_addresses=(OWNER,))
UNASKABLE = replace(PREFERENCES, filters=Filters(tag_key="team"))


def old(own_id: str, **fields: Any) -> Finding:
    """Return a finding that was first seen long ago."""
    return finding(own_id, FirstObservedAt=(START - timedelta(days=90)).isoformat(), **fields)


def texts(world: World) -> str:
    return "\n".join(message.subject + message.body for message in world.mail.messages)


def test_welcome_comes_with_the_first_sweep_after_the_confirmation() -> None:
    world = World(PREFERENCES)
    world.mail.known = {OWNER: PENDING}
    world.hub.findings_held = [old("a"), critical("b"), finding("low", Severity={"Label": "LOW"})]
    world.pass_time(hours=1)
    assert (world.kinds, world.hub.calls) == ([], 0)
    world.mail.known = {OWNER: CONFIRMED}
    world.sweep()
    assert world.kinds == ["WELCOME"]
    assert all(f"Title of {name}" in texts(world) for name in "ab")
    assert "Title of low" not in texts(world)


@pytest.mark.parametrize(
    ("closed", "said"),
    [([OWNER], f"{OWNER} (no link can end it)"), ((), f"{OWNER} (a link can end it)"), (None, OWNER)],
)
def test_it_says_whether_a_link_can_end_an_address(closed: Any, said: str) -> None:
    world = World(PREFERENCES)
    world.mail.closed = closed
    swept = world.sweep()
    assert f"WHO IS TOLD\n  {said}\n" in texts(world)
    assert any("no link can end" in news for news in swept.news) is (closed is None)
    assert not swept.failures


def test_what_welcome_told_is_remembered_as_told() -> None:
    world = World(PREFERENCES)
    world.hub.findings_held = [old("a"), old("b")]
    world.sweep()
    world.clock.now += timedelta(hours=1)
    assert statuses(world.receive(old("a")) + world.receive(old("b"))) == [Status.SILENT, Status.SILENT]
    assert statuses(world.receive(old("a", RecordState="ARCHIVED"))) == [Status.SENT]


def test_it_comes_also_where_nothing_is_open_and_only_once() -> None:
    world = World(PREFERENCES)
    world.pass_time(hours=12)
    assert world.kinds == ["WELCOME"]


def test_what_waited_for_somebody_who_listens_is_part_of_it() -> None:
    world = World(PREFERENCES)
    world.mail.known = {}
    world.receive(critical("a"))
    world.receive(finding("b"))
    world.mail.known = {OWNER: CONFIRMED}
    world.sweep()
    assert world.kinds == ["WELCOME"]
    assert all(f"Title of {name}" in texts(world) for name in "ab")


def test_a_long_inventory_goes_on_from_sweep_to_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(PREFERENCES)
    world.hub.findings_held = [old(f"f-{number}", Title="Bucket is public.") for number in range(1_000)]
    world.hub.page_size = 20
    page, pages = world.hub.page, []

    def slow(query: Any, token: str) -> Any:
        pages.append(token)
        world.clock.pause(2)
        return page(query, token)

    monkeypatch.setattr(world.hub, "page", slow)
    for _ in range(6):
        world.sweep()
    assert len(pages) == 50
    assert world.kinds == ["WELCOME"]
    assert "1,000 findings" in texts(world)


def test_nothing_urgent_waits_for_a_long_inventory_and_nothing_comes_before_welcome(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(PREFERENCES)
    world.mail.known = {OWNER: PENDING}
    world.receive(critical("waited"))
    world.receive(finding("waited too"))
    world.hub.findings_held = [*(old(f"f-{n}") for n in range(50)), critical("waited"), finding("waited too")]
    world.hub.page_size = 10
    ask = world.hub.page

    def slowly(*arguments: Any) -> Any:
        world.clock.pause(30)
        return ask(*arguments)

    monkeypatch.setattr(world.hub, "page", slowly)
    world.mail.known = {OWNER: CONFIRMED}
    world.sweep()
    assert world.kinds == ["WELCOME"]
    assert "Title of waited." in texts(world)
    assert "Title of waited too." in texts(world)
    assert "More are being looked for" in texts(world)
    world.pass_time(hours=1)
    assert set(world.kinds[1:]) == {"DIGEST"}
    assert len(world.kinds) <= 3
    assert all(f"Title of f-{n}." in texts(world) for n in range(50))
    assert list(world.waiting()) == []


def test_what_waits_is_told_also_where_welcome_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError("no welcome")

    monkeypatch.setattr("formatter.delivery.welcome.compose_welcome", broken)
    world = World(PREFERENCES)
    world.mail.known = {OWNER: PENDING}
    world.receive(critical("waited"))
    world.receive(finding("waited too"))
    world.mail.known = {OWNER: CONFIRMED}
    world.pass_time(hours=3)
    assert "Title of waited." in texts(world)
    assert "Title of waited too." in texts(world)


def test_without_leave_to_ask_it_tells_what_came_and_the_log_says_so() -> None:
    world = World(PREFERENCES)
    world.hub.fault = HubDeniedError("AccessDeniedException")
    swept = world.sweep()
    assert world.kinds == ["WELCOME"]
    assert any("may not be asked" in news for news in swept.news)
    assert not swept.failures


def test_security_hub_out_of_reach_is_asked_again_and_then_left_alone() -> None:
    world = World(PREFERENCES)
    world.hub.fault = HubUnreachableError("TooManyRequestsException")
    seen = []
    for _ in range(4):
        world.sweep()
        seen.append((world.hub.calls, world.kinds))
    assert seen == [(1, []), (2, []), (3, ["WELCOME"]), (3, ["WELCOME"])]


@pytest.mark.parametrize("may_ask", [True, False])
def test_the_first_day_has_at_most_five_messages(may_ask: bool) -> None:
    world = World(PREFERENCES)
    held = [old(f"f-{number}") for number in range(24 * 40)]
    if may_ask:
        world.hub.findings_held = held
    else:
        world.hub.fault = HubDeniedError("AccessDeniedException")
    world.sweep()
    for hour in range(24):
        for one in held[hour * 40 : (hour + 1) * 40]:
            world.receive(one)
        world.pass_time(minutes=55)
    assert len(world.mail.messages) <= 5
    world.pass_time(hours=13)
    assert not list(world.waiting())


def test_a_change_of_filters_begins_anew_without_a_welcome() -> None:
    world = World(replace(PREFERENCES, filters=Filters(minimum_severity=finding("x").severity))).welcomed()
    world.preferences = replace(PREFERENCES, filters=Filters())
    world.preferences = replace(PREFERENCES, filters=Filters(critical_without_tag=False))
    world.restart()
    for number in range(600):
        assert statuses(world.receive(old(f"f-{number}"))) == [Status.WAITING]
    world.pass_time(hours=23)
    assert set(world.kinds) == {"DIGEST"}
    assert len(world.kinds) <= 4


def test_what_is_new_on_the_first_day_comes_at_once() -> None:
    world = World(PREFERENCES)
    world.sweep()
    assert statuses(world.receive(finding("a"))) == [Status.SENT]


def test_what_was_open_already_but_comes_late_is_new() -> None:
    world = World(PREFERENCES).welcomed()
    assert statuses(world.receive(old("a"))) == [Status.SENT]


def test_where_filters_cannot_be_asked_nobody_is_asked() -> None:
    world = World(UNASKABLE)
    world.sweep()
    assert (world.hub.calls, world.kinds) == (0, ["WELCOME"])
