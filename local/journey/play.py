"""Play the journey step by step and show each with a tick, then what happened to each finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from rich.console import Console

from common.names import PERMISSION_SET_NAME, PRODUCT_NAME
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from formatter.filters import Filters
from formatter.finding.severity import Severity
from formatter.settings import Preferences
from installer.errors import UserError
from installer.findings.files import event_of
from installer.findings.imports import import_findings
from installer.hub.deployment import Hub
from local.journey.choices import Choices
from local.journey.finding_outcomes import FindingOutcome, Follower
from local.journey.owner import Owner, Subscription
from local.journey.sample import sample_finding
from local.journey.setup import REGION, Setup
from local.journey.steps import resolved
from local.journey.sweep import sweep_now

Made = TypeVar("Made")

_FIRST_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class Stage:
    """Everything that stands when an owner has subscribed."""

    aws: EmbeddedAws
    organization: Organization
    hub: Hub
    subscription: Subscription


@dataclass(frozen=True)
class Story:
    """How the journey ended.

    Attributes:
        stage: what stands.
        events: what Security Hub sent.
        outcomes: what became of each finding.
        seconds: from the import of the first finding that became an email of its own until it was in the mailbox; None
            where there was none.
    """

    stage: Stage
    events: Sequence[Mapping[str, Any]]
    outcomes: Sequence[FindingOutcome]
    seconds: float | None


class Player:
    """Plays the journey on an embedded AWS and prints each step."""

    def __init__(self, aws: EmbeddedAws, choices: Choices, console: Console) -> None:
        self._aws = aws
        self._choices = choices
        self._console = console

    def subscribe(self) -> Stage:
        """Go from nothing to a subscription.

        Raises:
            UserError: a step failed, or the account without a share was not refused.
        """
        organization = self._step(
            lambda: create_organization(self._aws),
            lambda made: f"Organization {made.id}: management account, hub, two units with a workload account each",
        )
        setup = Setup(self._aws, organization, self._choices)
        self._step(setup.prepare_organization, lambda _: "Launch role and boundary in every account, by StackSet")
        hub = self._step(
            setup.install_hub,
            lambda _: "Hub: bucket, formatter, product, portfolio, launch constraint, by CloudFormation",
        )
        self._step(lambda: setup.share(hub), lambda _: f"Portfolio shared with one unit: {organization.shared_unit}")
        self._step(
            lambda: setup.deploy_permission_set(hub),
            lambda _: f"Permission set {PERMISSION_SET_NAME}, assigned to {self._choices.owner}",
        )
        subscription = self._launch(organization, hub)
        self._step(lambda: self._welcome(subscription), lambda _: "Two days later: the subscription has been welcomed")
        return Stage(self._aws, organization, hub, subscription)

    def tell(self, stage: Stage, events: Sequence[Mapping[str, Any]]) -> Story:
        """Send events, or where there are none import a finding to try with, and follow what happens."""
        preferences = Preferences(
            filters=Filters(minimum_severity=Severity.named(self._choices.minimum_severity, Severity.HIGH))
        )
        follower = Follower(self._aws, stage.subscription, preferences, REGION)
        security_hub = self._aws.session(stage.subscription.account_id, REGION).client("securityhub")
        sample = self._sample(stage.subscription.account_id)
        begun = self._aws.now().timestamp()
        if events:
            outcomes = follower.follow(events)
        else:
            events = [event_of(sample)]
            import_findings(security_hub, [sample])
            outcomes = follower.with_emails(follower.settle(events[0]))
        first = next((outcome.email for outcome in outcomes if outcome.email is not None), None)
        return Story(stage, events, outcomes, first.time - begun if first else None)

    def resolve(self, story: Story) -> Story:
        """Resolve the first finding of a story, and follow what happens."""
        finding = resolved(story.outcomes[0].finding.raw, self._aws.now())
        return self.tell(story.stage, [event_of(finding)])

    def _launch(self, organization: Organization, hub: Hub) -> Subscription:
        owner = Owner(self._aws, organization.owner_account, self._choices.owner)
        subscription = self._step(
            lambda: owner.launch(self._choices.answers()),
            lambda _: f"{self._choices.owner} launched '{PRODUCT_NAME}' in account {organization.owner_account}",
        )
        other = Owner(self._aws, organization.other_account, self._choices.owner)
        self._step(
            lambda: _require(other.is_refused(hub.product_id), "An account without a share could launch the product."),
            lambda _: f"{self._choices.owner} was refused in account {organization.other_account}, which has no share",
        )
        return subscription

    def _welcome(self, subscription: Subscription) -> None:
        """Let the first days pass, in which findings that were open before come together."""
        sweep_now(self._aws, self._aws.session(subscription.account_id, REGION), subscription)
        self._aws.let_pass(_FIRST_DAYS)

    def _sample(self, account_id: str) -> dict[str, Any]:
        values = self._choices.tag_values.split(",")
        tags = {self._choices.tag_key: values[0].strip().replace("*", "1")} if self._choices.tag_key else {}
        return sample_finding(account_id, REGION, self._choices.minimum_severity, tags, self._aws.now())

    def _step(self, do: Callable[[], Made], say: Callable[[Made], str]) -> Made:
        made = do()
        self._console.print(f"[green]✓[/] {say(made)}", highlight=False, soft_wrap=True)
        return made


def _require(holds: bool, otherwise: str) -> None:  # noqa: FBT001  # a condition
    if not holds:
        raise UserError(otherwise)
