"""With whom the configuration shares the portfolio."""

from __future__ import annotations

from common.choices.configuration import Configuration
from installer.hub.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, Target


def wanted_targets(configuration: Configuration, organization_id: str) -> tuple[Target, ...]:
    """Return the targets that the configuration names."""
    organization = (Target(ORGANIZATION, organization_id),) if configuration.share_with_organization else ()
    units = (Target(ORGANIZATIONAL_UNIT, unit) for unit in configuration.share_with_organizational_units)
    accounts = (Target(ACCOUNT, account) for account in configuration.share_with_accounts)
    return (*organization, *units, *accounts)
