"""Addresses that get nothing are reported to the others, each once."""

from __future__ import annotations

from formatter.delivery.watch import AddressWatch
from formatter.settings import Preferences
from tests.formatter.fakes import Clock, FakeMemory, FakePublisher, Faults

CONFIRMED = "arn:aws:sns:eu-central-1:111122223333:topic:1"


class Watched:
    def __init__(self, *addresses: str) -> None:
        self.clock, faults = Clock(), Faults()
        self.mail = FakePublisher(faults, self.clock)
        self.watch = AddressWatch(FakeMemory(faults), self.mail, Preferences(email_addresses=addresses), self.clock)

    def days_pass(self, days: int) -> list[int | None]:
        found = []
        for _ in range(days * 24 * 12):
            found.append(self.watch.check())
            self.clock.forward(minutes=5)
        return found


def test_all_is_well() -> None:
    watched = Watched("a@example.com")
    watched.mail.known = {"a@example.com": CONFIRMED}
    assert set(watched.days_pass(3)) == {0, None}
    assert watched.mail.emails == []


def test_it_looks_four_times_a_day() -> None:
    watched = Watched("a@example.com")
    watched.mail.known = {"a@example.com": CONFIRMED}
    assert len([one for one in watched.days_pass(10) if one is not None]) == 40


def test_an_unconfirmed_address_has_a_day() -> None:
    watched = Watched("a@example.com", "b@example.com")
    watched.mail.known = {"a@example.com": CONFIRMED, "b@example.com": "PendingConfirmation"}
    watched.days_pass(1)
    assert watched.mail.emails == []
    watched.days_pass(5)
    assert watched.mail.subjects == ["[NOTICE] 1 address gets no security notifications"]
    assert "NEVER CONFIRMED\n  b@example.com" in watched.mail.emails[0].body


def test_one_who_is_gone_and_comes_back_and_goes_again_is_told_twice() -> None:
    watched = Watched("a@example.com", "b@example.com")
    both = {"a@example.com": CONFIRMED, "b@example.com": CONFIRMED}
    for known in (both, {"a@example.com": CONFIRMED}, both, {"a@example.com": CONFIRMED, "b@example.com": "Deleted"}):
        watched.mail.known = known
        watched.days_pass(3)
    assert len(watched.mail.emails) == 2
    assert "UNSUBSCRIBED\n  b@example.com" in watched.mail.emails[0].body
