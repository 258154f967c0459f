"""An organization in which the product is installed and nobody has subscribed, to verify on."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.names import PERMISSION_SET_NAME
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import sign_in
from installer.verification.runner import Played
from installer.verification.verify import Verification, Wishes, prepare
from installer.verification.who import Who
from local.journey.choices import Choices
from local.journey.setup import REGION, Setup

EMAIL = "unconfirmed-verify@example.com"
"""Its owner follows the link only when somebody waits for it."""

_LOOK_AGAIN_SECONDS = 0.05


@dataclass(frozen=True)
class Ground:
    """The organization, and whoever verifies there."""

    aws: EmbeddedAws
    organization: Organization

    @classmethod
    def make(cls, aws: EmbeddedAws) -> Ground:
        organization = create_organization(aws)
        setup = Setup(aws, organization, Choices())
        setup.prepare_organization()
        hub = setup.install_hub()
        setup.share(hub)
        setup.deploy_permission_set(hub)
        return cls(aws, organization)

    @functools.cached_property
    def everybody(self) -> dict[Who, Any]:
        """Sessions that keep their clients, as those of the command do."""
        found = self.sessions()
        for session in found.values():
            session.client = functools.cache(session.client)
        return found

    def sessions(self, *left_out: Who) -> dict[Who, Any]:
        """Return sessions to listen to, or to leave some out of."""
        account = self.organization.owner_account
        found = {
            Who.MANAGEMENT: self.aws.session(self.organization.management, REGION),
            Who.HUB: self.aws.session(self.organization.hub, REGION),
            Who.WORKLOAD: self.aws.session(account, REGION),
            Who.OWNER: sign_in(self.aws, account, PERMISSION_SET_NAME, Choices().owner, REGION),
        }
        return {who: session for who, session in found.items() if who not in left_out}

    def sleep(self, _seconds: float) -> None:
        """Wait until AWS has done what it is at; meanwhile the owner of the address reads their mail."""
        self.aws.confirm(EMAIL)
        self.aws.wait_until_idle()
        time.sleep(_LOOK_AGAIN_SECONDS)

    def prepare(
        self,
        folder: Path,
        only: Sequence[str] = (),
        skip: Sequence[str] = (),
        sessions: Mapping[Who, Any] | None = None,
        report: Callable[[str], None] = lambda _: None,
    ) -> Verification:
        wishes = Wishes(REGION, EMAIL, only, skip, folder / "state.json", 60.0)
        return prepare(sessions or self.everybody, wishes, report, self.sleep)

    def verify(self, folder: Path, *only: str) -> Played:
        return self.prepare(folder, only).run()

    def inventory(self) -> dict[str, Any]:
        """Return what is in the hub and the workload account, as their administrators see it."""
        return {who.value: _inventory(self.everybody[who]) for who in (Who.HUB, Who.WORKLOAD)}


def _inventory(session: Any) -> dict[str, list[str]]:
    catalog, stacks = session.client("servicecatalog"), session.client("cloudformation")
    level = {"Key": "Account", "Value": "self"}
    return {
        "stacks": [one["StackName"] for one in stacks.describe_stacks()["Stacks"]],
        "topics": [one["TopicArn"] for one in session.client("sns").list_topics()["Topics"]],
        "queues": session.client("sqs").list_queues().get("QueueUrls", []),
        "groups": [one["logGroupName"] for one in session.client("logs").describe_log_groups()["logGroups"]],
        "roles": [one["RoleName"] for one in session.client("iam").list_roles()["Roles"]],
        "portfolios": [one["DisplayName"] for one in catalog.list_portfolios()["PortfolioDetails"]],
        "provisioned": [
            one["Name"] for one in catalog.search_provisioned_products(AccessLevelFilter=level)["ProvisionedProducts"]
        ],
    }
