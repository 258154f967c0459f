"""Which accounts have a subscription, on which version, and who listens; looked up in each account through a role."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from botocore.exceptions import BotoCoreError, ClientError

from installer.aws.sentences import sentence
from installer.aws.session import Session
from installer.aws.workers import Workers
from installer.documents import AccountDocument
from installer.organization.accounts import Account
from installer.subscriptions.accounts import AccountClients
from installer.subscriptions.subscription import Subscription, subscriptions_of

THREADS = 8
"""Service Catalog answers few calls a second in each account, and more accounts at once; sessions slow down by themselves."""


class State(str, Enum):
    """What is known of an account."""

    SUBSCRIBED = "subscribed"
    OUTDATED = "outdated"
    NONE = "none"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Row:
    """One account in one Region.

    Attributes:
        region: the Region.
        account: the account.
        state: what is known of it.
        subscriptions: its subscriptions.
        problem: why it could not be looked at; empty where it could.
        current_id: id of the version that owners launch now.
    """

    region: str
    account: Account
    state: State
    subscriptions: tuple[Subscription, ...] = ()
    problem: str = ""
    current_id: str = ""

    @property
    def outdated(self) -> tuple[Subscription, ...]:
        """The subscriptions on another version, also on one that was removed."""
        return tuple(one for one in self.subscriptions if one.version_id != self.current_id)

    def cells(self) -> tuple[str, ...]:
        """Return it as a row of a table: account, name, unit, state, versions, addresses, problem."""
        versions = ", ".join(one.version or "a version that was removed" for one in self.subscriptions)
        return (
            self.account.id,
            self.account.name,
            self.account.unit,
            self.state.value,
            versions,
            self._heard(),
            self.problem,
        )

    def document(self) -> AccountDocument:
        """Return it as JSON knows it."""
        return {
            "region": self.region,
            "account": self.account.id,
            "name": self.account.name,
            "unit": self.account.unit,
            "state": self.state.value,
            "subscriptions": [one.document(outdated=one in self.outdated) for one in self.subscriptions],
            "problem": self.problem,
        }

    def _heard(self) -> str:
        known = [one for one in self.subscriptions if one.confirmed is not None]
        if not known:
            return "not told" if self.subscriptions else ""
        confirmed = sum(one.confirmed or 0 for one in known)
        waiting = sum(one.unconfirmed or 0 for one in known)
        if not confirmed:
            return f"NOBODY LISTENS ({waiting} not confirmed)"
        protected = sorted({address for one in known for address in one.protected or ()})
        closed = f"; no link can end {', '.join(protected)}" if protected else ""
        return f"{confirmed} confirmed, {waiting} not{closed}"


COLUMNS = ("Account", "Name", "Unit", "State", "Versions", "Addresses", "Problem")


class Coverage:
    """Looks into accounts.

    Args:
        session: session of the hub account.
        role_name: role in each account to look with.
        region: the Region.
        product_id: the hub's product.
        known: accounts of the organization by id.
        current_id: id of the version that owners launch now.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # what is looked for, and how
        self,
        session: Session,
        role_name: str,
        region: str,
        product_id: str,
        known: Mapping[str, Account],
        current_id: str,
    ) -> None:
        self._session = session
        self._role_name = role_name
        self._region = region
        self._product_id = product_id
        self._known = known
        self._current_id = current_id
        self._sts = session.client("sts", region_name=region)

    def clients(self, account_id: str) -> AccountClients:
        """Return clients that act in an account, by a session of the role that begins with their first call."""
        return AccountClients(self._session, self._sts, account_id, self._role_name, self._region)

    def look(self, accounts: Iterable[str]) -> list[Row]:
        """Look at every account, several at a time; what fails is told of its account."""
        return Workers(THREADS).map(self._look, accounts)

    def _look(self, account_id: str) -> Row:
        account = self._known.get(account_id, Account(account_id))
        try:
            found = subscriptions_of(self.clients(account_id), self._product_id)
        except (ClientError, BotoCoreError) as error:
            return Row(self._region, account, State.UNKNOWN, problem=sentence(error))
        row = Row(self._region, account, State.SUBSCRIBED, found, current_id=self._current_id)
        if not found:
            return Row(self._region, account, State.NONE)
        return Row(self._region, account, State.OUTDATED, found, current_id=self._current_id) if row.outdated else row


def totals(rows: Iterable[Row]) -> dict[str, int]:
    """Return how many accounts are in each state, all states named."""
    counted = Counter(row.state for row in rows)
    return {state.value: counted[state] for state in State}
