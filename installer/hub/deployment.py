"""Install or upgrade the hub in one Region: buckets, artifacts, portfolio, versions.

Long, since each step of it is a few lines here, in the order in which they stand on each other, beside what plan says of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from common.choices.configuration import Configuration
from common.choices.words import Launch
from common.customer_key import KEY_ALIAS
from common.names import ARTIFACT_STACK_NAME, PORTFOLIO_STACK_NAME
from common.organization import ORGANIZATION_ID
from common.tags import HUB_STACK_TAGS
from installer.aws.session import Session
from installer.aws.stack_events import STACK
from installer.aws.stack_state import DELETE_FAILED, Change, StackState
from installer.aws.stacks import Report, StackDeployer
from installer.errors import UserError
from installer.hub.artifacts import Artifact
from installer.hub.content import HubContent
from installer.hub.drift import detach, drift_of
from installer.hub.objects import ArtifactBucket, ObjectState, StoredArtifact
from installer.hub.offer import Offer, read_offer, read_versions
from installer.hub.sharing import PortfolioSharing, ShareChanges
from installer.hub.state import HubState, look_closely, read_hub, versions_of, wanted_principals
from installer.hub.versions import change_marks, marks_to_change, with_version, without_versions
from product.portfolio.artifacts import artifact_template
from product.portfolio.options import PortfolioOptions, Version
from product.portfolio.template import portfolio_template


@dataclass(frozen=True)
class Hub:
    """An installed hub in one Region.

    Attributes:
        region: the Region.
        portfolio_id: portfolio to share.
        product_id: product that owners launch.
        product_arn: its ARN, for the permission set.
        changed: whether this run changed anything.
        state: what was there before that which somebody had changed by hand was mended.
    """

    region: str
    portfolio_id: str
    product_id: str
    product_arn: str
    changed: bool
    state: HubState


class HubInstaller:
    """Installs the hub in one Region.

    Args:
        session: boto3 session of the hub account.
        region: the Region.
        account_id: the hub account.
        organization_id: the organization whose accounts may read the artifacts.
        configuration: the admin's choices.
        report: takes progress, one line each.
        removed_versions: names of older versions to remove from the product.
        sleep: waits for so many seconds.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # a hub is all of these
        self,
        session: Session,
        region: str,
        account_id: str,
        organization_id: str,
        configuration: Configuration,
        report: Report = lambda _: None,
        removed_versions: tuple[str, ...] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.region = region
        self.catalog = session.client("servicecatalog", region_name=region)
        self._content = HubContent(configuration, account_id, region)
        self._organization_id = organization_id
        self.partition = session.get_partition_for_region(region)
        self._report = report
        self._removed_versions = removed_versions
        self._sleep = sleep
        self.stacks = StackDeployer(session.client("cloudformation", region_name=region), report, sleep)
        self._session = session
        self._account_id = account_id

    @cached_property
    def bucket(self) -> ArtifactBucket:
        """The bucket of the artifacts, which not all that looks at a hub reads."""
        return self._bucket(self._content.bucket)

    def _bucket(self, name: str) -> ArtifactBucket:
        return ArtifactBucket(self._session.client("s3", region_name=self.region), name, self._account_id)

    def offer(self) -> Offer:
        """Return what is offered."""
        return read_offer(self.catalog, self.stacks, self.region)

    def state(self, offer: Offer | None = None) -> HubState:
        """Return what is there.

        Args:
            offer: what is offered, where that is known.
        """
        return read_hub(offer or self.offer(), self.catalog, self.stacks, self.bucket)

    def closely(self, state: HubState) -> HubState:
        """Return a state with what somebody changed by hand of what the stacks made, too; it takes a while."""
        return look_closely(state, self.stacks, self.bucket)

    def problems(self, state: HubState) -> tuple[str, ...]:
        """Return what is not as the stacks say, one clause each; the plan says what is not as the configuration says."""
        drift = drift_of(state, state.portfolio_stack.template, self.partition)
        return (*state.problems(), *drift.problems())

    def install(self, known: HubState | None = None) -> Hub:
        """Install or upgrade, and mend what somebody changed by hand; the same again changes nothing.

        Args:
            known: what was there when it was planned.

        Raises:
            UserError: a stack failed; names the resource and the reason. Or somebody deleted what was made.
        """
        # Before anything is taken away: is it still so?
        state = self.state() if known is None or known.must_be_cleared else known
        if state.must_be_made_anew:
            self._report("portfolio and product cannot be used as they are: making both anew")
            self.dismantle(state)
        if state.artifact_stack.status == DELETE_FAILED:
            # A bucket with something in it can neither be deleted nor made again.
            self._report("emptying the buckets, which somebody tried to delete")
            self.empty_buckets()
        changed = self.stacks.deploy(ARTIFACT_STACK_NAME, self._artifact_stack(), self._parameters(), HUB_STACK_TAGS)
        brought, current = self._bring_artifacts()
        # Another one may have made a version since it was planned, and that one stays.
        listed = self.stacks.with_template(self.stacks.state(PORTFOLIO_STACK_NAME))
        options = self._portfolio_options(versions_of(listed.template), current)
        changed |= self.stacks.deploy(PORTFOLIO_STACK_NAME, _portfolio_text(options), {}, HUB_STACK_TAGS)
        state = self.state()
        changed |= self.stacks.protect(state.artifact_stack, state.portfolio_stack)
        if not state.is_installed:
            raise UserError(f"{'; '.join(state.problems())}: run the same command again.")
        drift = drift_of(state, _portfolio_document(options), self.partition)
        drift.mend(self.catalog, state.portfolio_id, state.product_id, self._report)
        # One that was made again has no mark yet.
        versions = (read_versions(self.catalog, state.product_id) or ()) if drift.versions else state.versions
        marks = marks_to_change(versions, current)
        change_marks(self.catalog, state.product_id, marks, self._report)
        changed |= brought or bool(drift or marks)
        return Hub(self.region, state.portfolio_id, state.product_id, state.product_arn, changed, state)

    def plan(self, state: HubState | None = None) -> tuple[Change, ...]:
        """Return what installing would change, without changing anything."""
        state = state or self.state()
        artifacts = self._artifacts(state.objects)
        template, current = artifacts[-1], self.current(state)
        # The template's key is known only once the formatter's object has its version.
        names = {template.key: f"the template of version {current.name}"}
        changes = list(
            self.stacks.plan(ARTIFACT_STACK_NAME, self._artifact_stack(), self._parameters(), HUB_STACK_TAGS)
        )
        changes += [
            Change("Upload", names.get(one.key, one.key), "Artifact")
            for one in artifacts
            if one.key not in state.objects
        ]
        own = {one.key for one in artifacts}
        changes += [
            Change("Discard" if _is_useless(state.objects[key], own, key) else "Mend", key, "Artifact")
            for key in state.differing_objects()
        ]
        portfolio = self._portfolio(state)
        if state.has_lost_its_product:
            added = (Change("Add", name, one["Type"]) for name, one in portfolio["Resources"].items())
            anew = (*added, *_protections(state.artifact_stack), Change("Protect", PORTFOLIO_STACK_NAME, STACK))
            return (*changes, Change("Remove", PORTFOLIO_STACK_NAME, STACK), *anew)
        text = _portfolio_text(self._portfolio_options(state.listed_versions, current))
        changes += self.stacks.plan(PORTFOLIO_STACK_NAME, text, {}, HUB_STACK_TAGS)
        changes += _protections(state.artifact_stack, state.portfolio_stack)
        return (*changes, *self._marks(state), *drift_of(state, portfolio, self.partition).changes())

    def version_names(self, state: HubState) -> tuple[str, ...]:
        """Return the names of the product's versions, oldest first, with the one that installing adds."""
        return tuple(one.name for one in with_version(state.listed_versions, self.current(state)))

    def wanted_principals(self, state: HubState) -> tuple[str, ...]:
        """Return the ARN patterns of who is to launch."""
        return wanted_principals(self._portfolio(state), self.partition)

    def foreign_principals(self, state: HubState) -> tuple[str, ...]:
        """Return the ARN patterns of who may launch because somebody added them by hand."""
        return drift_of(state, self._portfolio(state), self.partition).foreign

    def current(self, state: HubState) -> Version:
        """Return the version that installing makes the current one."""
        return self._content.version(self._artifacts(state.objects)[-1])

    def dismantle(self, offer: Offer) -> bool:
        """Remove shares and the portfolio stack, whatever state they are in; returns whether there was anything.

        What somebody added to the portfolio by hand, and what CloudFormation cannot delete, does not keep the rest.
        """
        if offer.portfolio_id:
            sharing = PortfolioSharing(self.catalog, offer.portfolio_id, self._report, self._sleep)
            sharing.apply(ShareChanges((), tuple(offer.shares)))
            own = wanted_principals(self.stacks.with_template(offer.portfolio_stack).template, self.partition)
            kept = self.stacks.resource_ids(PORTFOLIO_STACK_NAME).values()
            detach(self.catalog, offer, own, kept, self._report)
        return self.stacks.delete(PORTFOLIO_STACK_NAME, keeping=True)

    def empty_buckets(self) -> None:
        """Delete all that is in the buckets, so that they can be deleted.

        Raises:
            UserError: something could not be deleted.
        """
        # The artifacts first: reading them is what the other bucket logs.
        for bucket in (self.bucket, self._bucket(self._content.log_bucket)):
            bucket.empty()

    def _artifacts(self, stored: Mapping[str, StoredArtifact]) -> tuple[Artifact, ...]:
        """Return what owners' stacks are made of, whose template names the formatter's object as it is stored."""
        formatter = self._content.formatter
        known = stored.get(formatter.key) if formatter else None
        return self._content.artifacts(known.right_version if known else "")

    def _bring_artifacts(self) -> tuple[bool, Version]:
        """Upload what is missing and mend the rest; returns whether anything changed, and the version that is made of it."""
        stored = self.bucket.artifacts()
        formatter = self._content.formatter
        changed = bool(formatter and self._bring(formatter, stored))
        if changed:
            # Only now is it known which version of the formatter's object the template names.
            stored = self.bucket.artifacts()
        artifacts = self._artifacts(stored)
        changed |= self._bring(artifacts[-1], stored)
        own = {one.key for one in artifacts}
        others = {key: one for key, one in stored.items() if one.state is not ObjectState.GOOD and key not in own}
        for key, one in others.items():
            if _is_useless(one, own, key):
                self._report(f"{key} was overwritten, and nothing brings it back: deleting it")
                self.bucket.remove(key)
            else:
                self._mend(key, None)
        return changed or bool(others), self._content.version(artifacts[-1])

    def _bring(self, artifact: Artifact, stored: Mapping[str, StoredArtifact]) -> bool:
        """Upload or mend an artifact; returns whether it was not there as it must be."""
        known = stored.get(artifact.key)
        if known is None:
            self._report(f"uploading {artifact.key}")
            self.bucket.upload(artifact)
        elif known.state is not ObjectState.GOOD:
            self._mend(artifact.key, artifact.body)
        return known is None or known.state is not ObjectState.GOOD

    def _mend(self, key: str, body: bytes | None) -> None:
        self._report(f"{key} was overwritten or deleted: putting back what belongs there")
        self.bucket.mend(key, body)

    def _artifact_stack(self) -> str:
        return _artifact_text(self._content.configuration.launch)

    def _parameters(self) -> Mapping[str, str]:
        return {ORGANIZATION_ID: self._organization_id, KEY_ALIAS: self._content.configuration.key_alias}

    def _marks(self, state: HubState) -> list[Change]:
        marks = marks_to_change(state.versions, self.current(state))
        kept = [mark for mark in marks if mark.name not in self._removed_versions]
        return [Change("Mark", mark.name, "current" if mark.guidance == "DEFAULT" else "deprecated") for mark in kept]

    def _portfolio(self, state: HubState) -> Mapping[str, Any]:
        return _portfolio_document(self._portfolio_options(state.listed_versions, self.current(state)))

    def _portfolio_options(self, listed: tuple[Version, ...], current: Version) -> PortfolioOptions:
        kept = without_versions(with_version(listed, current), self._removed_versions, current)
        return self._content.portfolio_options(kept)


def _is_useless(stored: StoredArtifact, own: Collection[str], key: str) -> bool:
    """Return whether somebody overwrote an artifact that is not made anew: whoever took it would get something else."""
    return stored.state is ObjectState.LOST and key not in own


def _protections(*stacks: StackState) -> list[Change]:
    """Return which stacks would be protected, those that are still to be made too: who is stopped between both goes on."""
    return [Change("Protect", one.name, STACK) for one in stacks if not one.is_protected]


@lru_cache
def _artifact_text(launch: Launch) -> str:
    """Write it once: plan and install need it again and again."""
    return artifact_template(launch).to_yaml()


@lru_cache
def _portfolio_text(options: PortfolioOptions) -> str:
    """Likewise."""
    return portfolio_template(options).to_yaml()


@lru_cache
def _portfolio_document(options: PortfolioOptions) -> Mapping[str, Any]:
    """Likewise; to be read and not changed."""
    document: Mapping[str, Any] = portfolio_template(options).to_dict()
    return document
