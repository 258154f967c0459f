"""Whatever fails wherever, a finding is told at least once and at most twice."""

from __future__ import annotations

import contextlib
from datetime import timedelta

import pytest

from formatter.delivery.deliver import UNDELIVERED, MemoryNeededError, TooManyUnrememberedError
from formatter.delivery.publisher import PublishError
from formatter.finding.finding import Finding, State
from formatter.finding.severity import Severity
from formatter.memory.old_memory import MemoryUnreachableError
from tests.formatter.delivery.test_deliver import Subscription
from tests.formatter.fakes import KilledError, finding, passed

KINDS = ("fail", "time out", "kill before", "kill after")
CALLS_OF_ONE_DELIVERY = 5


def attempt(subscription: Subscription) -> bool:
    """Hand the event over as Lambda does; True when it counts as handled."""
    try:
        subscription.receive(finding())
    except (KilledError, MemoryUnreachableError, *UNDELIVERED):
        return False
    return True


def deliver_with_retries(subscription: Subscription) -> None:
    """Try as Lambda does, three times within three minutes, then redrive from the dead-letter queue an hour later."""
    for wait in (timedelta(), timedelta(minutes=1), timedelta(minutes=2), timedelta(hours=1)):
        subscription.clock.now += wait
        if attempt(subscription):
            return


def sweep_for_a_while(subscription: Subscription) -> None:
    for _ in range(24):
        with contextlib.suppress(KilledError, MemoryUnreachableError, PublishError):
            subscription.sweep()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", range(1, CALLS_OF_ONE_DELIVERY + 1))
def test_one_fault_at_any_call(kind: str, call: int) -> None:
    subscription = Subscription()
    subscription.faults.fail[call] = kind
    deliver_with_retries(subscription)
    sweep_for_a_while(subscription)
    assert 1 <= len(subscription.mail.emails) <= 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("call", range(1, 8))
def test_one_fault_at_any_call_of_the_sweep(kind: str, call: int) -> None:
    subscription = Subscription()
    for number in range(10):
        subscription.receive(finding(f"f-{number}"))
    subscription.faults.fail[subscription.faults.calls + call] = kind
    sweep_for_a_while(subscription)
    text = "".join(email.body for email in subscription.mail.emails)
    for number in range(10):
        assert 1 <= text.count(f"Title of f-{number}.\n") + text.count(f"Title of f-{number}. |") <= 2


def test_sns_down_for_hours() -> None:
    subscription = Subscription()
    subscription.faults.sns_down = True
    deliver_with_retries(subscription)
    sweep_for_a_while(subscription)
    assert subscription.mail.emails == []
    subscription.faults.sns_down = False
    sweep_for_a_while(subscription)
    assert len(subscription.mail.emails) == 1


def test_memory_down_for_hours() -> None:
    subscription = Subscription()
    subscription.faults.memory_down = True
    deliver_with_retries(subscription)
    assert len(subscription.mail.emails) == 1
    subscription.faults.memory_down = False
    sweep_for_a_while(subscription)
    assert len(subscription.mail.emails) == 1


WITHOUT_MEMORY = [
    ("open", finding(), True),
    ("below the minimum severity", finding(Severity={"Label": "LOW"}), True),
    ("suppressed", finding(Workflow={"Status": "SUPPRESSED"}), True),
    ("passed: told now, it would stay remembered as open", passed(), False),
    ("archived: likewise", finding(RecordState="ARCHIVED"), False),
]


@pytest.mark.parametrize(
    ("found", "is_handled"), [case[1:] for case in WITHOUT_MEMORY], ids=[c[0] for c in WITHOUT_MEMORY]
)
def test_without_memory_an_opening_is_told_and_a_closing_comes_again(found: Finding, is_handled: bool) -> None:
    subscription = Subscription()
    subscription.faults.memory_down = True
    handled = True
    try:
        subscription.receive(found)
    except UNDELIVERED:
        handled = False
    assert handled is is_handled
    assert len(subscription.mail.emails) == (found.state is State.OPEN and found.severity >= Severity.MEDIUM)


def test_a_closing_during_an_outage_does_not_hide_the_next_opening() -> None:
    subscription = Subscription()
    subscription.receive(finding(UpdatedAt="2026-10-26T08:00:00Z"))
    subscription.faults.memory_down = True
    closing = passed(UpdatedAt="2026-10-26T09:00:00Z")
    with pytest.raises(MemoryNeededError):
        subscription.receive(closing)
    subscription.faults.memory_down = False
    subscription.receive(closing)
    subscription.receive(finding(UpdatedAt="2026-10-26T10:00:00Z"))
    sweep_for_a_while(subscription)
    assert [email.attributes["kind"] for email in subscription.mail.emails] == ["NEW", "RESOLVED", "REOPENED"]


def test_a_storm_without_memory_does_not_flood() -> None:
    subscription = Subscription()
    subscription.faults.memory_down = True
    refused = 0
    for number in range(100):
        try:
            subscription.receive(finding(f"f-{number}"))
        except TooManyUnrememberedError:
            refused += 1
    assert (len(subscription.mail.emails), refused) == (1, 99)


def test_a_doubled_event_is_told_once() -> None:
    subscription = Subscription()
    subscription.receive(finding())
    subscription.receive(finding())
    sweep_for_a_while(subscription)
    assert len(subscription.mail.emails) == 1
