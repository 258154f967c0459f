"""Follow findings from the event to the email, or to the reason why there is none.

What happened is read from AWS, not guessed: the rules of the subscription say which events they take, the formatter's log
says what it did with each finding, and the mailbox shows what arrived.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from embedded_aws.mailbox import ReceivedEmail
from embedded_aws.process import EmbeddedAws
from formatter.finding.finding import Finding
from formatter.finding.reader import received_findings
from formatter.settings import Preferences
from installer.errors import UserError
from local.journey.formatter_log import FormatterLog, Line
from local.journey.owner import Subscription
from local.journey.rules import SubscriptionRules
from local.journey.sweep import sweep_now

_POLL_SECONDS = 0.01
_AT_MOST_SECONDS = 300.0

_UNTIL_TOLD = tuple(timedelta(minutes=minutes) for minutes in (5, 5, 10, 20, 60, 60))
"""What is held back comes with digests that go out later and later."""

MISSING = "the email did not arrive"


@dataclass(frozen=True)
class FindingOutcome:
    """What became of a finding.

    Attributes:
        finding: the finding.
        reason: why there is no email; empty where there is one.
        message_id: SNS's id of the message that tells it; empty while there is none.
        problem: key of its problem, by which a sweep names it.
        email: the email; None where there is none.
    """

    finding: Finding
    reason: str = ""
    message_id: str = ""
    problem: str = ""
    email: ReceivedEmail | None = None

    @property
    def is_settled(self) -> bool:
        """Whether it ended as it should: an email, or silence with a reason."""
        return self.email is not None or self.reason not in ("", MISSING)


class Follower:
    """Sends events to an account and follows the findings in them.

    Args:
        aws: the embedded AWS.
        subscription: the one that gets them.
        preferences: the owner's choices.
        region: Region of the subscription.
    """

    def __init__(self, aws: EmbeddedAws, subscription: Subscription, preferences: Preferences, region: str) -> None:
        self._aws = aws
        self._session = aws.session(subscription.account_id, region)
        self._subscription = subscription
        self._region = region
        self._rules = SubscriptionRules(self._session, subscription, preferences)
        self._log = FormatterLog(self._session, subscription)
        # What others sent before is not followed.
        self._log.new_lines()

    def follow(self, events: Sequence[Mapping[str, Any]]) -> list[FindingOutcome]:
        """Send events as Security Hub sends them, one after the other; what is held back comes with the next sweep.

        Raises:
            UserError: the formatter did not say within five minutes what it did with a finding.
        """
        outcomes: list[FindingOutcome] = []
        for event in events:
            self._aws.send_event(self._subscription.account_id, event, self._region)
            outcomes += self.settle(event)
        return self.with_emails(outcomes)

    def settle(self, event: Mapping[str, Any]) -> list[FindingOutcome]:
        """Return what became of the findings of an event that was sent."""
        received = received_findings(event)
        if not self._rules.take(event):
            return [FindingOutcome(one.finding, self._rules.why_not(one, event["detail-type"])) for one in received]
        lines = self._lines(len(received))
        return [_outcome(one.finding, line) for one, line in zip(received, lines, strict=True)]

    def with_emails(self, outcomes: list[FindingOutcome]) -> list[FindingOutcome]:
        """Return the outcomes with the emails that tell them; what is held back is swept first."""
        told = self._swept({outcome.problem for outcome in outcomes if not outcome.reason and not outcome.message_id})
        emails = {email.message_id: email for email in self._aws.mailbox()}
        found = [
            _with_email(replace(outcome, message_id=outcome.message_id or told.get(outcome.problem, "")), emails)
            for outcome in outcomes
        ]
        return _with_endings(found)

    def _swept(self, waiting: set[str]) -> Mapping[str, str]:
        """Let time pass until sweeps told these problems, at most as long as a flood holds them back."""
        self._log.swept.clear()
        for passed in _UNTIL_TOLD:
            if waiting <= self._log.swept.keys():
                break
            sweep_now(self._aws, self._session, self._subscription, passed)
            self._log.new_lines()
        return {problem: lines[0]["message_id"] for problem, lines in self._log.swept.items() if lines}

    def _lines(self, number: int) -> list[Line]:
        deadline = time.monotonic() + _AT_MOST_SECONDS
        found: list[Line] = []
        while time.monotonic() < deadline:
            found += self._log.new_lines()
            if len(found) >= number:
                return found
            time.sleep(_POLL_SECONDS)
        raise UserError(f"The formatter said nothing of a finding within {_AT_MOST_SECONDS:.0f} seconds.")


def _outcome(finding: Finding, line: Line) -> FindingOutcome:
    if line["decision"] == "silent":
        return FindingOutcome(finding, line["reason"])
    return FindingOutcome(finding, message_id=line["message_id"], problem=line["problem"])


def _with_email(outcome: FindingOutcome, emails: Mapping[str, ReceivedEmail]) -> FindingOutcome:
    if outcome.reason:
        return outcome
    email = emails.get(outcome.message_id)
    return replace(outcome, email=email, reason="" if email else MISSING)


def _with_endings(outcomes: Sequence[FindingOutcome]) -> list[FindingOutcome]:
    """Give what waited until its finding ended the reason for which the ending is silent: nothing tells what is over."""
    reasons: dict[str, str] = {}
    found: list[FindingOutcome] = []
    for outcome in reversed(outcomes):
        is_over = outcome.reason == MISSING and bool(reasons.get(outcome.finding.id))
        found.append(replace(outcome, reason=reasons[outcome.finding.id]) if is_over else outcome)
        if outcome.is_settled:
            reasons[outcome.finding.id] = outcome.reason
    return found[::-1]
