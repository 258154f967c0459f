"""Whatever somebody did to the hub by hand is seen, explained and mended by the same commands."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.names import (
    ARTIFACT_STACK_NAME,
    LAUNCH_ROLE_NAME,
    PORTFOLIO_STACK_NAME,
    PROVISIONING_TAG_KEY,
    PROVISIONING_TAG_VALUE,
)
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.checks.check import Check, Result
from installer.checks.hub import hub as examine
from installer.hub.artifacts import Artifact, template_artifact
from installer.hub.deployment import HubInstaller
from installer.hub.state import HubState
from tests.embedded_aws.waiting import until
from tests.installer.launch_role import give_launch_role

REGION = "us-east-1"
MARK = f"{PROVISIONING_TAG_KEY}={PROVISIONING_TAG_VALUE}"
CONFIGURATION = Configuration(regions=(REGION,), roles=("Admin", "Owners"))
BUCKET, POLICY = "AWS::S3::Bucket", "AWS::S3::BucketPolicy"


@dataclass(frozen=True)
class Seen:
    """What is there, what plan would do about it, and what doctor says of it."""

    state: HubState
    planned: set[tuple[str, str]]
    diagnosis: Check


class HubAccount:
    """A hub that is installed, and what somebody may do to it."""

    def __init__(self, aws: EmbeddedAws) -> None:
        organization = create_organization(aws)
        give_launch_role(aws, organization.hub)
        self.session: Any = aws.session(organization.hub, REGION)
        # As the sessions of commands do, it keeps its clients.
        self.session.client = functools.cache(self.session.client)
        self.told: list[str] = []
        self._who = (self.session, REGION, organization.hub, organization.id)
        self.installed = self.installer().install()
        self.catalog = self.session.client("servicecatalog")
        self.stacks = self.session.client("cloudformation")
        self.s3 = self.session.client("s3")
        self.bucket = {"Bucket": self.installer().bucket.name}
        self.product = {"ProductId": self.installed.product_id}

    @property
    def portfolio(self) -> dict[str, str]:
        return {"PortfolioId": self.installer().offer().portfolio_id}

    def installer(self, *removed: str, configuration: Configuration = CONFIGURATION) -> HubInstaller:
        return HubInstaller(*self._who, configuration, self.told.append, removed)

    def look(self) -> Seen:
        installer = self.installer()
        state = installer.state()
        planned = {(one.drift or one.action, one.resource_type) for one in installer.plan(state)}
        return Seen(state, planned, examine(installer, state))

    def keys(self, ending: str = "") -> list[str]:
        found = self.s3.list_objects_v2(**self.bucket)["Contents"]
        return [one["Key"] for one in found if one["Key"].endswith(ending)]

    def older_version(self) -> dict[str, str]:
        """Return the older of two versions, as calls take it."""
        if len(self.installer().offer().versions) == 1:
            self.installer(configuration=replace(CONFIGURATION, time_zone="Asia/Tokyo")).install()
            self.installer().install()
        (found,) = (one for one in self.installer().offer().versions if not one.is_current)
        return {**self.product, "ProvisioningArtifactId": found.id}


@pytest.fixture(scope="module")
def hub(embedded_aws: EmbeddedAws) -> HubAccount:
    """One hub, which each test leaves as it must be."""
    return HubAccount(embedded_aws)


def takes_a_principal(hub: HubAccount) -> None:
    arn = hub.catalog.list_principals_for_portfolio(**hub.portfolio)["Principals"][0]["PrincipalARN"]
    hub.catalog.disassociate_principal_from_portfolio(**hub.portfolio, PrincipalARN=arn, PrincipalType="IAM_PATTERN")


def takes_the_constraint(hub: HubAccount) -> None:
    (one,) = hub.catalog.list_constraints_for_portfolio(**hub.portfolio)["ConstraintDetails"]
    hub.catalog.delete_constraint(Id=one["ConstraintId"])


def launches_with_another_role(hub: HubAccount) -> None:
    takes_the_constraint(hub)
    hub.session.client("iam").create_role(RoleName="Another", AssumeRolePolicyDocument="{}")
    role = json.dumps({"LocalRoleName": "Another"})
    hub.catalog.create_constraint(**hub.portfolio, **hub.product, Type="LAUNCH", Parameters=role)


def takes_the_product_out(hub: HubAccount) -> None:
    takes_the_constraint(hub)  # AWS keeps a product in its portfolio as long as it has one there
    hub.catalog.disassociate_product_from_portfolio(**hub.portfolio, **hub.product)


def deactivates_a_version(hub: HubAccount) -> None:
    hub.catalog.update_provisioning_artifact(**hub.older_version(), Active=False)


def removes_a_version(hub: HubAccount) -> None:
    hub.catalog.delete_provisioning_artifact(**hub.older_version())


def deprecates_the_current_version(hub: HubAccount) -> None:
    (current,) = (one.id for one in hub.installer().offer().versions if one.is_current)
    hub.catalog.update_provisioning_artifact(**hub.product, ProvisioningArtifactId=current, Guidance="DEPRECATED")


def overwrites_the_zip(hub: HubAccount) -> None:
    key = hub.keys(".zip")[0]
    hub.s3.delete_object(**hub.bucket, Key=key)
    hub.s3.put_object(**hub.bucket, Key=key, Body=b"something else", IfNoneMatch="*", Tagging=MARK)


def overwrites_the_zips_for_good(hub: HubAccount) -> None:
    for key in hub.keys(".zip"):
        hub.installer().bucket.remove(key)
        hub.s3.put_object(**hub.bucket, Key=key, Body=b"something else", IfNoneMatch="*", Tagging=MARK)


def deletes_an_artifact(hub: HubAccount) -> None:
    hub.s3.delete_object(**hub.bucket, Key=hub.keys(".yaml")[0])


def ends_the_protection(hub: HubAccount) -> None:
    hub.stacks.update_termination_protection(StackName=PORTFOLIO_STACK_NAME, EnableTerminationProtection=False)


def takes_the_bucket_policy(hub: HubAccount) -> None:
    hub.s3.delete_bucket_policy(**hub.bucket)


def lets_everybody_in_without_tls(hub: HubAccount) -> None:
    document = json.loads(hub.s3.get_bucket_policy(**hub.bucket)["Policy"])
    document["Statement"] = [one for one in document["Statement"] if one["Effect"] == "Allow"]
    hub.s3.put_bucket_policy(**hub.bucket, Policy=json.dumps(document))


def keeps_no_versions(hub: HubAccount) -> None:
    hub.s3.put_bucket_versioning(**hub.bucket, VersioningConfiguration={"Status": "Suspended"})


def unblocks_public_access(hub: HubAccount) -> None:
    hub.s3.delete_public_access_block(**hub.bucket)


def encrypts_with_another_key(hub: HubAccount) -> None:
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}, "BucketKeyEnabled": True}
    hub.s3.put_bucket_encryption(**hub.bucket, ServerSideEncryptionConfiguration={"Rules": [rule]})


def takes_the_encryption_away(hub: HubAccount) -> None:
    """S3 encrypts all the same, but without a bucket key."""
    hub.s3.delete_bucket_encryption(**hub.bucket)


def keeps_all_for_ever(hub: HubAccount) -> None:
    hub.s3.delete_bucket_lifecycle(**hub.bucket)


def deletes_artifacts_after_a_day(hub: HubAccount) -> None:
    rules = hub.s3.get_bucket_lifecycle_configuration(**hub.bucket)["Rules"]
    rules[0]["Expiration"] = {"Days": 1}
    hub.s3.put_bucket_lifecycle_configuration(**hub.bucket, LifecycleConfiguration={"Rules": rules})


def ends_the_access_log(hub: HubAccount) -> None:
    hub.s3.put_bucket_logging(**hub.bucket, BucketLoggingStatus={})


def lets_writers_own_what_they_write(hub: HubAccount) -> None:
    controls = {"Rules": [{"ObjectOwnership": "ObjectWriter"}]}
    hub.s3.put_bucket_ownership_controls(**hub.bucket, OwnershipControls=controls)


@pytest.mark.parametrize(
    ("somebody", "planned", "problem"),
    [
        (takes_a_principal, {("Mend", "Principal")}, "somebody took it from arn:aws:iam:::role/"),
        (takes_the_constraint, {("Mend", "Constraint")}, "somebody took the launch constraint of"),
        (
            launches_with_another_role,
            {("Drop", "Constraint"), ("Mend", "Constraint")},
            "somebody made a launch constraint of Another by hand",
        ),
        (
            takes_the_product_out,
            {("Mend", "Association"), ("Mend", "Constraint")},
            "the product was taken out of the portfolio by hand",
        ),
        (deactivates_a_version, {("Mend", "Activity")}, "somebody deactivated version 1"),
        (removes_a_version, {("Mend", "Version")}, "somebody removed version 1"),
        (deprecates_the_current_version, {("Mark", "current")}, "nobody may launch: every version is deprecated"),
        (overwrites_the_zip, {("Mend", "Artifact")}, ".zip was overwritten"),
        (deletes_an_artifact, {("Mend", "Artifact")}, ".yaml was deleted"),
        (ends_the_protection, {("Protect", "AWS::CloudFormation::Stack")}, "may be deleted by mistake"),
        (takes_the_bucket_policy, {("DELETED", POLICY)}, "somebody deleted ArtifactBucketPolicy"),
        (
            lets_everybody_in_without_tls,
            {("MODIFIED", POLICY)},
            "somebody changed PolicyDocument of ArtifactBucketPolicy",
        ),
        (keeps_no_versions, {("MODIFIED", BUCKET)}, "somebody changed VersioningConfiguration of ArtifactBucket"),
        (unblocks_public_access, {("MODIFIED", BUCKET)}, "somebody changed PublicAccessBlockConfiguration of"),
        (encrypts_with_another_key, {("MODIFIED", BUCKET)}, "somebody changed BucketEncryption of ArtifactBucket"),
        (takes_the_encryption_away, {("MODIFIED", BUCKET)}, "somebody changed BucketEncryption of ArtifactBucket"),
        (keeps_all_for_ever, {("MODIFIED", BUCKET)}, "somebody changed LifecycleConfiguration of ArtifactBucket"),
        (deletes_artifacts_after_a_day, {("MODIFIED", BUCKET)}, "somebody changed LifecycleConfiguration of"),
        (ends_the_access_log, {("MODIFIED", BUCKET)}, "somebody changed LoggingConfiguration of ArtifactBucket"),
        (lets_writers_own_what_they_write, {("MODIFIED", BUCKET)}, "somebody changed OwnershipControls of"),
    ],
)
def test_drift_is_seen_and_mended(
    hub: HubAccount, somebody: Callable[[HubAccount], None], planned: set[tuple[str, str]], problem: str
) -> None:
    somebody(hub)
    seen = hub.look()
    assert seen.planned == planned
    assert problem in seen.diagnosis.found
    assert seen.diagnosis.result is Result.FAIL
    assert hub.installer().install().changed
    mended = hub.look()
    assert mended.planned == set()
    assert mended.diagnosis.result is Result.PASS
    assert (len(mended.state.principals), mended.state.launch_role) == (2, LAUNCH_ROLE_NAME)


def empties_the_bucket(hub: HubAccount) -> None:
    for one in hub.s3.list_object_versions(**hub.bucket)["Versions"]:
        hub.s3.delete_object(**hub.bucket, Key=one["Key"], VersionId=one["VersionId"])


def deletes_the_zips(hub: HubAccount) -> None:
    """Those of both versions, each with all that it ever was."""
    for key in hub.keys(".zip"):
        hub.installer().bucket.remove(key)


def overwrites_the_templates_for_good(hub: HubAccount) -> None:
    for key in hub.keys(".yaml"):
        hub.installer().bucket.remove(key)
        hub.s3.put_object(**hub.bucket, Key=key, Body=b"something else", IfNoneMatch="*", Tagging=MARK)


def deletes_the_bucket(hub: HubAccount) -> None:
    hub.installer().bucket.empty()
    hub.s3.delete_bucket(**hub.bucket)


def deletes_the_stack_of_the_buckets(hub: HubAccount) -> None:
    """What is in the buckets keeps them."""
    hub.stacks.update_termination_protection(StackName=ARTIFACT_STACK_NAME, EnableTerminationProtection=False)
    hub.stacks.delete_stack(StackName=ARTIFACT_STACK_NAME)
    until(lambda: hub.installer().offer().artifact_stack.status == "DELETE_FAILED")


@pytest.mark.parametrize(
    ("somebody", "planned", "problem"),
    [
        (empties_the_bucket, ("Upload", "Artifact"), "the template of version 1"),
        (deletes_the_zips, ("Upload", "Artifact"), "the formatter of version {current} is missing"),
        (
            overwrites_the_templates_for_good,
            ("Discard", "Artifact"),
            ".yaml was overwritten, and nothing brings it back",
        ),
        (overwrites_the_zips_for_good, ("Mend", "Artifact"), ".zip was overwritten, and nothing brings it back"),
        (deletes_the_bucket, ("DELETED", BUCKET), "somebody deleted ArtifactBucket"),
        (deletes_the_stack_of_the_buckets, ("Add", BUCKET), f"stack {ARTIFACT_STACK_NAME} is in DELETE_FAILED"),
    ],
)
def test_artifacts_are_made_again_but_an_older_version_is_lost_with_its_template(
    hub: HubAccount, somebody: Callable[[HubAccount], None], planned: tuple[str, str], problem: str
) -> None:
    hub.older_version()
    versions = hub.installer().offer().versions
    (older,), (current,) = ([one.name for one in versions if one.is_current is now] for now in (False, True))
    somebody(hub)
    seen = hub.look()
    assert planned in seen.planned
    assert problem.format(current=current) in seen.diagnosis.found
    hub.installer().install()
    again = hub.look()
    assert again.planned == set()
    assert f"take the version away with ./install.sh install --remove-version {older}" in again.diagnosis.found
    assert hub.installer(older).install().changed
    assert hub.look().diagnosis.result is Result.PASS


def test_an_older_artifact_comes_back_from_its_older_version(hub: HubAccount) -> None:
    key = hub.keys(".yaml")[0]
    right = hub.s3.get_object(**hub.bucket, Key=key)["Body"].read()
    hub.s3.delete_object(**hub.bucket, Key=key)
    hub.s3.put_object(**hub.bucket, Key=key, Body=b"wrong", IfNoneMatch="*", Tagging=MARK)
    hub.installer().bucket.mend(key, None)
    assert hub.s3.get_object(**hub.bucket, Key=key)["Body"].read() == right


def test_what_somebody_else_puts_there_meanwhile_is_the_same_or_in_the_way(hub: HubAccount) -> None:
    """Two that install at once upload the same, since its name is its hash."""
    right = template_artifact("templates", "right: yes")
    hub.installer().bucket.upload(right)
    hub.installer().bucket.upload(right)
    wrong = Artifact(right.key.replace("templates/", "templates/f"), right.body, right.content_type)
    hub.s3.put_object(**hub.bucket, Key=wrong.key, Body=b"something else", Tagging=MARK)
    with pytest.raises(ClientError, match="PreconditionFailed"):
        hub.installer().bucket.upload(wrong)
    for one in (right, wrong):
        hub.installer().bucket.remove(one.key)


def test_a_stack_whose_change_set_was_never_executed_is_told_of_and_used(embedded_aws: EmbeddedAws) -> None:
    organization = create_organization(embedded_aws)
    account = organization.hub
    give_launch_role(embedded_aws, account)
    session = embedded_aws.session(account, REGION)
    stacks = session.client("cloudformation")

    template = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})
    stacks.create_change_set(
        StackName=ARTIFACT_STACK_NAME, ChangeSetName="by-hand", ChangeSetType="CREATE", TemplateBody=template
    )
    installer = HubInstaller(session, REGION, account, organization.id, CONFIGURATION)
    assert installer.problems(installer.state()) == (
        f"stack {ARTIFACT_STACK_NAME} is empty: nobody executed the change set that made it",
    )
    assert examine(installer, installer.state()).result is Result.FAIL
    assert installer.install().changed
    assert installer.problems(installer.closely(installer.state())) == ()


def test_a_portfolio_that_was_deleted_by_hand_is_made_anew(hub: HubAccount) -> None:
    before = hub.portfolio
    takes_the_product_out(hub)
    for one in hub.catalog.list_principals_for_portfolio(**before)["Principals"]:
        principal = {"PrincipalARN": one["PrincipalARN"], "PrincipalType": "IAM_PATTERN"}
        hub.catalog.disassociate_principal_from_portfolio(**before, **principal)
    hub.catalog.delete_portfolio(Id=before["PortfolioId"])
    seen = hub.look()
    assert seen.state.has_lost_its_product
    assert seen.state.problems() == ("portfolio or product was deleted by hand",)
    assert ("Remove", "AWS::CloudFormation::Stack") in seen.planned
    again = hub.installer().install()
    hub.product["ProductId"] = again.product_id
    assert hub.portfolio != before
    assert hub.look().planned == set()


def test_a_stack_that_could_not_be_deleted_whole_has_a_way_out(embedded_aws: EmbeddedAws) -> None:
    hub = HubAccount(embedded_aws)
    foreign = {"PrincipalARN": "arn:aws:iam:::role/Foreign", "PrincipalType": "IAM_PATTERN"}
    for way_out in ("install", "dismantle"):
        hub.catalog.associate_principal_with_portfolio(**hub.portfolio, **foreign)
        ends_the_protection(hub)
        hub.stacks.delete_stack(StackName=PORTFOLIO_STACK_NAME)
        until(lambda: hub.installer().offer().portfolio_stack.status == "DELETE_FAILED")
        seen = hub.look()
        assert not seen.state.is_installed
        assert seen.state.problems()[0].startswith(f"stack {PORTFOLIO_STACK_NAME} is in DELETE_FAILED")
        assert ("Remove", "AWS::CloudFormation::Stack") in seen.planned
        assert seen.diagnosis.result is Result.FAIL
        if way_out == "install":
            assert hub.installer().install().changed
            assert hub.look().planned == set()
        else:
            assert hub.installer().dismantle(seen.state)
            assert hub.catalog.list_portfolios()["PortfolioDetails"] == []


def test_what_somebody_added_to_the_portfolio_does_not_keep_it(embedded_aws: EmbeddedAws) -> None:
    hub = HubAccount(embedded_aws)
    foreign = {"PrincipalARN": "arn:aws:iam:::role/Foreign", "PrincipalType": "IAM_PATTERN"}
    hub.catalog.associate_principal_with_portfolio(**hub.portfolio, **foreign)
    other = hub.catalog.create_portfolio(DisplayName="Other", ProviderName="Somebody")["PortfolioDetail"]["Id"]
    hub.catalog.associate_product_with_portfolio(PortfolioId=other, **hub.product)
    seen = hub.look()
    assert hub.installer().foreign_principals(seen.state) == ("arn:aws:iam:::role/Foreign",)
    assert seen.planned == set()
    assert hub.installer().dismantle(seen.state)
    assert [one["Id"] for one in hub.catalog.list_portfolios()["PortfolioDetails"]] == [other]
    assert hub.catalog.search_products_as_admin()["ProductViewDetails"] == []
