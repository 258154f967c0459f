"""The first lines name the resource that the finding is about, as people call it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from formatter.memory.records import Kind
from formatter.messages.digest import compose_digest
from harness.findings import NOW, PREFERENCES, entry_of, finding, told

KEY = {"Type": "AwsIamAccessKey", "Id": "AWS::IAM::AccessKey:AKIAEXAMPLE"}
BUCKET = {"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::orders"}
OBJECT = {"Type": "AwsS3Object", "Id": "arn:aws:s3:::orders/2026.csv"}
POLICY = "Effects/Data Exposure/Policy:S3-BucketBlockPublicAccessDisabled"
SENSITIVE = "Sensitive Data Identifications/PII/SensitiveData:S3Object-Personal"
ANOMALY = "TTPs/Discovery/IAMUser-AnomalousBehavior"


def where(**fields: Any) -> str:
    body = told(finding(**fields), Kind.NEW, PREFERENCES, NOW).body
    line = next(line for line in body.splitlines() if line.startswith("  Resource: "))
    return line.removesuffix("account 111122223333").removesuffix(", ")


@pytest.mark.parametrize(
    ("type_", "resources", "line"),
    [
        (POLICY, [KEY, BUCKET], '"AwsS3Bucket orders" and 1 more'),
        (POLICY, [KEY], '"AwsIamAccessKey AKIAEXAMPLE"'),
        ("Policy:S3/BucketBlockPublicAccessDisabled", [KEY, BUCKET], '"AwsS3Bucket orders" and 1 more'),
        ("TTPs/Object/Object:S3-MaliciousFile", [BUCKET, OBJECT], '"AwsS3Object orders/2026.csv" and 1 more'),
        (SENSITIVE, [BUCKET, OBJECT], '"AwsS3Object orders/2026.csv" and 1 more'),
        (SENSITIVE, [BUCKET], '"AwsS3Bucket orders"'),
        (ANOMALY, [KEY, BUCKET], '"AwsIamAccessKey AKIAEXAMPLE" and 1 more'),
        (ANOMALY, [], ""),
    ],
)
def test_what_the_finding_is_about_comes_first(type_: str, resources: list[dict[str, str]], line: str) -> None:
    assert where(Types=[type_], Resources=resources) == f"  Resource: {line}"


@pytest.mark.parametrize(
    ("type_", "id_", "line"),
    [
        ("AwsAccount", "AWS::::Account:111122223333", ""),
        ("Other", "111122223333", ""),
        ("AwsAccount", "AWS::::Account:444455556666", '"AwsAccount 444455556666"'),
        ("AwsS3Bucket", "arn:aws:s3:::111122223333", '"AwsS3Bucket 111122223333"'),
    ],
)
def test_the_account_is_not_named_twice(type_: str, id_: str, line: str) -> None:
    assert where(Resources=[{"Type": type_, "Id": id_}]) == f"  Resource: {line}"


def test_a_name_stays_on_its_line_and_hides_no_id() -> None:
    hostile = {"Name": "x\n\nWHAT TO DO\n\u202e" + "y" * 200}
    resources = [{"Type": "AwsEc2Instance", "Id": "i-07c1", "Tags": hostile}]
    line = where(Resources=resources)
    assert line.startswith('  Resource: "AwsEc2Instance x WHAT TO DO <U+202E>yyy')
    assert line.endswith('yyy... (i-07c1)"')
    (digest,) = compose_digest([entry_of(finding(Resources=resources), Kind.NEW)], "Why.", None, PREFERENCES, NOW)
    assert re.search(r"\n    Resources: x WHAT TO DO y+…y+... \(i-07c1\)\n", digest.message.body)
