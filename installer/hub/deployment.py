"""Install or upgrade the hub in one Region: buckets, artifacts, portfolio, versions.

Long, since each step of it is a few lines here, in the order in which they stand on each other, beside what plan says of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
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
from installer.hub.artifacts import Artifact
from installer.hub.content import HubContent
from installer.hub.drift import Drift, detach, drift_of
from installer.hub.objects import ArtifactBucket, ObjectState
from installer.hub.sharing import PortfolioSharing, ShareChanges
from installer.hub.state import HubState, read_hub, wanted_principals
from installer.hub.versions import change_marks, known_versions, marks_to_change, with_version, without_versions
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
    """

    region: str
    portfolio_id: str
    product_id: str
    product_arn: str
    changed: bool


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
        s3 = session.client("s3", region_name=region)
        self.bucket = ArtifactBucket(s3, self._content.bucket, account_id)
        self.log_bucket = ArtifactBucket(s3, self._content.log_bucket, account_id)

    def state(self, *, by_hand: bool = False) -> HubState:
        """Return what is there.

        Args:
            by_hand: whether to look for what somebody changed by hand of what the stacks made, too; it takes a while.
        """
        return read_hub(self.catalog, self.stacks, self.bucket, self.region, by_hand=by_hand)

    def problems(self, state: HubState) -> tuple[str, ...]:
        """Return what is not as the stacks say, one clause each; the plan says what is not as the configuration says."""
        drift = drift_of(state, state.portfolio_stack.template, self.partition)
        return (*state.problems(), *drift.problems())

    def install(self) -> Hub:
        """Install or upgrade, and mend what somebody changed by hand; the same again changes nothing.

        Raises:
            UserError: a stack failed; names the resource and the reason.
        """
        state = self.state()
        if state.must_be_made_anew:
            self._report("portfolio and product cannot be used as they are: making both anew")
            self.dismantle(state)
        if state.artifact_stack.status == DELETE_FAILED:
            # A bucket with something in it can neither be deleted nor made again.
            self._report("emptying the buckets, which somebody tried to delete")
            self.empty_buckets()
        changed = self.stacks.deploy(ARTIFACT_STACK_NAME, self._artifact_stack(), self._parameters(), HUB_STACK_TAGS)
        changed |= self._bring_artifacts()
        changed |= self.stacks.deploy(PORTFOLIO_STACK_NAME, self._portfolio_stack(), {}, HUB_STACK_TAGS)
        changed |= any([self.stacks.protect(ARTIFACT_STACK_NAME), self.stacks.protect(PORTFOLIO_STACK_NAME)])
        outputs = self.stacks.outputs(PORTFOLIO_STACK_NAME)
        drift = self._drift(self.state())
        drift.mend(self.catalog, outputs["PortfolioId"], outputs["ProductId"], self._report)
        changed |= bool(drift)
        changed |= change_marks(self.catalog, outputs["ProductId"], self.current, self._report)
        return Hub(self.region, outputs["PortfolioId"], outputs["ProductId"], outputs["ProductArn"], changed)

    def plan(self, state: HubState | None = None) -> tuple[Change, ...]:
        """Return what installing would change, without changing anything."""
        state = state or self.state()
        changes = list(
            self.stacks.plan(ARTIFACT_STACK_NAME, self._artifact_stack(), self._parameters(), HUB_STACK_TAGS)
        )
        changes += [
            Change("Upload", self._name(one), "Artifact") for one in self._artifacts if one.key not in state.objects
        ]
        changes += [
            Change("Discard" if self._is_useless(key, state.objects[key]) else "Mend", key, "Artifact")
            for key in state.differing_objects()
        ]
        if state.has_lost_its_product:
            resources = self._portfolio()["Resources"]
            added = (Change("Add", name, one["Type"]) for name, one in resources.items())
            anew = (*added, *_protections(state.artifact_stack), Change("Protect", PORTFOLIO_STACK_NAME, STACK))
            return (*changes, Change("Remove", PORTFOLIO_STACK_NAME, STACK), *anew)
        changes += self.stacks.plan(PORTFOLIO_STACK_NAME, self._portfolio_stack(), {}, HUB_STACK_TAGS)
        changes += _protections(state.artifact_stack, state.portfolio_stack)
        return (*changes, *self._marks(state), *self._drift(state).changes())

    def version_names(self) -> tuple[str, ...]:
        """Return the names of the product's versions, oldest first, with the one that installing adds."""
        return tuple(one.name for one in with_version(known_versions(self.stacks, PORTFOLIO_STACK_NAME), self.current))

    def wanted_principals(self) -> tuple[str, ...]:
        """Return the ARN patterns of who is to launch."""
        return wanted_principals(self._portfolio(), self.partition)

    def foreign_principals(self, state: HubState) -> tuple[str, ...]:
        """Return the ARN patterns of who may launch because somebody added them by hand."""
        return self._drift(state).foreign

    def dismantle(self, state: HubState) -> bool:
        """Remove shares and the portfolio stack, whatever state they are in; returns whether there was anything.

        What somebody added to the portfolio by hand, and what CloudFormation cannot delete, does not keep the rest.
        """
        if state.portfolio_id:
            sharing = PortfolioSharing(self.catalog, state.portfolio_id, self._report, self._sleep)
            sharing.apply(ShareChanges((), tuple(state.shares)))
            detach(self.catalog, state, self.partition, self.stacks.resource_ids(PORTFOLIO_STACK_NAME), self._report)
        return self.stacks.delete(PORTFOLIO_STACK_NAME, keeping=True)

    def empty_buckets(self) -> None:
        """Delete all that is in the buckets, so that they can be deleted.

        Raises:
            UserError: something could not be deleted.
        """
        # The artifacts first: reading them is what the other bucket logs.
        for bucket in (self.bucket, self.log_bucket):
            bucket.empty()

    @property
    def current(self) -> Version:
        """The version that installing makes the current one."""
        return self._content.version(self._artifacts[-1])

    @cached_property
    def _artifacts(self) -> tuple[Artifact, ...]:
        formatter = self._content.formatter
        is_there = formatter is not None and self.stacks.state(ARTIFACT_STACK_NAME).is_whole
        return self._content.artifacts(self.bucket.right_version(formatter.key) if formatter and is_there else "")

    def _name(self, artifact: Artifact) -> str:
        """Name an artifact in a plan; the template's key is known only once the formatter's object has its version."""
        is_template = artifact is self._artifacts[-1]
        return f"the template of version {self.current.name}" if is_template else artifact.key

    def _bring_artifacts(self) -> bool:
        states = self.bucket.states()
        formatter = self._content.formatter
        is_new = formatter is not None and formatter.key not in states
        if formatter and is_new:
            self._report(f"uploading {formatter.key}")
            self.bucket.upload(formatter)
        # Only now is it known which version of the formatter's object the template names.
        self.__dict__.pop("_artifacts", None)
        bodies = {one.key: one.body for one in self._artifacts}
        missing = [one for one in self._artifacts[-1:] if one.key not in states]
        differing = [key for key, one in states.items() if one is not ObjectState.GOOD]
        for artifact in missing:
            self._report(f"uploading {artifact.key}")
            self.bucket.upload(artifact)
        for key in differing:
            if self._is_useless(key, states[key]):
                self._report(f"{key} was overwritten, and nothing brings it back: deleting it")
                self.bucket.remove(key)
            else:
                self._report(f"{key} was overwritten or deleted: putting back what belongs there")
                self.bucket.mend(key, bodies.get(key))
        return bool(is_new or missing or differing)

    def _is_useless(self, key: str, state: ObjectState) -> bool:
        """Return whether somebody overwrote an artifact that is not made anew: whoever took it would get something else."""
        return state is ObjectState.LOST and key not in {one.key for one in self._artifacts}

    def _drift(self, state: HubState) -> Drift:
        return drift_of(state, self._portfolio(), self.partition)

    def _artifact_stack(self) -> str:
        return _artifact_text(self._content.configuration.launch)

    def _parameters(self) -> Mapping[str, str]:
        return {ORGANIZATION_ID: self._organization_id, KEY_ALIAS: self._content.configuration.key_alias}

    def _marks(self, state: HubState) -> list[Change]:
        marks = marks_to_change(state.versions, self.current)
        kept = [mark for mark in marks if mark.name not in self._removed_versions]
        return [Change("Mark", mark.name, "current" if mark.guidance == "DEFAULT" else "deprecated") for mark in kept]

    def _portfolio_stack(self) -> str:
        return _portfolio_text(self._portfolio_options())

    def _portfolio(self) -> dict[str, Any]:
        document: dict[str, Any] = portfolio_template(self._portfolio_options()).to_dict()
        return document

    def _portfolio_options(self) -> PortfolioOptions:
        versions = with_version(known_versions(self.stacks, PORTFOLIO_STACK_NAME), self.current)
        kept = without_versions(versions, self._removed_versions, self.current)
        return self._content.portfolio_options(kept)


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
