"""One installation: who, where and what; what the commands install, plan, share, status and uninstall work on.

Long, since it is the one place that knows them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.choices.key import Place
from common.choices.values import plain_values
from installer.aws.identity import Identity, hub_identity
from installer.aws.regions import check_regions
from installer.aws.sentences import is_denied
from installer.aws.session import Session, session
from installer.aws.stacks import Report
from installer.aws.workers import Workers
from installer.checks.aggregation import aggregation_notes
from installer.checks.check import Result as CheckResult
from installer.checks.hub import examine_key
from installer.checks.preconditions import check_launch_role, check_sharing
from installer.checks.principals import check_principals
from installer.errors import UserError
from installer.hub.deployment import Hub, HubInstaller
from installer.hub.offer import Offer
from installer.hub.regions import Result, in_all_regions, only_region, with_regions
from installer.hub.sharing import PortfolioSharing, ShareChanges, Target, share_changes
from installer.hub.state import HubState
from installer.hub.targets import missing_shares, wanted_targets
from installer.hub.versions import unknown_versions
from installer.lifecycle import differences as different
from installer.lifecycle import plan as plans
from installer.lifecycle.affected import Affected, affected
from installer.lifecycle.differences import Difference
from installer.lifecycle.plan import Plan
from installer.organization.accounts import accounts_of

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
        removed_versions: names of older versions to remove from the product.
        directory: session of an account that sees Identity Center, where the admin names one.
    """

    session: Session
    known: Identity
    configuration: Configuration
    removed_versions: tuple[str, ...] = ()
    directory: Session | None = field(default=None)

    @classmethod
    def start(
        cls,
        profile: str | None,
        region: str | None,
        configuration: Configuration,
        management_profile: str | None = None,
        removed_versions: tuple[str, ...] = (),
    ) -> Installation:
        """Check identity and Regions.

        Args:
            profile: AWS profile of the hub account; None for the environment's credentials.
            region: the only Region to work in, one of the configuration's where that names some.
            configuration: the admin's choices.
            management_profile: profile of an account that sees Identity Center.
            removed_versions: names of older versions to remove from the product.

        Raises:
            UserError: this is no hub account, or a Region is not enabled or not one of the configuration's.
        """
        configuration = only_region(configuration, region)
        found = session(profile, region or next(iter(configuration.regions), None))
        return cls.of(found, hub_identity(found), configuration, management_profile, removed_versions)

    @classmethod
    def of(
        cls,
        found: Session,
        known: Identity,
        configuration: Configuration,
        management_profile: str | None = None,
        removed_versions: tuple[str, ...] = (),
    ) -> Installation:
        """Check the Regions.

        Args:
            found: session of the hub account.
            known: the hub account and its organization.
            configuration: the admin's choices.
            management_profile: profile of an account that sees Identity Center.
            removed_versions: names of older versions to remove from the product.

        Raises:
            UserError: a Region is not enabled.
        """
        configuration = with_regions(found, configuration)
        check_regions(found, (one for one in configuration.regions if one != found.region_name))
        directory = session(management_profile, configuration.identity_center_region) if management_profile else None
        return cls(found, known, configuration, removed_versions, directory)

    @cached_property
    def offers(self) -> Mapping[str, Offer]:
        """What is offered before anything is changed, by Region."""
        return self._everywhere(HubInstaller.offer)

    @cached_property
    def states(self) -> Mapping[str, HubState]:
        """What is there before anything is changed, by Region."""
        offers = self.offers
        return self._everywhere(lambda hub: hub.state(offers[hub.region]))

    def inspect(self) -> Mapping[str, HubState]:
        """Look closely what is there, by Region: also at what somebody changed by hand of what the stacks made."""
        states = self.states
        return self._everywhere(lambda hub: hub.closely(states[hub.region]))

    def problems(self, state: HubState) -> tuple[str, ...]:
        """Return what is not as the stacks, and the shares of the configuration, say, one clause each."""
        alias = str(plans.known_choices(state).get("key_alias", ""))
        key = self._key_problem(state.region, alias)
        return (*self.hub(state.region).problems(state), *key, *missing_shares(self.wanted(), state))

    def plan(self) -> Plan:
        """Return what installing and sharing would change.

        Raises:
            UserError: it cannot be done as the configuration says.
        """
        unknown: tuple[str, ...] = ()
        states = self.states
        if self.removed_versions:
            names = (name for region, state in states.items() for name in self.hub(region).version_names(state))
            unknown = unknown_versions(self.removed_versions, names)
        changes = self._everywhere(lambda hub: hub.plan(states[hub.region]))
        shares = self.share_changes()
        added = {change.resource_type for found in changes.values() for change in found if change.action == "Add"}
        if _LAUNCH_CONSTRAINT in added:
            check_launch_role(self.session, self.known)
        notes = self._notes() if _PRINCIPAL in added or _PORTFOLIO in added else self._nobody()
        differences: list[Difference] = []
        for region, state in states.items():
            hub = self.hub(region)
            differences += different.choices(region, plans.known_choices(state), self._chosen())
            differences += different.versions(region, state, hub.current(state).name, self.removed_versions)
            people = plans.known_people(state, hub.partition), hub.wanted_principals(state)
            differences += different.people(region, *people)
            differences += different.resources(region, changes[region])
            differences += different.shares(region, shares[region], self._size)
        notes = (*unknown, *self._key_notes(), *self._drift_notes(), *plans.share_notes(shares), *notes)
        return Plan(tuple(differences), notes, self._affected(differences))

    def share_plan(self, changes: Mapping[str, ShareChanges], notes: tuple[str, ...] = ()) -> Plan:
        """Return a plan of these changes of shares alone, with further notes."""
        found = [one for region, found in changes.items() for one in different.shares(region, found, self._size)]
        return Plan(tuple(found), (*notes, *plans.share_notes(changes)), self._affected(found))

    def install(self, report: Report) -> dict[str, Hub]:
        """Install or upgrade in all Regions, and share as the configuration says.

        Args:
            report: takes progress, one line each.

        Raises:
            UserError: some failed; names each Region with its reason.
        """
        before = self.states
        hubs = self._everywhere(lambda hub: hub.install(before[hub.region]), report)
        after = {region: hub.state for region, hub in hubs.items()}
        self._share(after, {region: share_changes(self.wanted(), one.shares) for region, one in after.items()}, report)
        return hubs

    def share_changes(self) -> dict[str, ShareChanges]:
        """Return which shares would be made and removed, by Region.

        Raises:
            UserError: this account may not share, or a target is not in its organization.
        """
        found = {
            # A portfolio that is made anew has no shares.
            region: share_changes(self.wanted(), {} if offer.must_be_made_anew else offer.shares)
            for region, offer in self.offers.items()
        }
        added = dict.fromkeys(target for changes in found.values() for target in changes.added)
        regions = tuple(region for region, changes in found.items() if changes.added)
        check_sharing(self.session, self.known, regions, tuple(added))
        return found

    def share(self, changes: Mapping[str, ShareChanges], report: Report) -> None:
        """Make and remove shares, in all Regions at once.

        Args:
            changes: which, by Region.
            report: takes progress, one line each.

        Raises:
            UserError: some failed; names each Region with its reason.
        """
        self._share(self.offers, changes, report)

    def _share(self, offers: Mapping[str, Offer], changes: Mapping[str, ShareChanges], report: Report) -> None:
        workers = Workers(len(changes))

        def one(region: str) -> str:
            def tell(line: str) -> None:
                report(f"{region}: {line}")

            portfolio_id = offers[region].portfolio_id
            try:
                if portfolio_id and changes[region]:
                    catalog = self.hub(region).catalog
                    PortfolioSharing(catalog, portfolio_id, tell, workers.sleep).apply(changes[region])
            except UserError as error:
                return f"{region}: {error.message}"
            return ""

        if failures := [failure for failure in workers.map(one, changes) if failure]:
            raise UserError(" ".join(failures))

    def require_installed(self) -> None:
        """Check that there is a whole portfolio in every Region.

        Raises:
            UserError: there is none in some, or what is there is not whole.
        """
        if missing := [region for region, offer in self.offers.items() if offer.is_empty]:
            raise UserError(
                f"Nothing is installed in account {self.known.account_id}, {', '.join(missing)}: run ./install.sh install "
                "first, or name the hub's profile with --profile where this is another account."
            )
        for region, offer in self.offers.items():
            if not offer.is_installed:
                raise UserError(
                    f"{region}: what is installed is not whole ({'; '.join(offer.problems())}): run ./install.sh install, "
                    "which mends it, or ./install.sh uninstall."
                )

    def wanted(self) -> tuple[Target, ...]:
        """Return with whom the configuration shares."""
        return wanted_targets(self.configuration, self.known.organization_id)

    def hub(self, region: str, report: Report = lambda _: None) -> HubInstaller:
        """Return the installer of one Region.

        Args:
            region: the Region.
            report: takes progress, one line each.
        """
        return HubInstaller(
            self.session,
            region,
            self.known.account_id,
            self.known.organization_id,
            self.configuration,
            report,
            self.removed_versions,
        )

    def _affected(self, differences: Sequence[Difference]) -> tuple[Affected, ...]:
        operator = self.configuration.operator_role
        return tuple(affected(self.session, self.known.account_id, operator, self.offers, differences))

    def _chosen(self) -> Mapping[str, object]:
        return plain_values(self.configuration, Place.HUB, Place.SUBSCRIPTION, Place.FORMATTER)

    def _size(self, target: Target) -> int | None:
        """Return how many accounts a target holds; None where the hub may not look at the organization."""
        try:
            return len(accounts_of(self.session, [target]))
        except ClientError:
            return None

    def _nobody(self) -> tuple[str, ...]:
        return () if self.configuration.permission_sets or self.configuration.roles else (plans.NOBODY,)

    def _key_notes(self) -> tuple[str, ...]:
        alias = self.configuration.key_alias
        return tuple(f"{one}: {text}" for one in self.states for text in self._key_problem(one, alias))

    def _key_problem(self, region: str, alias: str) -> tuple[str, ...]:
        """Return what is wrong with the customer's key, with the command that mends it; nothing where it may not be seen."""
        if not alias:
            return ()
        try:
            found = examine_key(self.session, region, alias)
        except ClientError as error:
            if not is_denied(error):
                raise
            return ()
        return (f"{found.found}; {found.mend}".removesuffix("; "),) if found.result is CheckResult.FAIL else ()

    def _drift_notes(self) -> tuple[str, ...]:
        foreign = {
            one: None for region, state in self.states.items() for one in self.hub(region).foreign_principals(state)
        }
        return tuple(f"{one} may launch too: somebody added it by hand, and it is left." for one in foreign)

    def _notes(self) -> tuple[str, ...]:
        people = check_principals(
            self.directory or self.session,
            self.known.management_account_id,
            self.configuration,
            may_see=bool(self.directory),
        )
        return (*people, *aggregation_notes(self.session, self.configuration.regions))

    def _everywhere(self, work: Callable[[HubInstaller], Result], report: Report = lambda _: None) -> dict[str, Result]:
        return in_all_regions(self.session, self.known, self.configuration, report, self.removed_versions, work)
