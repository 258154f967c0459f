"""With whom the configuration shares the portfolio."""

from __future__ import annotations

from collections.abc import Callable

from common.choices.configuration import Configuration
from common.names import PORTFOLIO_STACK_NAME
from installer.aws.identity import Identity
from installer.aws.session import Session
from installer.aws.stacks import Report
from installer.hub.deployment import HubInstaller
from installer.hub.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, PortfolioSharing, ShareChanges, Target


def wanted_targets(configuration: Configuration, organization_id: str) -> tuple[Target, ...]:
    """Return the targets that the configuration names."""
    organization = (Target(ORGANIZATION, organization_id),) if configuration.share_with_organization else ()
    units = (Target(ORGANIZATIONAL_UNIT, unit) for unit in configuration.share_with_organizational_units)
    accounts = (Target(ACCOUNT, account) for account in configuration.share_with_accounts)
    return (*organization, *units, *accounts)


def sharing_of(
    installer: HubInstaller,
    session: Session,
    region: str,
    report: Report,
    sleep: Callable[[float], None] | None = None,
) -> PortfolioSharing | None:
    """Return the sharing of the installed portfolio; None where none is installed."""
    portfolio = installer.stacks.outputs(PORTFOLIO_STACK_NAME).get("PortfolioId")
    if portfolio is None:
        return None
    return PortfolioSharing(session.client("servicecatalog", region_name=region), portfolio, report, sleep)


def share_plan(
    session: Session, known: Identity, configuration: Configuration, installer: HubInstaller, region: str
) -> ShareChanges:
    """Return which shares of one Region would be made and removed."""
    wanted = wanted_targets(configuration, known.organization_id)
    sharing = sharing_of(installer, session, region, lambda _: None)
    return sharing.changes(wanted) if sharing else ShareChanges(tuple(sorted(wanted)), ())
