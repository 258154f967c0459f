"""With whom the configuration shares the portfolio."""

from __future__ import annotations

from collections.abc import Iterable

from common.choices.configuration import Configuration
from installer.hub.offer import Offer
from installer.hub.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, Target, share_changes


def wanted_targets(configuration: Configuration, organization_id: str) -> tuple[Target, ...]:
    """Return the targets that the configuration names."""
    organization = (Target(ORGANIZATION, organization_id),) if configuration.share_with_organization else ()
    units = (Target(ORGANIZATIONAL_UNIT, unit) for unit in configuration.share_with_organizational_units)
    accounts = (Target(ACCOUNT, account) for account in configuration.share_with_accounts)
    return (*organization, *units, *accounts)


def missing_shares(wanted: Iterable[Target], offer: Offer) -> tuple[str, ...]:
    """Return what an installed portfolio's shares lack of the wanted ones, one clause each."""
    if not offer.is_installed:
        return ()
    found = share_changes(wanted, offer.shares)
    return (
        *(f"not shared with {one}, as the configuration says" for one in found.added),
        *(f"who may launch is not shared with {one}" for one in found.changed),
    )
