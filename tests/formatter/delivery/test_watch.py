"""Addresses that get nothing are reported to the others, each once."""

from __future__ import annotations

from formatter.settings import AdminChoices, Preferences
from tests.formatter.delivery.world import CONFIRMED, PENDING, World

A, B = "a@example.com", "b@example.com"


class Watched(World):
    def __init__(self, *addresses: str) -> None:
        super().__init__(Preferences(email_addresses=addresses, admin=AdminChoices(weekly_report=None)))
        self.mail.known = dict.fromkeys(addresses, CONFIRMED)
        self.welcomed()

    def days_pass(self, days: int) -> None:
        self.pass_time(days=days)


def test_all_is_well() -> None:
    watched = Watched(A)
    watched.days_pass(3)
    assert watched.kinds == []


def test_an_unconfirmed_address_has_a_day() -> None:
    watched = Watched(A, B)
    watched.mail.known = {A: CONFIRMED, B: PENDING}
    watched.pass_time(hours=20)
    assert watched.kinds == []
    watched.days_pass(5)
    assert watched.kinds == ["NOTICE"]
    assert B in watched.mail.messages[0].body


def test_one_who_is_gone_and_comes_back_and_goes_again_is_told_twice() -> None:
    watched = Watched(A, B)
    both = {A: CONFIRMED, B: CONFIRMED}
    for known in (both, {A: CONFIRMED}, both, {A: CONFIRMED, B: "Deleted"}):
        watched.mail.known = known
        watched.days_pass(3)
    assert watched.kinds == ["NOTICE", "NOTICE"]
    assert f"UNSUBSCRIBED\n  {B}" in watched.mail.messages[0].body
