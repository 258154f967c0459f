"""Which email told a finding that was held back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from local.mailbox import ReceivedEmail
from local.page.sent import Sent
from local.page.watched import Sight, Watched

_MEANT_BY_TITLE = 60
"""A digest names a finding by its title, shortened."""


class Digests:
    """Reads each email once and remembers what it tells."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str, int | None], int] = {}
        self._read = 0

    def read(self, emails: Sequence[ReceivedEmail], sent: Sequence[Sent], watched: Mapping[str, Watched]) -> None:
        """Look through the emails that came since the last call."""
        new = list(enumerate(emails))[self._read :]
        self._read = len(emails)
        for number, email in new:
            for one in sent:
                for key in one.sights.keys() & watched.keys():
                    topic = watched[key].subscription.outputs["TopicArn"]
                    if email.time >= one.time and email.subscription.startswith(topic):
                        self._look(number, email.body, one, key)

    def found(self, key: str, sight: Sight) -> int | None:
        """Return the number of the first email of a subscription that names what was sent."""
        return self._found.get((key, sight.finding_id, sight.position))

    def _look(self, number: int, body: str, sent: Sent, key: str) -> None:
        for finding, sight in zip(sent.findings, sent.sights[key], strict=False):
            title = str(finding.get("Title", ""))[:_MEANT_BY_TITLE]
            if sight.finding_id in body or (title and title in body):
                # Later emails tell what was sent later.
                self._found.setdefault((key, sight.finding_id, sight.position), number)
