"""Give accounts without a subscription a baseline one, and end a baseline where its account does without it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

from common.choices.patterns import EMAIL_ADDRESS
from installer.aws.sentences import sentence
from installer.aws.workers import Workers
from installer.subscriptions.addresses import AddressOf
from installer.subscriptions.coverage import THREADS, Coverage, Row, State
from installer.subscriptions.launching import Launcher
from installer.subscriptions.operations import Operation, Outcome, Sleep
from installer.subscriptions.subscription import Subscription


@dataclass(frozen=True)
class Enrolment:
    """What a baseline subscription is made of.

    Attributes:
        coverage: looks into accounts.
        product_id: the hub's product.
        version_id: the version to launch.
        severity: minimum severity of the baseline.
        address_of: tells whom it mails.
    """

    coverage: Coverage
    product_id: str
    version_id: str
    severity: str
    address_of: AddressOf

    def plan(self, rows: Sequence[Row]) -> list[Operation]:
        """Return what is to be done in each account."""
        return Workers(THREADS).map(self._operation, rows)

    def end_all(self, rows: Sequence[Row]) -> list[Operation]:
        """Return the end of every baseline, whatever else an account has."""
        baselines = [(row, one) for row in rows for one in row.subscriptions if one.is_baseline]
        unknown = [
            self._failed(row, f"could not be looked at: {row.problem}") for row in rows if row.state is State.UNKNOWN
        ]
        return [*(self._end(row, one, "end the baseline") for row, one in baselines), *unknown]

    def _operation(self, row: Row) -> Operation:
        if row.state is State.UNKNOWN:
            return self._failed(row, f"could not be looked at: {row.problem}")
        own = [one for one in row.subscriptions if not one.is_baseline]
        baseline = next((one for one in row.subscriptions if one.is_baseline), None)
        if baseline and any(one.covers(baseline.answers.get("MinimumSeverity", self.severity)) for one in own):
            return self._end(row, baseline, "end the baseline, since a subscription of the account's own tells as much")
        if baseline:
            also = " beside its own, which is filtered, higher or not confirmed" if own else ""
            return self._skipped(row, f"has a baseline{also}")
        return self._skipped(row, "has a subscription") if own else self._launch(row)

    def _launch(self, row: Row) -> Operation:
        try:
            address = self.address_of(row.account.id, self.coverage.clients(row.account.id))
        except (ClientError, BotoCoreError) as error:
            return self._failed(row, f"its address could not be looked up: {sentence(error)}")
        if not EMAIL_ADDRESS.expression.fullmatch(address):
            return self._failed(row, f"has no address ({address})" if address else "has no address")
        answers = {"EmailAddresses": address, "MinimumSeverity": self.severity}

        def do(sleep: Sleep) -> None:
            self._launcher(row, sleep).launch(answers)

        return Operation(
            row.region, row.account, "launch", f"launch a baseline for {address} from {self.severity} on", do=do
        )

    def _end(self, row: Row, baseline: Subscription, text: str) -> Operation:
        def do(sleep: Sleep) -> None:
            self._launcher(row, sleep).end(baseline)

        return Operation(row.region, row.account, "end", text, do=do)

    def _launcher(self, row: Row, sleep: Sleep) -> Launcher:
        """Return what acts in an account now: its turn may come hours after the look."""
        return Launcher(self.coverage.clients(row.account.id), self.product_id, self.version_id, sleep)

    def _failed(self, row: Row, text: str) -> Operation:
        return Operation(row.region, row.account, "nothing", text, Outcome.FAILED)

    def _skipped(self, row: Row, text: str) -> Operation:
        return Operation(row.region, row.account, "nothing", text, Outcome.SKIPPED)
