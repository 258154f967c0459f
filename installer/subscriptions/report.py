"""How the subscriptions of all accounts stand: what is open, and how long telling, taking on and closing took.

Each subscription counts itself once a day and keeps the numbers in one row of its table; nothing else is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from common.names import TABLE
from formatter.delivery.figures import Figures, OfSeverity, Spread
from formatter.delivery.note import COUNTED
from formatter.finding.severity import Severity
from formatter.memory import schema
from installer.aws.sentences import sentence
from installer.aws.workers import Workers
from installer.documents import FiguresDocument, ReportedDocument, TimeDocument
from installer.organization.accounts import Account
from installer.subscriptions.accounts import AccountClients
from installer.subscriptions.coverage import THREADS, Coverage, Row, State
from installer.subscriptions.subscription import Subscription

_NOT_YET = "has not counted yet: it does so once a day"
_WITHOUT = "counts nothing: it has no function"
_HALF, _NINE_TENTHS = 0.5, 0.9


@dataclass(frozen=True)
class Reported:
    """A subscription and its figures.

    Attributes:
        region: the Region.
        account: the account.
        subscription: its name; empty where the account could not be looked at.
        as_of: when it was counted; None where it was not.
        figures: what was counted.
        problem: why there are no figures; empty where there are.
        is_unread: whether that is since it could not be read.
    """

    region: str
    account: Account
    subscription: str = ""
    as_of: datetime | None = None
    figures: Figures | None = None
    problem: str = ""
    is_unread: bool = False

    def document(self) -> ReportedDocument:
        """Return it as JSON knows it."""
        return {
            "region": self.region,
            "account": self.account.id,
            "name": self.account.name,
            "unit": self.account.unit,
            "subscription": self.subscription,
            "as_of": self.as_of.isoformat() if self.as_of else "",
            "severities": list(documents(self.figures)) if self.figures else [],
            "problem": self.problem,
        }


def read_all(coverage: Coverage, rows: Iterable[Row]) -> list[Reported]:
    """Return the figures of every subscription that was found, several accounts at a time; what fails is told of its account.

    Args:
        coverage: what looks into accounts.
        rows: the accounts of one Region, as it found them.
    """
    found = Workers(THREADS).map(lambda row: list(_of_account(coverage, row)), rows)
    return [one for of_account in found for one in of_account]


def total(reported: Iterable[Reported]) -> Figures:
    """Return the figures of all of them together."""
    whole = Figures()
    for one in reported:
        if one.figures:
            whole.merge(one.figures)
    return whole


def documents(figures: Figures) -> Iterator[FiguresDocument]:
    """Yield the figures as JSON knows them, the most severe first."""
    for severity in reversed(Severity):
        if one := figures.by_severity.get(severity.name):
            yield _document(severity.name, one)


def _document(severity: str, one: OfSeverity) -> FiguresDocument:
    oldest = None if one.oldest is None else _time(one.oldest).isoformat()
    return {
        "severity": severity,
        "open": one.open,
        "overdue": one.overdue,
        "taken_on": one.taken_on,
        "oldest": oldest,
        "time_to_tell": _within(one.time_to_tell),
        "time_to_take_on": _within(one.time_to_take_on),
        "time_to_close": _within(one.time_to_close),
    }


def _within(spread: Spread) -> TimeDocument:
    half, nine_tenths = (spread.within(share) for share in (_HALF, _NINE_TENTHS))
    return {
        "half": None if half is None else round(half),
        "nine_tenths": None if nine_tenths is None else round(nine_tenths),
    }


def _of_account(coverage: Coverage, row: Row) -> Iterator[Reported]:
    if row.state is State.UNKNOWN:
        yield Reported(row.region, row.account, problem=row.problem, is_unread=True)
    if not row.subscriptions:
        return
    clients = coverage.clients(row.account.id)
    for one in row.subscriptions:
        yield _of_subscription(clients, row, one)


def _of_subscription(clients: AccountClients, row: Row, subscription: Subscription) -> Reported:
    try:
        table = _table(clients, subscription.stack)
        counted = _counted(clients, table) if table else {}
    except (ClientError, BotoCoreError) as error:
        return Reported(row.region, row.account, subscription.name, problem=sentence(error), is_unread=True)
    if not counted:
        return Reported(row.region, row.account, subscription.name, problem=_NOT_YET if table else _WITHOUT)
    figures = Figures.read(counted["figures"])
    return Reported(row.region, row.account, subscription.name, _time(counted["as_of"]), figures)


def _table(clients: AccountClients, stack: str) -> str:
    """Return the name of a subscription's table; empty in the edition without a function, or while its stack is made."""
    if not stack:
        return ""
    resources = clients.client("cloudformation").describe_stack_resources(StackName=stack)["StackResources"]
    return next((one.get("PhysicalResourceId", "") for one in resources if one["LogicalResourceId"] == TABLE), "")


def _counted(clients: AccountClients, table: str) -> dict[str, Any]:
    """Return the last whole count; nothing where there is none yet."""
    key = {schema.KEY: {"S": schema.SWEEP_NOTE}}
    row = clients.client("dynamodb").get_item(TableName=table, Key=key).get("Item")
    note = json.loads(row[schema.NOTE]["S"]) if row else {}
    counted: dict[str, Any] = note.get(COUNTED, {})
    return counted


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, timezone.utc)
