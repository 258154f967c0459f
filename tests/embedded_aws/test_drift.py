"""What somebody changed by hand: detected as far as the caller may read it, and put back by drift-aware change sets."""

from __future__ import annotations

import json
from typing import Any

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.waiting import stack_status

STACK = {"StackName": "buckets"}
TEMPLATE = json.dumps(
    {
        "Resources": {
            "Bucket": {
                "Type": "AWS::S3::Bucket",
                "Properties": {"VersioningConfiguration": {"Status": "Enabled"}},
            }
        }
    }
)
ROLE = "Reader"


class Buckets:
    """A stack of one bucket."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.account = new_account_id()
        self.made = 0
        self.session = aws.session(self.account)
        self.stacks = self.session.client("cloudformation")
        self.stacks.create_stack(**STACK, TemplateBody=TEMPLATE)
        assert stack_status(self.stacks, STACK["StackName"]) == "CREATE_COMPLETE"
        self.s3 = self.session.client("s3")
        self.bucket = {
            "Bucket": self.stacks.describe_stack_resources(**STACK)["StackResources"][0]["PhysicalResourceId"]
        }

    def change_set(self, stacks: Any, **mode: str) -> dict[str, Any]:
        self.made += 1
        name = {**STACK, "ChangeSetName": f"number-{self.made}"}
        stacks.create_change_set(**name, ChangeSetType="UPDATE", TemplateBody=TEMPLATE, **mode)
        found: dict[str, Any] = stacks.describe_change_set(**name)
        return found


@pytest.fixture
def buckets(embedded_aws: EmbeddedAws) -> Buckets:
    return Buckets(embedded_aws)


def suspend(buckets: Buckets) -> None:
    buckets.s3.put_bucket_versioning(**buckets.bucket, VersioningConfiguration={"Status": "Suspended"})


def delete(buckets: Buckets) -> None:
    buckets.s3.delete_bucket(**buckets.bucket)


@pytest.mark.parametrize(("somebody", "status"), [(suspend, "MODIFIED"), (delete, "DELETED")])
def test_only_a_drift_aware_change_set_puts_it_back(buckets: Buckets, somebody: Any, status: str) -> None:
    somebody(buckets)
    assert buckets.change_set(buckets.stacks)["Status"] == "FAILED"
    found = buckets.change_set(buckets.stacks, DeploymentMode="REVERT_DRIFT")
    (change,) = (one["ResourceChange"] for one in found["Changes"])
    assert (change["LogicalResourceId"], change["ResourceDriftStatus"]) == ("Bucket", status)
    buckets.stacks.execute_change_set(**STACK, ChangeSetName=found["ChangeSetName"])
    assert stack_status(buckets.stacks, STACK["StackName"]) == "UPDATE_COMPLETE"
    (name,) = (one["PhysicalResourceId"] for one in buckets.stacks.describe_stack_resources(**STACK)["StackResources"])
    assert buckets.s3.get_bucket_versioning(Bucket=name)["Status"] == "Enabled"
    assert buckets.change_set(buckets.stacks, DeploymentMode="REVERT_DRIFT")["Status"] == "FAILED"


def test_what_the_caller_may_not_read_is_unknown(buckets: Buckets) -> None:
    suspend(buckets)
    iam = buckets.session.client("iam")
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": buckets.account}}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    allowed = {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"}
    iam.put_role_policy(RoleName=ROLE, PolicyName="Own", PolicyDocument=json.dumps({"Statement": [allowed]}))
    role = buckets.session.client("sts").assume_role(
        RoleArn=f"arn:aws:iam::{buckets.account}:role/{ROLE}", RoleSessionName="reader"
    )["Credentials"]
    stacks = buckets.session.client(
        "cloudformation",
        aws_access_key_id=role["AccessKeyId"],
        aws_secret_access_key=role["SecretAccessKey"],
        aws_session_token=role["SessionToken"],
    )
    assert buckets.change_set(stacks, DeploymentMode="REVERT_DRIFT")["Status"] == "FAILED"
    detection = stacks.detect_stack_drift(**STACK)["StackDriftDetectionId"]
    found = stacks.describe_stack_drift_detection_status(StackDriftDetectionId=detection)
    assert found["DetectionStatus"] == "DETECTION_FAILED"
