"""Whatever somebody did to the hub by hand is seen, explained and mended by the same commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from common.choices.configuration import Configuration
from common.names import LAUNCH_ROLE_NAME, PORTFOLIO_STACK_NAME, PROVISIONING_TAG_KEY, PROVISIONING_TAG_VALUE
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.aws.identity import identity
from installer.checks.check import Result
from installer.checks.hub import hub as examine
from installer.hub.deployment import HubInstaller
from tests.embedded_aws.waiting import until
from tests.installer.launch_role import give_launch_role

REGION = "us-east-1"
MARK = f"{PROVISIONING_TAG_KEY}={PROVISIONING_TAG_VALUE}"
CONFIGURATION = Configuration(regions=(REGION,), roles=("Admin", "Owners"))


class HubAccount:
    """A hub that is installed, and what somebody may do to it."""

    def __init__(self, aws: EmbeddedAws) -> None:
        organization = create_organization(aws)
        give_launch_role(aws, organization.hub)
        self.session = aws.session(organization.hub, REGION)
        self.told: list[str] = []
        self._arguments = (self.session, REGION, organization.hub, organization.id, CONFIGURATION, self.told.append)
        self.installed = self.installer().install()
        self.catalog = self.session.client("servicecatalog")
        self.portfolio = {"PortfolioId": self.installed.portfolio_id}

    def installer(self) -> HubInstaller:
        return HubInstaller(*self._arguments)

    def planned(self) -> set[tuple[str, str]]:
        return {(one.action, one.resource_type) for one in self.installer().plan()}

    def diagnosis(self) -> Result:
        return examine(self.session, identity(self.session), REGION).result

    def objects(self) -> tuple[Any, str, list[str]]:
        bucket = self.installer().bucket.name
        s3 = self.session.client("s3")
        return s3, bucket, [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]]


def takes_a_principal(hub: HubAccount) -> None:
    arn = hub.catalog.list_principals_for_portfolio(**hub.portfolio)["Principals"][0]["PrincipalARN"]
    hub.catalog.disassociate_principal_from_portfolio(**hub.portfolio, PrincipalARN=arn, PrincipalType="IAM_PATTERN")


def takes_the_constraint(hub: HubAccount) -> None:
    (one,) = hub.catalog.list_constraints_for_portfolio(**hub.portfolio)["ConstraintDetails"]
    hub.catalog.delete_constraint(Id=one["ConstraintId"])


def takes_the_product_out(hub: HubAccount) -> None:
    takes_the_constraint(hub)  # AWS keeps a product in its portfolio as long as it has one there
    hub.catalog.disassociate_product_from_portfolio(**hub.portfolio, ProductId=hub.installed.product_id)


def overwrites_the_zip(hub: HubAccount) -> None:
    s3, bucket, keys = hub.objects()
    key = next(one for one in keys if one.endswith(".zip"))
    s3.delete_object(Bucket=bucket, Key=key)
    s3.put_object(Bucket=bucket, Key=key, Body=b"something else", IfNoneMatch="*", Tagging=MARK)


def deletes_an_artifact(hub: HubAccount) -> None:
    s3, bucket, keys = hub.objects()
    s3.delete_object(Bucket=bucket, Key=keys[0])


def ends_the_protection(hub: HubAccount) -> None:
    stacks = hub.session.client("cloudformation")
    stacks.update_termination_protection(StackName=PORTFOLIO_STACK_NAME, EnableTerminationProtection=False)


@pytest.mark.parametrize(
    ("somebody", "planned"),
    [
        (takes_a_principal, {("Mend", "Principal")}),
        (takes_the_constraint, {("Mend", "Constraint")}),
        (takes_the_product_out, {("Mend", "Association"), ("Mend", "Constraint")}),
        (overwrites_the_zip, {("Mend", "Artifact")}),
        (deletes_an_artifact, {("Upload", "Artifact")}),
        (ends_the_protection, {("Protect", "AWS::CloudFormation::Stack")}),
    ],
)
def test_drift_is_seen_and_mended(
    embedded_aws: EmbeddedAws, somebody: Callable[[HubAccount], None], planned: set[tuple[str, str]]
) -> None:
    hub = HubAccount(embedded_aws)
    assert hub.planned() == set()
    assert hub.diagnosis() is Result.PASS
    somebody(hub)
    assert hub.planned() == planned
    if somebody is not deletes_an_artifact:
        assert hub.diagnosis() is Result.FAIL
    assert hub.installer().install().changed
    assert hub.planned() == set()
    assert hub.diagnosis() is Result.PASS
    state = hub.installer().state()
    assert (len(state.principals), state.launch_role) == (2, LAUNCH_ROLE_NAME)
    assert hub.installer().dismantle(state)
    assert hub.installer().state().portfolio_id == ""


def test_an_older_artifact_comes_back_from_its_older_version(embedded_aws: EmbeddedAws) -> None:
    hub = HubAccount(embedded_aws)
    s3, bucket, keys = hub.objects()
    key = next(one for one in keys if one.endswith(".yaml"))
    right = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
    s3.delete_object(Bucket=bucket, Key=key)
    s3.put_object(Bucket=bucket, Key=key, Body=b"wrong", IfNoneMatch="*", Tagging=MARK)
    hub.installer().bucket.mend(key, None)
    assert s3.get_object(Bucket=bucket, Key=key)["Body"].read() == right


def test_a_portfolio_that_was_deleted_by_hand_is_made_anew(embedded_aws: EmbeddedAws) -> None:
    hub = HubAccount(embedded_aws)
    takes_the_constraint(hub)
    product = {"ProductId": hub.installed.product_id}
    hub.catalog.disassociate_product_from_portfolio(**hub.portfolio, **product)
    for one in hub.catalog.list_principals_for_portfolio(**hub.portfolio)["Principals"]:
        principal = {"PrincipalARN": one["PrincipalARN"], "PrincipalType": "IAM_PATTERN"}
        hub.catalog.disassociate_principal_from_portfolio(**hub.portfolio, **principal)
    hub.catalog.delete_portfolio(Id=hub.installed.portfolio_id)
    state = hub.installer().state()
    assert state.has_lost_its_product
    assert state.problems() == ("portfolio or product was deleted by hand",)
    assert ("Remove", "AWS::CloudFormation::Stack") in hub.planned()
    again = hub.installer().install()
    assert again.portfolio_id != hub.installed.portfolio_id
    assert hub.planned() == set()


def test_a_stack_that_could_not_be_deleted_whole_has_a_way_out(embedded_aws: EmbeddedAws) -> None:
    hub = HubAccount(embedded_aws)
    foreign = {"PrincipalARN": "arn:aws:iam:::role/Foreign", "PrincipalType": "IAM_PATTERN"}
    for way_out in ("install", "dismantle"):
        portfolio = {"PortfolioId": hub.installer().state().portfolio_id}
        hub.catalog.associate_principal_with_portfolio(**portfolio, **foreign)
        stacks = hub.session.client("cloudformation")
        ends_the_protection(hub)
        stacks.delete_stack(StackName=PORTFOLIO_STACK_NAME)
        until(lambda: hub.installer().state().portfolio_stack.status == "DELETE_FAILED")
        state = hub.installer().state()
        assert not state.is_installed
        assert state.problems()[0].startswith(f"stack {PORTFOLIO_STACK_NAME} is in DELETE_FAILED")
        assert ("Remove", "AWS::CloudFormation::Stack") in hub.planned()
        assert hub.diagnosis() is Result.FAIL
        if way_out == "install":
            assert hub.installer().install().changed
            assert hub.planned() == set()
        else:
            assert hub.installer().dismantle(state)
            assert hub.catalog.list_portfolios()["PortfolioDetails"] == []


def test_what_somebody_added_to_the_portfolio_does_not_keep_it(embedded_aws: EmbeddedAws) -> None:
    hub = HubAccount(embedded_aws)
    foreign = {"PrincipalARN": "arn:aws:iam:::role/Foreign", "PrincipalType": "IAM_PATTERN"}
    hub.catalog.associate_principal_with_portfolio(**hub.portfolio, **foreign)
    own = {"ProductId": hub.installed.product_id}
    other = hub.catalog.create_portfolio(DisplayName="Other", ProviderName="Somebody")["PortfolioDetail"]["Id"]
    hub.catalog.associate_product_with_portfolio(PortfolioId=other, **own)
    state = hub.installer().state()
    assert hub.installer().foreign_principals(state) == ("arn:aws:iam:::role/Foreign",)
    assert hub.planned() == set()
    assert hub.installer().dismantle(state)
    assert [one["Id"] for one in hub.catalog.list_portfolios()["PortfolioDetails"]] == [other]
    assert hub.catalog.search_products_as_admin()["ProductViewDetails"] == []
