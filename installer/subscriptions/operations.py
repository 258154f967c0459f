"""Operations on subscriptions of many accounts: planned, shown, then done several at a time; each tells how it went."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from botocore.exceptions import BotoCoreError, ClientError

from installer.aws.sentences import sentence
from installer.aws.stacks import Report
from installer.aws.workers import Workers
from installer.documents import OperationDocument
from installer.errors import UserError
from installer.organization.accounts import Account
from installer.subscriptions.coverage import THREADS

Sleep = Callable[[float], None]


class Outcome(str, Enum):
    """How an operation stands."""

    PLANNED = "planned"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True)
class Operation:
    """What is to be done in an account.

    Attributes:
        region: the Region.
        account: the account.
        action: launch, update, end or nothing.
        text: what it does, or why it does nothing, as a clause.
        outcome: how it stands.
        do: does it; takes what waits.
    """

    region: str
    account: Account
    action: str
    text: str
    outcome: Outcome = Outcome.PLANNED
    do: Callable[[Sleep], None] = lambda _: None

    def line(self) -> str:
        """Return it as a line."""
        name = f" ({self.account.name})" if self.account.name else ""
        return f"{self.region}: {self.account.id}{name}: {self.outcome.value}: {self.text}"

    def document(self) -> OperationDocument:
        """Return it as JSON knows it."""
        return {
            "region": self.region,
            "account": self.account.id,
            "name": self.account.name,
            "action": self.action,
            "state": self.outcome.value,
            "text": self.text,
        }


def carry_out(operations: Sequence[Operation], report: Report, *, stops: bool = False) -> list[Operation]:
    """Do what is planned, several at a time; returns all operations with their outcomes.

    Args:
        operations: all of them; what is not planned stays as it is.
        report: takes progress, one line each.
        stops: whether the first is done alone, and nothing more is begun after a failure.
    """
    planned = [one for one in operations if one.outcome is Outcome.PLANNED]
    workers = Workers(THREADS)
    failed = threading.Event()

    def one(operation: Operation) -> Operation:
        if stops and failed.is_set():
            return replace(
                operation, outcome=Outcome.SKIPPED, text=f"not begun, since another failed ({operation.text})"
            )
        done = _carried_out(operation, workers.sleep)
        if done.outcome is Outcome.FAILED:
            failed.set()
        report(done.line())
        return done

    first = [one(planned[0])] if stops and planned else []
    done = iter([*first, *workers.map(one, planned[len(first) :])])
    return [next(done) if operation.outcome is Outcome.PLANNED else operation for operation in operations]


def _carried_out(operation: Operation, sleep: Sleep) -> Operation:
    try:
        operation.do(sleep)
    except UserError as error:
        return replace(operation, outcome=Outcome.FAILED, text=f"{operation.text}: {error.message}")
    except (ClientError, BotoCoreError) as error:
        return replace(operation, outcome=Outcome.FAILED, text=f"{operation.text}: {sentence(error)}")
    return replace(operation, outcome=Outcome.DONE)
