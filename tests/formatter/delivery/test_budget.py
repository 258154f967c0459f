"""The time of a sweep is shared out, and no part takes another one's."""

from __future__ import annotations

from formatter.delivery.budget import Budget
from tests.formatter.delivery.world import Clock


def test_a_share_ends_after_its_seconds() -> None:
    clock = Clock()
    share = Budget(clock, 85).share(20)
    clock.pause(19)
    assert not share.is_over
    clock.pause(1)
    assert share.is_over


def test_no_share_goes_beyond_the_sweep_which_keeps_time_for_a_last_call() -> None:
    clock = Clock()
    budget = Budget(clock, 85)
    clock.pause(75)
    share = budget.share(30)
    clock.pause(4.9)
    assert not share.is_over
    clock.pause(0.1)
    assert share.is_over
    assert budget.share(10).is_over


def test_a_fraction_is_of_what_is_left() -> None:
    clock = Clock()
    share = Budget(clock, 85).share(30)
    clock.pause(10)
    reading = share.fraction(0.5)
    clock.pause(10)
    assert (reading.is_over, share.is_over) == (True, False)
    clock.pause(60)
    assert share.fraction(0.5).is_over


def test_all_but_some_seconds_has_what_the_parts_before_left() -> None:
    clock = Clock()
    budget = Budget(clock, 85)
    clock.pause(1)
    share = budget.all_but(10)
    clock.pause(68)
    assert not share.is_over
    clock.pause(1)
    assert share.is_over
    assert not budget.share(10).is_over
