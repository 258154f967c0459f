"""Received findings end as the right emails, once."""

from __future__ import annotations

import pytest

from formatter.delivery.deliver import Deliverer, Status
from formatter.delivery.sweep import Sweeper
from formatter.filters import Filters
from formatter.finding.finding import Finding
from formatter.finding.reader import Received
from formatter.finding.severity import Severity
from formatter.memory.old_dynamodb import SINGLES_PER_MINUTE
from formatter.messages.times import zone
from formatter.settings import Delivery, Preferences
from tests.formatter.fakes import Clock, FakeMemory, FakePublisher, Faults, finding, passed


class Subscription:
    """A whole subscription in the process."""

    def __init__(self, preferences: Preferences | None = None) -> None:
        self.clock = Clock()
        self.faults = Faults()
        self.memory = FakeMemory(self.faults)
        self.mail = FakePublisher(self.faults, self.clock)
        self.choose(preferences or Preferences(filters=Filters(minimum_severity=Severity.MEDIUM)))

    def choose(self, preferences: Preferences) -> None:
        self.deliverer = Deliverer(self.memory, self.mail, preferences, self.clock)
        self.sweeper = Sweeper(self.memory, self.mail, preferences, self.clock, lambda s: self.clock.forward(seconds=s))

    def receive(self, found: Finding, custom_action: str = "") -> Status:
        return self.deliverer.deliver(Received(found, custom_action)).status

    def sweep(self, minutes: float = 5) -> None:
        self.clock.forward(minutes=minutes)
        self.sweeper.sweep()


def test_the_life_of_a_finding() -> None:
    subscription = Subscription()
    life = [
        finding(Severity={"Label": "MEDIUM"}),
        finding(Severity={"Label": "MEDIUM"}),
        finding(Severity={"Label": "CRITICAL"}),
        finding(Severity={"Label": "HIGH"}),
        passed(),
        passed(),
        finding(),
    ]
    statuses = [subscription.receive(found) for found in life]
    sent, silent = Status.SENT, Status.SILENT
    assert statuses == [sent, silent, sent, silent, sent, silent, sent]
    assert [subject.partition(" 1")[0] for subject in subscription.mail.subjects] == [
        "[MEDIUM]",
        "[RAISED] [CRITICAL]",
        "[RESOLVED] [CRITICAL]",
        "[REOPENED] [HIGH]",
    ]


def test_a_repeat_costs_one_call() -> None:
    subscription = Subscription()
    subscription.receive(finding())
    calls = subscription.faults.calls
    for _ in range(100):
        subscription.receive(finding(UpdatedAt="2026-10-27T00:00:00Z"))
    assert subscription.faults.calls - calls == 100


def test_a_row_is_renewed_before_it_expires_and_not_more_often() -> None:
    subscription = Subscription()
    subscription.receive(finding())
    for _ in range(365):
        subscription.clock.forward(days=1)
        subscription.receive(finding())
    assert len(subscription.memory.kept) == 11
    assert len(subscription.mail.emails) == 1


def test_a_storm_becomes_a_digest_that_names_every_finding() -> None:
    subscription = Subscription()
    for number in range(500):
        subscription.receive(finding(f"f-{number}"))
    assert len(subscription.mail.emails) == SINGLES_PER_MINUTE
    subscription.sweep()
    assert len(subscription.mail.emails) == SINGLES_PER_MINUTE + 1
    text = "".join(email.body for email in subscription.mail.emails)
    assert all(f"Title of f-{number}." in text for number in range(500))
    subscription.sweep()
    assert len(subscription.mail.emails) == SINGLES_PER_MINUTE + 1


def test_hourly_digest_waits_for_the_full_hour_and_critical_does_not() -> None:
    subscription = Subscription(Preferences(filters=Filters(minimum_severity=Severity.LOW), delivery=Delivery.HOURLY))
    subscription.clock.forward(minutes=20)
    assert subscription.receive(finding("a")) is Status.WAITING
    assert subscription.receive(finding("b", Severity={"Label": "CRITICAL"})) is Status.SENT
    for _ in range(7):
        subscription.sweep()
        assert len(subscription.mail.emails) == 1
    subscription.sweep()
    assert subscription.mail.subjects[1:] == ["[DIGEST] 111122223333: 1 finding: 1 HIGH"]


def test_daily_digest_comes_at_the_owners_hour() -> None:
    preferences = Preferences(delivery=Delivery.DAILY, digest_hour=9, time_zone="America/New_York")
    subscription = Subscription(preferences)
    subscription.receive(finding())
    sent_at = None
    for _ in range(24 * 12):
        subscription.sweep()
        if subscription.mail.emails and sent_at is None:
            sent_at = subscription.mail.times[0]
    assert sent_at is not None
    assert (sent_at.hour, sent_at.minute) == (13, 0)
    assert len(subscription.mail.emails) == 1


@pytest.mark.parametrize("zone_name", ["Asia/Kolkata", "Asia/Kathmandu", "Australia/Adelaide", "Europe/Berlin", "UTC"])
def test_the_hour_is_the_owner_s_wherever_that_is(zone_name: str) -> None:
    subscription = Subscription(Preferences(delivery=Delivery.DAILY, digest_hour=8, time_zone=zone_name))
    # Past the hour everywhere, so that the next one has to be waited for.
    subscription.clock.forward(minutes=5)
    subscription.receive(finding())
    while not subscription.mail.emails:
        subscription.sweep()
    sent_at = subscription.mail.times[0].astimezone(zone(zone_name))
    assert (sent_at.hour, sent_at.minute) == (8, 0)


def test_a_finding_that_becomes_critical_does_not_wait_for_its_digest() -> None:
    subscription = Subscription(Preferences(delivery=Delivery.DAILY))
    assert subscription.receive(finding()) is Status.WAITING
    assert subscription.receive(finding(Severity={"Label": "CRITICAL"})) is Status.SENT


def test_what_somebody_sent_on_purpose_does_not_wait_for_a_digest() -> None:
    subscription = Subscription(Preferences(delivery=Delivery.DAILY))
    assert subscription.receive(finding(), "Tell the owner") is Status.SENT


def test_without_memory_a_closed_finding_that_somebody_sent_is_told() -> None:
    subscription = Subscription()
    subscription.faults.memory_down = True
    assert subscription.receive(passed(), "Tell the owner") is Status.SENT


def test_two_subscriptions_tell_the_same_finding() -> None:
    one, other = Subscription(), Subscription()
    assert (one.receive(finding()), other.receive(finding())) == (Status.SENT, Status.SENT)
