"""Whom a plan concerns: accounts that get the portfolio, and their subscriptions where the operator role lets the hub look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from botocore.exceptions import ClientError

from common.names import OPERATOR_ROLE_NAME
from installer.aws.session import Session
from installer.documents import AffectedDocument
from installer.hub.offer import Offer
from installer.lifecycle.differences import Difference
from installer.organization.accounts import accounts_of
from installer.subscriptions.coverage import Coverage, State


@dataclass(frozen=True)
class Affected:
    """Accounts and subscriptions that a plan concerns in one Region.

    Attributes:
        region: the Region.
        accounts: how many accounts get the portfolio.
        unknown: how many of them could not be looked at.
        subscriptions: how many subscriptions the others have, by name of their version.
    """

    region: str
    accounts: int
    unknown: int
    subscriptions: Mapping[str, int]

    def document(self) -> AffectedDocument:
        """Return it as JSON knows it."""
        found: AffectedDocument = asdict(self)  # type: ignore[assignment]  # the same names
        return found

    def line(self, removed: Sequence[str]) -> str:
        """Return it as a note.

        Args:
            removed: versions that would be removed.
        """
        accounts = f"{_counted(self.accounts, 'account')} get{'s' if self.accounts == 1 else ''} it"
        if self.unknown == self.accounts:
            return f"{self.region}: {accounts}; subscriptions there can be counted with the operator role only."
        number = sum(self.subscriptions.values())
        on_removed = sum(self.subscriptions.get(name, 0) for name in removed)
        words = [f"{accounts}, with {_counted(number, 'subscription')}"]
        words += [f"{on_removed} of them on a version that would be removed"] if removed else []
        words += [f"{self.unknown} could not be looked at"] if self.unknown else []
        return f"{self.region}: {', '.join(words)}; subscriptions stay as they are until somebody updates them."


def affected(
    session: Session,
    hub_account: str,
    operator_role: str,
    offers: Mapping[str, Offer],
    differences: Sequence[Difference],
) -> Iterator[Affected]:
    """Yield whom the plan concerns in each Region where it changes a version or takes something away.

    Args:
        session: session of the hub account.
        hub_account: the hub account.
        operator_role: role of the hub that may look into accounts; empty for none.
        offers: what is offered, by Region.
        differences: what the plan would do.
    """
    changing = {one.region for one in differences if one.kind == "version" or one.takes_away}
    for region in (one for one in offers if one in changing):
        try:
            accounts = sorted({*accounts_of(session, offers[region].shares)} - {hub_account})
        except ClientError:
            continue  # the plan shows the shares without their size then, too
        if accounts:
            yield _affected(session, operator_role, offers[region], accounts)


def _affected(session: Session, operator_role: str, offer: Offer, accounts: Sequence[str]) -> Affected:
    coverage = Coverage(session, OPERATOR_ROLE_NAME, offer.region, offer.product_id, {}, "")
    # Whoever may not take the role in one account may in none.
    rows = coverage.look(accounts[:1]) if operator_role else []
    if rows and rows[0].state is not State.UNKNOWN:
        rows += coverage.look(accounts[1:])
    known = [row for row in rows if row.state is not State.UNKNOWN]
    versions = Counter(one.version for row in known for one in row.subscriptions)
    return Affected(offer.region, len(accounts), len(accounts) - len(known), dict(versions))


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
