"""Look at the subscriptions of the accounts that an admin means, in every Region of the hub."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from botocore.exceptions import ClientError

from installer.checks.preconditions import unseen_accounts
from installer.errors import UserError
from installer.hub.offer import Offer
from installer.hub.sharing import ACCOUNT, ORGANIZATIONAL_UNIT, Target
from installer.lifecycle.installation import Installation
from installer.organization.accounts import known_accounts, reached
from installer.subscriptions.coverage import Coverage, Row


@dataclass(frozen=True)
class Looked:
    """What was found in one Region.

    Attributes:
        offer: what the hub offers there.
        version_id: id of the version that owners launch now.
        coverage: what looked.
        rows: one an account.
    """

    offer: Offer
    version_id: str
    coverage: Coverage
    rows: list[Row]


def look(
    installation: Installation, role_name: str, accounts: Sequence[str] = (), units: Sequence[str] = ()
) -> Iterator[Looked]:
    """Look at the accounts that get the portfolio, one Region after the other.

    Args:
        installation: the hub.
        role_name: role in each account to look with.
        accounts: only these accounts.
        units: only accounts of these units.

    Raises:
        UserError: nothing is installed, or this account may not look at the others, or the portfolio is shared with nobody, or
            a named account does not get it, or the named units hold no account.
    """
    installation.require_installed()
    try:
        known = known_accounts(installation.session)
    except ClientError as error:
        raise UserError(unseen_accounts(installation.session, installation.known, error)) from error
    own = {installation.known.account_id}
    named = reached(_targets(accounts, units), known) - own
    if (accounts or units) and not named:
        raise UserError(f"There is no other account than the hub in {', '.join([*units, *accounts])}.")
    for region, offer in installation.offers.items():
        shared = reached(offer.shares, known) - own
        if not shared:
            raise UserError(f"{region}: the portfolio is shared with nobody yet: run ./install.sh share.")
        if foreign := sorted(named - shared):
            raise UserError(f"{region}: the portfolio is not shared with {', '.join(foreign)}.")
        version_id = next((one.id for one in reversed(offer.versions) if one.is_current), "")
        coverage = Coverage(installation.session, role_name, region, offer.product_id, known, version_id)
        yield Looked(offer, version_id, coverage, coverage.look(sorted(named or shared)))


def _targets(accounts: Sequence[str], units: Sequence[str]) -> list[Target]:
    return [Target(ORGANIZATIONAL_UNIT, unit) for unit in units] + [Target(ACCOUNT, one) for one in accounts]
