"""A subscription whose deployed function meets faults, and how often each of its findings is told in the end."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from embedded_aws.faults import Fault, FaultKind
from embedded_aws.mailbox import ReceivedEmail
from embedded_aws.process import EmbeddedAws
from formatter.finding.identity import finding_key
from formatter.finding.problem import problem_key
from formatter.finding.reader import finding_from
from formatter.memory import schema
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.memory.records import Told
from installer.findings.files import event_of
from installer.findings.imports import import_findings
from installer.findings.redrive import redrive
from local.journey.owner import Subscription
from local.journey.sample import sample_finding
from local.journey.setup import REGION
from local.journey.sweep import SWEEP_EVERY, sweep_now

CallName = tuple[str, str, int]
"""Service, action, and which of those calls."""

DELIVERY: Mapping[str, CallName] = {
    "see": ("dynamodb", "UpdateItem", 1),
    "read what is remembered": ("dynamodb", "GetItem", 1),
    "take from the bucket": ("dynamodb", "UpdateItem", 2),
    "remember as waiting": ("dynamodb", "TransactWriteItems", 1),
    "publish": ("sns", "Publish", 1),
    "mark as told": ("dynamodb", "UpdateItem", 3),
}
"""The calls of one delivery, in their order."""

SWEEP: Mapping[str, CallName] = {
    "take the lease": ("dynamodb", "UpdateItem", 1),
    "list the addresses": ("sns", "ListSubscriptionsByTopic", 1),
    "read what is due": ("dynamodb", "Query", 1),
    "read the rows": ("dynamodb", "BatchGetItem", 1),
    "publish": ("sns", "Publish", 1),
    "mark both as told": ("dynamodb", "TransactWriteItems", 1),
}
"""The calls of a sweep that tells two findings."""

KINDS = {
    "refused": (FaultKind.REFUSED, 0),
    "the answer is lost": (FaultKind.LOST, 0),
    "one attempt's answer is lost": (FaultKind.LOST, 1),
    "killed before": (FaultKind.KILLED_BEFORE, 0),
    "killed after": (FaultKind.KILLED_AFTER, 0),
}
"""What happens, and to how many attempts of the call (0: to all)."""

DOWN = (("dynamodb",), ("sns",), ("dynamodb", "sns"))
"""Services that are down for an hour."""

SWEEPS_AN_HOUR = 12


class Deployed:
    """Sends findings to one subscription, lets faults happen and time pass, and counts emails."""

    def __init__(self, aws: EmbeddedAws, subscription: Subscription) -> None:
        self.aws = aws
        self.session = aws.session(subscription.account_id, REGION)
        self.subscription = subscription
        self.function = subscription.outputs["FunctionName"]
        self._database = self.session.client("dynamodb")
        self._hub = self.session.client("securityhub")
        self._queues = self.session.client("sqs")
        self._numbers = itertools.count(1)

    def new_finding(self) -> dict[str, Any]:
        """Return a finding that nobody has seen."""
        own = f"finding-{next(self._numbers):04d}"
        now = self.aws.now()
        return sample_finding(self.subscription.account_id, REGION, "High", {}, now) | {
            "Id": own,
            "Title": f"Title of {own}.",
        }

    def send(self, *findings: Mapping[str, Any]) -> None:
        """Import findings, and wait until the function is done with them, with every try."""
        import_findings(self._hub, findings)
        self.aws.wait_until_idle()

    def send_as_they_are(self, findings: Sequence[Mapping[str, Any]], *, together: bool = False) -> None:
        """Send events of findings, each from when it was updated, one after the other or all before the first is done."""
        for finding in findings:
            event = {**event_of(finding), "time": f"{finding['UpdatedAt'][:19]}Z"}
            self.aws.send_event(self.subscription.account_id, event, REGION)
            if not together:
                self.aws.wait_until_idle()
        self.aws.wait_until_idle()

    def arm(self, call: CallName, kind: FaultKind, attempts: int = 0, seconds: float = 0.0) -> None:
        """Let one call meet a fault."""
        service, action, number = call
        self.aws.arm(Fault(self.function, kind, service, action, number, attempts, seconds))

    def go_down(self, *services: str) -> None:
        """Let services refuse every call of the function until they recover."""
        self.aws.arm(*(Fault(self.function, FaultKind.REFUSED, service) for service in services))

    def recover(self) -> None:
        """End all faults, redrive what is in the dead-letter queue as an admin does, and let a sweep come."""
        self.aws.clear_faults()
        if self.dead_letters():
            redrive(self.session, wait_seconds=0)
            self.aws.wait_until_idle()
        self.sweep()

    def sweep(self, passed: timedelta = SWEEP_EVERY) -> None:
        """Let time pass, and a sweep come."""
        sweep_now(self.aws, self.session, self.subscription, passed)
        self.aws.wait_until_idle()

    def release_brake(self) -> None:
        """Let the next messages go out at once, however many there were."""
        for row in ("rest", "urgent"):
            for start in (schema.BUCKET_ROW, f"{schema.NOTE_ROW}flood-"):
                self._database.delete_item(TableName=self._table, Key={schema.KEY: {"S": f"{start}{row}"}})
        # A process that found the brake closed does not look at it again for a while.
        self.aws.let_pass(timedelta(hours=1))

    def hold_brake(self) -> None:
        """Let findings wait for the next sweep."""
        now = self.aws.now().timestamp()
        DynamoDbMemory(self._database, self._table).write_note("flood-rest", {"times": [now, now, now]})

    def emails_of(self, finding: Mapping[str, Any]) -> list[ReceivedEmail]:
        """Return the emails that tell a finding, by its bucket, which no other one is about; weekly reports tell none."""
        bucket = finding["Resources"][0]["Id"].rpartition(":")[2]
        emails = [email for email in self.aws.mailbox() if " WEEKLY " not in email.subject]
        return [email for email in emails if bucket in email.body]

    def told(self, finding: Mapping[str, Any]) -> Told:
        """Return how the memory says that a finding's problem was told; a finding keeps the problem that it first got."""
        memory, view = DynamoDbMemory(self._database, self._table), finding_from(finding)
        known = memory.finding(finding_key(view))
        return memory.problem(known.problem if known else problem_key(view)).told

    def dead_letters(self) -> int:
        """Return how many events wait in the dead-letter queue."""
        url = self.subscription.outputs["DeadLetterQueueUrl"]
        found = self._queues.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])
        return int(found["Attributes"]["ApproximateNumberOfMessages"])

    @property
    def _table(self) -> str:
        return self.subscription.outputs["TableName"]


def fault_in_delivery(deployed: Deployed, call: CallName, kind: FaultKind, attempts: int = 0) -> list[int]:
    """Deliver one finding with a fault at one call; return how often it was told once all is well again.

    Security Hub sends the finding once more, as it does at least every day.
    """
    finding = deployed.new_finding()
    deployed.release_brake()
    deployed.arm(call, kind, attempts)
    deployed.send(finding)
    deployed.recover()
    deployed.send(finding)
    deployed.recover()
    return [len(deployed.emails_of(finding))]


def fault_in_sweep(deployed: Deployed, call: CallName, kind: FaultKind, attempts: int = 0) -> list[int]:
    """Sweep two findings with a fault at one call; return how often each was told once all is well again.

    Security Hub sends them once more, as it does at least every day.
    """
    findings = [deployed.new_finding() for _ in range(2)]
    deployed.hold_brake()
    deployed.send(*findings)
    deployed.arm(call, kind, attempts)
    deployed.sweep()
    deployed.recover()
    deployed.send(*findings)
    deployed.recover()
    return [len(deployed.emails_of(finding)) for finding in findings]
