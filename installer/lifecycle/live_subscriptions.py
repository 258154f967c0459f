"""Which accounts still have a subscription, or may have one: without the product their owners cannot end it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from botocore.exceptions import ClientError

from installer.checks.preconditions import unseen_accounts
from installer.lifecycle.installation import Installation
from installer.organization.accounts import known_accounts, reached
from installer.subscriptions.coverage import Coverage, State

_NAMED = 10
_ADVICE = (
    "Let their owners terminate them first (or 'enroll --end' for baselines), and name the role that may look with "
    "--role-name. With --leave-subscriptions they stay: they keep mailing, and end only by deleting their stacks there."
)


def live_subscriptions(installation: Installation, role_name: str) -> tuple[str, ...]:
    """Return sentences about accounts with subscriptions, and about those that could not be looked at; none where all are free.

    An account that no longer gets the portfolio keeps its subscription, so it is looked at too. Where that cannot be, nothing
    is said: most of these accounts never had it.

    Args:
        installation: what is to be removed.
        role_name: role in each account to look with.
    """
    found: list[str] = []
    everybody = cache(lambda: known_accounts(installation.session))
    for region, offer in installation.offers.items():
        if not offer.product_id:
            continue
        try:
            known = everybody()
        except ClientError as error:
            # Who is a delegated administrator no more has lost its shares; the subscriptions are still there.
            if offer.shares or installation.wanted():
                why = unseen_accounts(installation.session, installation.known, error)
                found.append(f"{region}: which accounts have it could not be looked up. {why}")
            continue
        shared = reached(offer.shares, known)
        coverage = Coverage(installation.session, role_name, region, offer.product_id, known, "")
        rows = coverage.look(sorted({*shared, *known} - {installation.known.account_id}))
        subscribed = [row.account.id for row in rows if row.subscriptions]
        unknown = [row.account.id for row in rows if row.state is State.UNKNOWN and row.account.id in shared]
        if subscribed:
            found.append(f"{region}: subscriptions live in {_listed(subscribed)}.")
        if unknown:
            found.append(f"{region}: could not look into {_listed(unknown)}.")
    return (*found, _ADVICE) if found else ()


def _listed(accounts: Sequence[str]) -> str:
    shown = ", ".join(accounts[:_NAMED])
    more = len(accounts) - _NAMED
    return (
        f"{len(accounts)} account{'' if len(accounts) == 1 else 's'} ({shown}{f' and {more} more' if more > 0 else ''})"
    )
