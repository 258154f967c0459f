"""Who may do everything in the hub account changes no artifact, mark or tag of the bucket by hand; the installer can."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from common.choices.configuration import Configuration
from common.names import ARTIFACT_STACK_NAME, PROVISIONING_TAG_KEY
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.hub.deployment import HubInstaller
from tests.installer.launch_role import give_launch_role
from tests.permissions.administrator import administrator

REGION = "us-east-1"
CONFIGURATION = Configuration(regions=(REGION,), roles=("Admin",))
_MARK = f"{PROVISIONING_TAG_KEY}=true"
_OTHER = {"TagSet": [{"Key": PROVISIONING_TAG_KEY, "Value": "false"}]}


class Hub:
    """A hub that an administrator installed, and the administrator's S3."""

    def __init__(self, aws: EmbeddedAws) -> None:
        organization = create_organization(aws)
        give_launch_role(aws, organization.hub)
        session = administrator(aws, organization.hub, REGION)
        self.installer = HubInstaller(
            session, REGION, organization.hub, organization.id, CONFIGURATION, lambda _line: None
        )
        self.installer.install()
        self.s3 = session.client("s3")
        self.bucket = self.installer.bucket.name
        self.key = next(key for key in self.installer.bucket.artifacts() if key.endswith(".zip"))
        self.object = {"Bucket": self.bucket, "Key": self.key}
        self.new = {"Bucket": self.bucket, "Key": "formatter/new.zip", "Body": b"x"}


@pytest.fixture(scope="module")
def hub(embedded_aws: EmbeddedAws) -> Hub:
    return Hub(embedded_aws)


ATTACKS = {
    "over an artifact": lambda hub: hub.s3.put_object(**hub.object, Body=b"x", Tagging=_MARK),
    "a copy over an artifact": lambda hub: hub.s3.copy_object(
        **hub.object, CopySource=hub.object, MetadataDirective="REPLACE"
    ),
    "an upload in parts": lambda hub: hub.s3.create_multipart_upload(**hub.object, Tagging=_MARK),
    "without a mark": lambda hub: hub.s3.put_object(**hub.new, IfNoneMatch="*"),
    "another mark from the beginning": lambda hub: hub.s3.put_object(
        **hub.new, IfNoneMatch="*", Tagging=f"{PROVISIONING_TAG_KEY}=false"
    ),
    "another mark": lambda hub: hub.s3.put_object_tagging(**hub.object, Tagging=_OTHER),
    "no mark any more": lambda hub: hub.s3.delete_object_tagging(**hub.object),
    "the mark of a version": lambda hub: hub.s3.put_object_tagging(
        **hub.object, Tagging=_OTHER, VersionId=hub.installer.bucket.right_version(hub.key)
    ),
    "tags of the bucket": lambda hub: hub.s3.put_bucket_tagging(Bucket=hub.bucket, Tagging=_OTHER),
    "no tags of the bucket": lambda hub: hub.s3.delete_bucket_tagging(Bucket=hub.bucket),
}


@pytest.mark.parametrize("attack", list(ATTACKS))
def test_an_administrator_may_not_write(hub: Hub, attack: str) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        ATTACKS[attack](hub)


def test_the_installer_mends_a_new_version_and_empties(hub: Hub) -> None:
    hub.s3.delete_object(**hub.object)
    hub.installer.install()
    assert hub.installer.plan() == ()
    assert hub.s3.get_object_tagging(**hub.object)["TagSet"] == [{"Key": PROVISIONING_TAG_KEY, "Value": "true"}]
    hub.installer.dismantle(hub.installer.state())
    hub.installer.bucket.empty()
    hub.installer.stacks.delete(ARTIFACT_STACK_NAME)
    assert hub.s3.list_buckets()["Buckets"] == []
