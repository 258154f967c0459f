"""A sweep makes progress email by email: what it sent stays told, whatever ends it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from formatter.delivery import sweep
from formatter.finding.severity import Severity
from formatter.memory.old_memory import NOTHING_REMEMBERED, Remembered, Told
from formatter.memory.records import Kind
from formatter.messages.message import Message
from formatter.settings import Delivery, Preferences
from tests.formatter.delivery.test_deliver import Subscription
from tests.formatter.fakes import KilledError, finding

MANY = 6_000
WAITING = Remembered(Told.OPEN, Severity.HIGH, None, Kind.NEW)


def stormed(number: int = MANY) -> Subscription:
    """Return a subscription in whose table so many findings wait for the next sweep, and an empty mailbox."""
    subscription = Subscription()
    subscription.faults.sns_down = True
    for one in range(number):
        subscription.receive(finding(f"f-{one}"))
    subscription.faults.sns_down = False
    return subscription


def times_told(subscription: Subscription) -> Counter[str]:
    pattern = re.compile(r"^  \d+\. Title of (f-\d+)\.", re.MULTILINE)
    return Counter(name for email in subscription.mail.emails for name in pattern.findall(email.body))


def test_what_sns_refuses_is_sent_again_and_nothing_else() -> None:
    subscription = stormed()
    publish, refused = subscription.mail.publish, []

    def publish_but_the_second(email: Message) -> str:
        if email.subject.startswith("[DIGEST] (2 of") and not refused:
            refused.append(email)
            subscription.faults.fail[subscription.faults.calls + 1] = "fail"
        return publish(email)

    subscription.mail.publish = publish_but_the_second  # type: ignore[method-assign]
    subscription.sweep()
    assert 0 < len(times_told(subscription)) < MANY
    subscription.sweep()
    assert times_told(subscription) == {f"f-{one}": 1 for one in range(MANY)}


def test_a_sweep_that_is_killed_repeats_one_email_at_most() -> None:
    subscription = stormed()
    publish = subscription.mail.publish

    def publish_and_die(email: Message) -> str:
        message_id = publish(email)
        if len(subscription.mail.emails) == 2:
            raise KilledError
        return message_id

    subscription.mail.publish = publish_and_die  # type: ignore[method-assign]
    with pytest.raises(KilledError):
        subscription.sweep()
    second = set(re.findall(r"Title of (f-\d+)\.", subscription.mail.emails[1].body))
    subscription.sweep()
    assert times_told(subscription) == {name: 2 if name in second else 1 for name in (f"f-{n}" for n in range(MANY))}


def test_an_email_that_sns_never_takes_does_not_hold_up_the_others() -> None:
    subscription = Subscription(Preferences(delivery=Delivery.HOURLY))
    subscription.receive(finding("regular"))
    subscription.faults.sns_down = True
    subscription.receive(finding("poison", Severity={"Label": "CRITICAL"}))
    subscription.faults.sns_down = False
    subscription.clock.forward(hours=1)
    publish = subscription.mail.publish

    def publish_but_poison(email: Message) -> str:
        if "poison" in email.body:
            subscription.faults.fail[subscription.faults.calls + 1] = "fail"
        return publish(email)

    subscription.mail.publish = publish_but_poison  # type: ignore[method-assign]
    for _ in range(3):
        subscription.sweep()
    assert subscription.mail.subjects == ["[DIGEST] 111122223333: 1 finding: 1 HIGH"]
    assert subscription.memory.rows["poison"].remembered.pending is not None


def test_while_sns_is_down_a_sweep_gives_up_soon() -> None:
    subscription = stormed()
    subscription.faults.sns_down = True
    subscription.clock.forward(minutes=5)
    before = subscription.clock.now
    swept = subscription.sweeper.sweep()
    assert swept is not None
    assert (swept.emails, swept.told, swept.waiting, len(swept.failures)) == (0, 0, MANY, 2)
    assert (subscription.clock.now - before).total_seconds() == 1


def test_a_storm_beyond_one_sweep_goes_on_with_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "_MOST_FINDINGS", 1_000)
    subscription = stormed(2_500)
    told = []
    for _ in range(4):
        subscription.sweep()
        told.append(len(times_told(subscription)))
    assert told == [1_000, 2_000, 2_500, 2_500]
    assert set(times_told(subscription).values()) == {1}


def test_emails_of_one_sweep_are_a_second_apart() -> None:
    subscription = stormed()
    subscription.sweep()
    pauses = {
        (after - before).total_seconds()
        for before, after in zip(subscription.mail.times, subscription.mail.times[1:], strict=False)
    }
    assert pauses == {1.0}


def test_what_was_just_received_is_left_to_who_received_it() -> None:
    subscription = Subscription()
    subscription.memory.record(finding(), NOTHING_REMEMBERED, WAITING, subscription.clock())
    subscription.sweep(minutes=1)
    assert subscription.mail.emails == []
    subscription.sweep()
    assert len(subscription.mail.emails) == 1


def test_one_that_waits_alone_is_told_from_the_whole_finding() -> None:
    subscription = Subscription()
    whole = finding(Description="What no summary keeps.")
    subscription.memory.record(whole, NOTHING_REMEMBERED, WAITING, subscription.clock())
    subscription.sweep()
    assert "What no summary keeps." in subscription.mail.emails[0].body
