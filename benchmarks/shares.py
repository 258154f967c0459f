"""Three hundred shares on the embedded AWS: API calls and time, one after the other against several at a time.

`python -m benchmarks.shares`; each call takes 20 ms more, as it does over a network.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

import installer.hub.sharing
from benchmarks.installation import Calls
from embedded_aws.organization import create_account, create_organization
from embedded_aws.process import EmbeddedAws, start
from installer.aws.service_catalog import idempotency_token
from installer.hub.sharing import ACCOUNT, PortfolioSharing, Target
from installer.organization.setup import OrganizationSetup
from local.journey.setup import REGION, as_management

SHARES = 300


def main() -> None:
    """Print calls and seconds of both."""
    table = Table("Way", "Calls", "Seconds", "Against serial", title=f"{SHARES} shares")
    serial = 0.0
    with start() as aws:
        hub, accounts = _organization(aws)
        counted = Calls()
        for threads in (1, installer.hub.sharing._THREADS):  # noqa: SLF001  # the constant is what is measured
            calls, seconds = _measured(aws, hub, accounts, threads, counted)
            serial = serial or seconds
            way = "one by one" if threads == 1 else f"{threads} at a time"
            table.add_row(way, str(calls), f"{seconds:.1f}", f"{seconds / serial:.2f}")
    Console().print(table)


def _organization(aws: EmbeddedAws) -> tuple[str, list[str]]:
    """Return a hub that may share, and the accounts to share with."""
    organization = create_organization(aws)
    management = aws.session(organization.management, REGION)
    setup = OrganizationSetup(management, REGION, as_management(organization))
    setup.enable_sharing()
    setup.delegate(organization.hub)
    organizations = management.client("organizations")
    return organization.hub, [create_account(organizations, f"Account {number}") for number in range(SHARES)]


def _measured(aws: EmbeddedAws, hub: str, accounts: Sequence[str], threads: int, counted: Calls) -> tuple[int, float]:
    installer.hub.sharing._THREADS = threads  # noqa: SLF001  # likewise
    catalog = aws.session(hub, REGION).client("servicecatalog")
    portfolio = catalog.create_portfolio(
        DisplayName=f"{threads} at a time", ProviderName="Security", IdempotencyToken=idempotency_token()
    )
    sharing = PortfolioSharing(catalog, portfolio["PortfolioDetail"]["Id"])
    targets = [Target(ACCOUNT, account) for account in accounts]
    return counted.during(lambda: sharing.apply(sharing.changes(targets)))


if __name__ == "__main__":
    main()
