"""A finding changes while an email about it is on its way: nothing is told twice, and what changed is told too."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from formatter.filters import Filters
from formatter.finding.finding import Finding
from formatter.finding.severity import Severity
from formatter.messages.message import Message
from formatter.settings import Preferences
from tests.formatter.delivery.test_deliver import Subscription
from tests.formatter.fakes import finding, passed

RAISED = finding(Severity={"Label": "CRITICAL"})

CASES: Sequence[tuple[str, list[Finding], list[Finding], list[str]]] = [
    ("a repeat", [finding()], [finding()], ["NEW"]),
    ("it is closed", [finding()], [passed()], ["NEW", "RESOLVED"]),
    ("it gets worse", [finding()], [RAISED], ["NEW", "RAISED"]),
    ("it is closed and opens again", [finding()], [passed(), finding()], ["NEW"]),
    ("it opens again while it is told as closed", [finding(), passed()], [finding()], ["NEW", "RESOLVED", "REOPENED"]),
    ("it closes while it is told as worse", [finding(), RAISED], [passed()], ["NEW", "RAISED", "RESOLVED"]),
]
cases = pytest.mark.parametrize(
    ("received", "meanwhile", "kinds"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)


def during_the_next_email(subscription: Subscription, happens: Callable[[], None]) -> None:
    """Let something happen between the next publish and its answer."""
    publish = subscription.mail.publish

    def publish_meanwhile(email: Message) -> str:
        subscription.mail.publish = publish  # type: ignore[method-assign]
        message_id = publish(email)
        happens()
        return message_id

    subscription.mail.publish = publish_meanwhile  # type: ignore[method-assign]


def receive(subscription: Subscription, findings: list[Finding]) -> None:
    for one in findings:
        subscription.receive(one)


def kinds_told(subscription: Subscription) -> list[str]:
    return [email.attributes["kind"] for email in subscription.mail.emails]


@cases
def test_while_it_is_delivered(received: list[Finding], meanwhile: list[Finding], kinds: list[str]) -> None:
    subscription = Subscription()
    receive(subscription, received[:-1])
    during_the_next_email(subscription, lambda: receive(subscription, meanwhile))
    receive(subscription, received[-1:])
    for _ in range(3):
        subscription.sweep()
    assert kinds_told(subscription) == kinds


@cases
def test_while_the_sweep_tells_it(received: list[Finding], meanwhile: list[Finding], kinds: list[str]) -> None:
    subscription = Subscription()
    receive(subscription, received[:-1])
    subscription.faults.sns_down = True
    receive(subscription, received[-1:])
    subscription.faults.sns_down = False
    during_the_next_email(subscription, lambda: receive(subscription, meanwhile))
    for _ in range(3):
        subscription.sweep()
    assert kinds_told(subscription) == kinds


def test_resolved_notices_that_nobody_wants_do_not_wait() -> None:
    subscription = Subscription(
        Preferences(filters=Filters(minimum_severity=Severity.MEDIUM), notify_when_resolved=False)
    )
    during_the_next_email(subscription, lambda: receive(subscription, [passed()]))
    subscription.receive(finding())
    for _ in range(3):
        subscription.sweep()
    assert kinds_told(subscription) == ["NEW"]
    assert not list(subscription.memory.waiting())


def test_an_analysts_email_goes_out_at_once_whatever_waits() -> None:
    subscription = Subscription()
    subscription.faults.sns_down = True
    subscription.receive(finding())
    subscription.faults.sns_down = False
    subscription.receive(finding(), "Tell the owner")
    assert kinds_told(subscription) == ["SENT BY ANALYST"]
