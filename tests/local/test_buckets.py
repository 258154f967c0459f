"""CloudFormation deletes a bucket only when it is empty; versions and delete markers count."""

from __future__ import annotations

import json
from typing import Any

import pytest

from local.embedded_aws import EmbeddedAws
from local.organization import new_account_id
from tests.local.waiting import first_failure, stack_status

VERSIONED = {"Type": "AWS::S3::Bucket", "Properties": {"VersioningConfiguration": {"Status": "Enabled"}}}
PLAIN = {"Type": "AWS::S3::Bucket"}


def put(s3: Any, bucket: str) -> str:
    """Return the version of a new object."""
    return str(s3.put_object(Bucket=bucket, Key="object", Body=b"text").get("VersionId", "null"))


def leave_a_delete_marker(s3: Any, bucket: str) -> None:
    version = put(s3, bucket)
    s3.delete_object(Bucket=bucket, Key="object")
    s3.delete_object(Bucket=bucket, Key="object", VersionId=version)


@pytest.mark.parametrize(
    ("template", "fill"),
    [(PLAIN, put), (VERSIONED, put), (VERSIONED, leave_a_delete_marker)],
    ids=["object", "version", "delete marker"],
)
def test_a_bucket_that_holds_something_stays(embedded_aws: EmbeddedAws, template: Any, fill: Any) -> None:
    session = embedded_aws.session(new_account_id())
    stacks, s3 = session.client("cloudformation"), session.client("s3")
    body = json.dumps({"Resources": {"Bucket": template}})
    stack = stacks.create_stack(StackName="stack", TemplateBody=body)["StackId"]
    assert stack_status(stacks, stack) == "CREATE_COMPLETE"
    (bucket,) = (one["Name"] for one in s3.list_buckets()["Buckets"])
    fill(s3, bucket)
    stacks.delete_stack(StackName="stack")
    assert stack_status(stacks, stack) == "DELETE_FAILED"
    assert "BucketNotEmpty" in first_failure(stacks, "stack")

    left = s3.list_object_versions(Bucket=bucket)
    for one in (*left.get("Versions", ()), *left.get("DeleteMarkers", ())):
        s3.delete_object(Bucket=bucket, Key=one["Key"], VersionId=one["VersionId"])
    stacks.delete_stack(StackName="stack")
    assert stack_status(stacks, stack) == "DELETE_COMPLETE"
    assert s3.list_buckets()["Buckets"] == []
