"""Install or upgrade the hub in one Region: buckets, artifacts, portfolio, versions."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.names import (
    ARTIFACT_STACK_NAME,
    PORTFOLIO_STACK_NAME,
    PRODUCT_TAG_KEY,
    PROVISIONING_TAG_KEY,
    PROVISIONING_TAG_VALUE,
)
from common.organization import ORGANIZATION_ID
from installer.aws.stacks import Change, Report, StackDeployer
from installer.hub.artifacts import Artifact
from installer.hub.content import HubContent
from installer.hub.versions import change_marks, known_versions, marks_to_change, with_version, without_versions
from product.portfolio.artifacts import artifact_template
from product.portfolio.options import Version
from product.portfolio.template import portfolio_template

_TAGS = {PRODUCT_TAG_KEY: "hub"}


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
        session: Any,
        region: str,
        account_id: str,
        organization_id: str,
        configuration: Configuration,
        report: Report = lambda _: None,
        removed_versions: tuple[str, ...] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._s3 = session.client("s3", region_name=region)
        self._catalog = session.client("servicecatalog", region_name=region)
        self._content = HubContent(configuration, account_id, region)
        self._organization_id = organization_id
        self._report = report
        self._removed_versions = removed_versions
        self.stacks = StackDeployer(session.client("cloudformation", region_name=region), report, sleep)

    def install(self) -> Hub:
        """Install or upgrade; the same again changes nothing.

        Raises:
            UserError: a stack failed; names the resource and the reason.
        """
        changed = self.stacks.deploy(ARTIFACT_STACK_NAME, self._artifact_stack(), self._parameters(), _TAGS)
        artifacts = self._content.artifacts()
        for artifact in artifacts:
            changed |= self._upload(artifact)
        current = self._content.version(artifacts[-1])
        changed |= self.stacks.deploy(PORTFOLIO_STACK_NAME, self._portfolio_stack(current), {}, _TAGS)
        outputs = self.stacks.outputs(PORTFOLIO_STACK_NAME)
        changed |= change_marks(self._catalog, outputs["ProductId"], current, self._report)
        return Hub(self._content.region, outputs["PortfolioId"], outputs["ProductId"], outputs["ProductArn"], changed)

    def plan(self) -> tuple[Change, ...]:
        """Return what installing would change, without changing anything."""
        changes = list(self.stacks.plan(ARTIFACT_STACK_NAME, self._artifact_stack(), self._parameters(), _TAGS))
        artifacts = self._content.artifacts()
        changes += [
            Change("Upload", artifact.key, "Artifact") for artifact in artifacts if not self._is_there(artifact)
        ]
        current = self._content.version(artifacts[-1])
        changes += self.stacks.plan(PORTFOLIO_STACK_NAME, self._portfolio_stack(current), {}, _TAGS)
        return (*changes, *self._marks(current))

    def version_names(self) -> tuple[str, ...]:
        """Return the names of the product's versions, oldest first, with the one that installing adds."""
        current = self._content.version(self._content.artifacts()[-1])
        return tuple(one.name for one in with_version(known_versions(self.stacks, PORTFOLIO_STACK_NAME), current))

    def _artifact_stack(self) -> str:
        return str(artifact_template(self._content.configuration.launch).to_yaml())

    def _parameters(self) -> Mapping[str, str]:
        return {ORGANIZATION_ID: self._organization_id}

    def _marks(self, current: Version) -> list[Change]:
        product_id = self.stacks.outputs(PORTFOLIO_STACK_NAME).get("ProductId")
        marks = marks_to_change(self._catalog, product_id, current) if product_id else ()
        kept = [mark for mark in marks if mark.name not in self._removed_versions]
        return [Change("Mark", mark.name, "current" if mark.guidance == "DEFAULT" else "deprecated") for mark in kept]

    def _portfolio_stack(self, current: Version) -> str:
        versions = with_version(known_versions(self.stacks, PORTFOLIO_STACK_NAME), current)
        kept = without_versions(versions, self._removed_versions, current)
        return str(portfolio_template(self._content.portfolio_options(kept)).to_yaml())

    def _is_there(self, artifact: Artifact) -> bool:
        try:
            self._s3.head_object(Bucket=self._content.bucket, Key=artifact.key)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NoSuchBucket", "NotFound"):
                return False
            raise
        return True

    def _upload(self, artifact: Artifact) -> bool:
        if self._is_there(artifact):
            return False
        self._report(f"uploading {artifact.key}")
        self._s3.put_object(
            Bucket=self._content.bucket,
            Key=artifact.key,
            Body=artifact.body,
            ContentType=artifact.content_type,
            Tagging=f"{PROVISIONING_TAG_KEY}={PROVISIONING_TAG_VALUE}",
            # The bucket refuses a write that could replace what is there.
            IfNoneMatch="*",
        )
        return True
