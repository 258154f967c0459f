"""A subscription in the simulated world: the real delivery and memory in many processes of one function."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random
from typing import Any

from formatter.delivery.inventory import Query
from formatter.delivery.redrive import Letter
from formatter.delivery.security_hub import FindingsPage
from formatter.delivery.subscription import EventFailedError, Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.finding.finding import Finding, State
from formatter.finding.reader import finding_from
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.messages.message import Message
from formatter.settings import Preferences
from harness.world.clock import Clock
from harness.world.dynamodb import DynamoDb
from harness.world.function import Event, Function
from harness.world.topic import Topic

BEGINS = datetime(2026, 11, 2, 9, 0, tzinfo=timezone.utc)
_PAGE = 100
_LETTERS = 10
_SECONDS_OF_HUB = 0.5


@dataclass
class Letters:
    """The dead-letter queue, as the function writes it and the sweep reads it."""

    clock: Clock
    function: Function
    hidden: dict[int, float] = field(default_factory=dict)

    def letters(self) -> Sequence[Letter]:
        """Return some that nobody has taken in the last two minutes."""
        self.clock.wait(0.02)
        now = self.clock.elapsed
        seen = [one for one in self.function.letters if self.hidden.get(id(one), 0.0) <= now][:_LETTERS]
        self.hidden.update({id(one): now + 120.0 for one in seen})
        return [Letter(json.dumps(one), str(id(one))) for one in seen]

    def remove(self, letter: Letter) -> None:
        """Delete it."""
        self.clock.wait(0.02)
        self.function.letters[:] = [one for one in self.function.letters if str(id(one)) != letter.receipt]


@dataclass
class Hub:
    """Security Hub: the newest document of each finding."""

    clock: Clock
    documents: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def page(self, query: Query, token: str) -> FindingsPage:
        """Return a page of what is open."""
        self.clock.wait(_SECONDS_OF_HUB)
        keys = list(self.documents)
        start = int(token or 0)
        part = [finding_from(self.documents[key]) for key in keys[start : start + _PAGE]]
        found = tuple(one for one in part if one.state is State.OPEN and one.severity in query.severities)
        return FindingsPage(found, str(start + _PAGE) if start + _PAGE < len(keys) else "")

    def findings(self, ids: Sequence[str], accounts: Sequence[str]) -> tuple[Finding, ...]:  # noqa: ARG002  # all are of one
        """Return the findings with these ids; all are of one account."""
        self.clock.wait(_SECONDS_OF_HUB)
        return tuple(finding_from(self.documents[one]) for one in ids if one in self.documents)


class _Process:
    """One process of the function."""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription

    def receive(self, event: Event) -> None:
        delivered = self._subscription.receive(event)
        if delivered.failures:
            raise EventFailedError(str(delivered.failures[0])) from delivered.failures[0]

    def sweep(self) -> None:
        swept = self._subscription.sweep()
        if swept is not None and swept.failures:
            raise EventFailedError(swept.failures[0])


class World:
    """Everything around one subscription, and what its owner got."""

    def __init__(
        self, preferences: Preferences, *, confirmed_at: float = 0.0, seed: int = 1, begins: datetime = BEGINS
    ) -> None:
        self.clock = Clock(begins)
        chance = Random(seed)  # chance, no secret
        self.table = DynamoDb(self.clock, chance)
        self.topic = Topic(self.clock, confirmed_at=confirmed_at)
        self.hub = Hub(self.clock)
        self.preferences = preferences
        self.function = Function(self.clock, chance, self._process)
        self.queue = Letters(self.clock, self.function)
        self.function.sweep_forever()

    def send(self, document: Mapping[str, Any], at: float) -> None:
        """Have Security Hub keep a finding and send its event at that second."""
        when = self.clock.now() + timedelta(seconds=at - self.clock.elapsed)
        event = {
            "id": f"{document['Id']}-{document['UpdatedAt']}-{at}",
            "time": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "detail": {"findings": [document]},
        }
        self.hub.documents[document["Id"]] = document
        self.function.send(event, at - self.clock.elapsed)

    def send_all(self, documents: Iterator[tuple[float, Mapping[str, Any]]]) -> None:
        """Send many, one after the other in time, so that not all of them are kept at once."""

        def feed() -> None:
            for at, document in documents:
                if at > self.clock.elapsed:
                    self.clock.wait(at - self.clock.elapsed)
                self.send(document, at)

        self.clock.start(feed)

    def messages(self, kind: str = "") -> list[tuple[datetime, Message]]:
        """Return what was sent, all of it or of one kind."""
        return [(at, one) for at, one in self.topic.sent if not kind or one.attributes["kind"] == kind]

    def busiest(self, span: timedelta) -> int:
        """Return the most messages within any second, hour or day."""
        times = [at for at, _ in self.topic.sent]
        return max((bisect_left(times, at + span) - place for place, at in enumerate(times)), default=0)

    def load(self) -> list[tuple[str, object]]:
        """Return how many messages came: in all, and in the busiest day, hour and second."""
        spans = {"day": timedelta(days=1), "hour": timedelta(hours=1), "second": timedelta(seconds=1)}
        busiest = [(f"in the busiest {name}", self.busiest(span)) for name, span in spans.items()]
        return [("messages", len(self.messages())), *busiest]

    def untold(self) -> int:
        """Return how many problems still wait."""
        return sum(1 for row in self.table.rows.values() if "finding" in row)

    def _process(self) -> _Process:
        memory = DynamoDbMemory(self.table.client(), "table", self.clock.wait)
        surroundings = Surroundings(
            memory, self.topic, self.hub, self.queue, self.preferences, self.clock.now, self.clock.wait
        )
        return _Process(Subscription(surroundings))


def document(number: int, severity: str, at: datetime, **changes: object) -> dict[str, Any]:
    """Return a failed control finding of a resource of its own."""
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"arn:aws:securityhub:us-east-1:111122223333:security-control/S3.8/finding/{number}",
        "ProductArn": "arn:aws:securityhub:us-east-1::product/aws/securityhub",
        "ProductName": "Security Hub",
        "AwsAccountId": "111122223333",
        "Region": "us-east-1",
        "CreatedAt": stamp,
        "UpdatedAt": stamp,
        "Severity": {"Label": severity},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
        "Title": "S3 general purpose buckets should block public access",
        "Resources": [{"Type": "AwsS3Bucket", "Id": f"arn:aws:s3:::bucket-{number}", "Region": "us-east-1"}],
        **changes,
    }
