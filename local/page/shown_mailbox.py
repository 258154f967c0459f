"""The emails as the page lists them: with the subscription that each came through, and what it was sent for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from embedded_aws.mailbox import ReceivedEmail
from formatter.memory.records import Kind
from installer.said import due
from local.journey.formatter_log import Line
from local.page.audience import Audience
from local.page.watched import Watched

_REASONS = {
    Kind.NEW.value: "is new",
    Kind.RAISED.value: "got worse",
    Kind.REOPENED.value: "is back",
    Kind.RESOLVED.value: "is resolved",
    Kind.NO_LONGER_REPORTED.value: "is no longer reported",
    Kind.REMINDER.value: "is still open",
    Kind.ESCALATED.value: "is escalated",
    Kind.CUSTOM_ACTION.value: "was sent on purpose",
}
"""Where the kind alone would read oddly."""

_PREVIEW = 140
"""About so many characters of an email stand below its subject in a phone's list."""


class ShownMailbox:
    """The emails, and what each was sent for."""

    def __init__(
        self, emails: Sequence[ReceivedEmail], watched: Mapping[str, Watched], topics: Mapping[str, Audience]
    ) -> None:
        self._emails = emails
        self._topics = topics
        self._names = {
            one.subscription.outputs[output]: one.name
            for one in watched.values()
            for output in ("TopicArn", "LeadTopicArn")
        }
        self._told: defaultdict[int, list[str]] = defaultdict(list)
        self.by_message = {email.message_id: number for number, email in enumerate(emails)}

    def explain(self, number: int, kind: str, finding: int) -> None:
        """Note what an email tells: a kind of news of the finding that was sent as that number."""
        self._told[number].append(f"finding {finding} {_REASONS.get(kind, f'is told as {kind}')}")

    def is_of_its_own(self, line: Line) -> bool:
        """Return whether a finding has an email of its own."""
        return line["message_id"] in self.by_message

    def view(self) -> list[dict[str, Any]]:
        """Return the emails as the page lists them, oldest first, without their bodies."""
        return [self._email(number, email) for number, email in enumerate(self._emails)]

    def _email(self, number: int, email: ReceivedEmail) -> dict[str, Any]:
        name = self._names.get(topic(email), "A subscription that has ended")
        told = self._told[number]
        what = told[0] if len(told) == 1 else f"{len(told)} findings together"
        return {
            "number": number,
            "sender": email.sender,
            "to": email.to,
            "subject": email.subject,
            "preview": " ".join(email.body.split())[:_PREVIEW],
            "time": email.time,
            "due": due(email.body),
            "audience": self._topics[topic(email)].value,
            "why": f"{name}: {what}" if told else name,
        }


def topic(email: ReceivedEmail) -> str:
    """Return the ARN of the topic that an email was published to."""
    return email.subscription.rpartition(":")[0]
