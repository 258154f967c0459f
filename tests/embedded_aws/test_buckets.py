"""CloudFormation deletes a bucket only when it is empty; versions and delete markers count."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.waiting import first_failure, stack_status

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


def test_a_bucket_of_another_owner_than_expected_is_refused(embedded_aws: EmbeddedAws) -> None:
    own, other = new_account_id(), new_account_id()
    s3 = embedded_aws.session(own).client("s3")
    bucket = f"bucket-{own}"
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="object", Body=b"text", ExpectedBucketOwner=own)
    named = {"Bucket": bucket, "Key": "object"}
    assert s3.get_object(**named, ExpectedBucketOwner=own)["Body"].read() == b"text"
    calls = [
        lambda: s3.get_object(**named, ExpectedBucketOwner=other),
        lambda: s3.put_object(**named, Body=b"other", ExpectedBucketOwner=other),
        lambda: s3.list_objects_v2(Bucket=bucket, ExpectedBucketOwner=other),
        lambda: s3.copy_object(Bucket=bucket, Key="copy", CopySource=named, ExpectedSourceBucketOwner=other),
    ]
    for call in calls:
        with pytest.raises(s3.exceptions.ClientError, match=r"AccessDenied|403"):
            call()
    assert [one["Key"] for one in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["object"]
    assert s3.get_object(**named)["Body"].read() == b"text"


def test_a_functions_code_is_the_version_that_the_template_names(embedded_aws: EmbeddedAws) -> None:
    session = embedded_aws.session(new_account_id())
    s3, iam = session.client("s3"), session.client("iam")
    s3.create_bucket(Bucket="code")
    s3.put_bucket_versioning(Bucket="code", VersioningConfiguration={"Status": "Enabled"})
    first = s3.put_object(Bucket="code", Key="code.zip", Body=zipped("return 'first'"))["VersionId"]
    s3.put_object(Bucket="code", Key="code.zip", Body=zipped("return 'second'"))
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(RoleName="role", AssumeRolePolicyDocument=json.dumps({"Statement": trust}))["Role"]["Arn"]
    code = {"S3Bucket": "code", "S3Key": "code.zip", "S3ObjectVersion": first}
    properties = {"Runtime": "python3.12", "Handler": "code.handler", "Role": role, "Code": code, "FunctionName": "f"}
    stacks = session.client("cloudformation")
    body = json.dumps({"Resources": {"Function": {"Type": "AWS::Lambda::Function", "Properties": properties}}})
    stacks.create_stack(StackName="stack", TemplateBody=body)
    assert stack_status(stacks, "stack") == "CREATE_COMPLETE"
    assert session.client("lambda").invoke(FunctionName="f")["Payload"].read() == b'"first"'


def zipped(body: str) -> bytes:
    """Return a function's code."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("code.py", f"def handler(event, context):\n    {body}\n")
    return file.getvalue()
