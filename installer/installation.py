"""One installation: who, where and what; what the commands install, plan, share, status and uninstall work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from installer.aws import Identity, Session, check_regions, hub_identity, session
from installer.configuration import Configuration
from installer.hub import Hub, HubInstaller
from installer.plan import plan_lines
from installer.regions import Result, in_all_regions, with_regions
from installer.sharing import ShareChanges, Target
from installer.stacks import Report
from installer.targets import share_plan, sharing_of, wanted_targets


@dataclass(frozen=True)
class Installation:
    """An installation that is about to be looked at or changed.

    Attributes:
        session: session of the hub account.
        known: the hub account and its organization.
        configuration: the admin's choices, with Regions.
        report: takes progress, one line each.
        removed_versions: names of older versions to remove from the product.
    """

    session: Session
    known: Identity
    configuration: Configuration
    report: Report = lambda _: None
    removed_versions: tuple[str, ...] = ()

    @classmethod
    def start(
        cls, profile: str | None, region: str | None, configuration: Configuration, report: Report = lambda _: None
    ) -> Installation:
        """Check identity and Regions.

        Raises:
            UserError: this is no hub account, or a Region is not enabled.
        """
        found = session(profile, region or next(iter(configuration.regions), None))
        known = hub_identity(found)
        configuration = with_regions(found, configuration)
        check_regions(found, configuration.regions)
        return cls(found, known, configuration, report)

    def plan(self) -> list[str]:
        """Return what installing and sharing would change, one line each."""
        changes = self._everywhere(HubInstaller.plan)
        return plan_lines(changes, self.share_changes())

    def install(self) -> dict[str, Hub]:
        """Install or upgrade in all Regions."""
        return self._everywhere(HubInstaller.install)

    def share_changes(self) -> dict[str, ShareChanges]:
        """Return which shares would be made and removed, by Region."""
        return self._by_region(
            lambda hub, region: share_plan(self.session, self.known, self.configuration, hub, region)
        )

    def share(self, changes: dict[str, ShareChanges]) -> None:
        """Make and remove shares.

        Raises:
            UserError: a share failed.
        """
        for region, found in changes.items():
            sharing = sharing_of(self.hub(region), self.session, region, self.report)
            if sharing and (found.added or found.removed):
                sharing.apply(found)

    def shares(self) -> dict[str, tuple[Target, ...]]:
        """Return with whom the portfolio is shared now, by Region."""
        found = {one: sharing_of(self.hub(one), self.session, one, self.report) for one in self.configuration.regions}
        return {region: sharing.shares() if sharing else () for region, sharing in found.items()}

    def wanted(self) -> tuple[Target, ...]:
        """Return with whom the configuration shares."""
        return wanted_targets(self.configuration, self.known.organization_id)

    def hub(self, region: str) -> HubInstaller:
        """Return the installer of one Region."""
        return HubInstaller(
            self.session, region, self.known.account_id, self.known.organization_id, self.configuration, self.report
        )

    def _by_region(self, work: Callable[[HubInstaller, str], ShareChanges]) -> dict[str, ShareChanges]:
        return {region: work(self.hub(region), region) for region in self.configuration.regions}

    def _everywhere(self, work: Callable[[HubInstaller], Result]) -> dict[str, Result]:
        return in_all_regions(self.session, self.known, self.configuration, self.report, self.removed_versions, work)
