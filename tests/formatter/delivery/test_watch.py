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


def test_the_notice_says_which_of_the_others_no_link_can_end() -> None:
    watched = Watched(A, B, "c@example.com")
    watched.mail.known |= {B: "Deleted"}
    watched.mail.closed = [A]
    watched.days_pass(3)
    assert (
        f"STILL TOLD\n  {A} (no link can end it)\n  c@example.com (a link can end it)\n"
        in watched.mail.messages[0].body
    )


def test_what_sns_does_not_tell_of_the_others_is_not_said() -> None:
    watched = Watched(A, B)
    watched.mail.known |= {B: "Deleted"}
    watched.mail.closed = None
    watched.days_pass(3)
    assert f"STILL TOLD\n  {A}\n" in watched.mail.messages[0].body


def test_one_who_is_gone_and_comes_back_and_goes_again_is_told_twice() -> None:
    watched = Watched(A, B)
    both = {A: CONFIRMED, B: CONFIRMED}
    for known in (both, {A: CONFIRMED}, both, {A: CONFIRMED, B: "Deleted"}):
        watched.mail.known = known
        watched.days_pass(3)
    assert watched.kinds == ["NOTICE", "NOTICE"]
    assert f"UNSUBSCRIBED\n  {B}" in watched.mail.messages[0].body
