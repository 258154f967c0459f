"""One installation: who, where and what; what the commands install, plan, share, status and uninstall work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from common.choices.configuration import Configuration
from installer.aws.identity import Identity, hub_identity
from installer.aws.regions import check_regions
from installer.aws.session import Session, session
from installer.aws.stacks import Report
from installer.aws.workers import Workers
from installer.checks.aggregation import aggregation_notes
from installer.checks.preconditions import check_launch_role, check_sharing
from installer.checks.principals import check_principals
from installer.errors import UserError
from installer.hub.deployment import Hub, HubInstaller
from installer.hub.regions import Result, in_all_regions, only_region, with_regions
from installer.hub.sharing import ShareChanges, Target
from installer.hub.targets import share_plan, sharing_of, wanted_targets
from installer.hub.versions import check_known
from installer.lifecycle.plan import Plan, plan_lines

_LAUNCH_CONSTRAINT = "AWS::ServiceCatalog::LaunchRoleConstraint"
_PORTFOLIO = "AWS::ServiceCatalog::Portfolio"
_PRINCIPAL = "AWS::ServiceCatalog::PortfolioPrincipalAssociation"


@dataclass(frozen=True)
class Installation:
    """An installation that is about to be looked at or changed.

    Attributes:
        session: session of the hub account.
        known: the hub account and its organization.
        configuration: the admin's choices, with Regions.
        report: takes progress, one line each.
        removed_versions: names of older versions to remove from the product.
        directory: session of an account that sees Identity Center, where the admin names one.
    """

    session: Session
    known: Identity
    configuration: Configuration
    report: Report = lambda _: None
    removed_versions: tuple[str, ...] = ()
    directory: Session | None = None

    @classmethod
    def start(
        cls,
        profile: str | None,
        region: str | None,
        configuration: Configuration,
        report: Report = lambda _: None,
        management_profile: str | None = None,
    ) -> Installation:
        """Check identity and Regions.

        Args:
            profile: AWS profile of the hub account; None for the environment's credentials.
            region: the only Region to work in, one of the configuration's where that names some.
            configuration: the admin's choices.
            report: takes progress, one line each.
            management_profile: profile of an account that sees Identity Center.

        Raises:
            UserError: this is no hub account, or a Region is not enabled or not one of the configuration's.
        """
        configuration = only_region(configuration, region)
        found = session(profile, region or next(iter(configuration.regions), None))
        known = hub_identity(found)
        configuration = with_regions(found, configuration)
        check_regions(found, configuration.regions)
        directory = session(management_profile, configuration.identity_center_region) if management_profile else None
        return cls(found, known, configuration, report, directory=directory)

    def plan(self) -> Plan:
        """Return what installing and sharing would change.

        Raises:
            UserError: it cannot be done as the configuration says.
        """
        if self.removed_versions:
            names = self._everywhere(HubInstaller.version_names)
            check_known(self.removed_versions, (name for found in names.values() for name in found))
        changes, shares = self._everywhere(HubInstaller.plan), self.share_changes()
        added = {change.resource_type for found in changes.values() for change in found if change.action == "Add"}
        if _LAUNCH_CONSTRAINT in added:
            check_launch_role(self.session, self.known)
        notes = self._notes() if _PRINCIPAL in added or _PORTFOLIO in added else ()
        return Plan(plan_lines(changes, shares), notes)

    def install(self) -> dict[str, Hub]:
        """Install or upgrade in all Regions."""
        return self._everywhere(HubInstaller.install)

    def share_changes(self) -> dict[str, ShareChanges]:
        """Return which shares would be made and removed, by Region.

        Raises:
            UserError: this account may not share, or a target is not in its organization.
        """
        found = self._by_region(
            lambda hub, region: share_plan(self.session, self.known, self.configuration, hub, region)
        )
        added = dict.fromkeys(target for changes in found.values() for target in changes.added)
        check_sharing(self.session, self.known, self.configuration.regions[0], tuple(added))
        return found

    def share(self, changes: dict[str, ShareChanges]) -> None:
        """Make and remove shares, in all Regions at once.

        Raises:
            UserError: some failed; names each Region with its reason.
        """
        workers = Workers(len(changes))

        def one(region: str) -> str:
            def tell(line: str) -> None:
                self.report(f"{region}: {line}")

            sharing = sharing_of(self.hub(region), self.session, region, tell, workers.sleep)
            try:
                if sharing and changes[region]:
                    sharing.apply(changes[region])
            except UserError as error:
                return f"{region}: {error.message}"
            return ""

        if failures := [failure for failure in workers.map(one, changes) if failure]:
            raise UserError(" ".join(failures))

    def require_installed(self) -> None:
        """Check that there is a portfolio in every Region.

        Raises:
            UserError: there is none in some.
        """
        missing = [
            one
            for one in self.configuration.regions
            if sharing_of(self.hub(one), self.session, one, self.report) is None
        ]
        if missing:
            raise UserError(f"Nothing is installed in {', '.join(missing)} yet: run ./install.sh install first.")

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

    def _notes(self) -> tuple[str, ...]:
        people = check_principals(
            self.directory or self.session,
            self.known.management_account_id,
            self.configuration,
            may_see=bool(self.directory),
        )
        return (*people, *aggregation_notes(self.session, self.configuration.regions))

    def _by_region(self, work: Callable[[HubInstaller, str], ShareChanges]) -> dict[str, ShareChanges]:
        return {region: work(self.hub(region), region) for region in self.configuration.regions}

    def _everywhere(self, work: Callable[[HubInstaller], Result]) -> dict[str, Result]:
        return in_all_regions(self.session, self.known, self.configuration, self.report, self.removed_versions, work)
