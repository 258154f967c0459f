"""Who may read, write and log in the hub's buckets."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, Sub, s3

from common.names import ARTIFACT_BUCKET_PREFIX, LAUNCH_ROLE_NAME, PROVISIONING_TAG_KEY, PROVISIONING_TAG_VALUE
from common.options import Launch
from common.organization import ORGANIZATION_ID
from common.policies import Statement, only_over_tls, policy

ARTIFACT_BUCKET = "ArtifactBucket"
LOG_BUCKET = "LogBucket"

_WRITES = (
    "s3:DeleteObject",
    "s3:DeleteObjectTagging",
    "s3:DeleteObjectVersion",
    "s3:DeleteObjectVersionTagging",
    "s3:PutObject",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
    "s3:ReplicateObject",
)


def artifact_bucket_policy(launch: Launch) -> s3.BucketPolicy:
    """Return the policy of the artifact bucket: the organization reads, the hub alone writes, and nothing is written twice."""
    statements = (_may_read(launch), _only_new_keys(), _only_the_hub_writes())
    return _bucket_policy("ArtifactBucketPolicy", ARTIFACT_BUCKET, statements)


def log_bucket_policy() -> s3.BucketPolicy:
    """Return the policy of the log bucket: S3 writes what it saw at the artifact bucket."""
    return _bucket_policy("LogBucketPolicy", LOG_BUCKET, (_may_log(),))


def _bucket_policy(name: str, bucket: str, statements: tuple[Statement, ...]) -> s3.BucketPolicy:
    document = policy([*statements, only_over_tls("s3:*", [GetAtt(bucket, "Arn"), _objects(bucket)])])
    return s3.BucketPolicy(name, Bucket=Ref(bucket), PolicyDocument=document)


def _may_read(launch: Launch) -> Statement:
    """Return the permission to read marked objects.

    https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
    """
    role = {"ArnLike": {"aws:PrincipalArn": Sub(f"arn:${{AWS::Partition}}:iam::*:role/{LAUNCH_ROLE_NAME}")}}
    return {
        "Sid": "OrganizationReadsArtifacts",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject", "s3:GetObjectVersion"],
        "Resource": _objects(ARTIFACT_BUCKET),
        "Condition": {
            "StringEquals": {
                "aws:PrincipalOrgID": Ref(ORGANIZATION_ID),
                f"s3:ExistingObjectTag/{PROVISIONING_TAG_KEY}": PROVISIONING_TAG_VALUE,
            },
            **(role if launch is Launch.ROLE else {}),
        },
    }


def _only_new_keys() -> Statement:
    """Return the prohibition to write without `If-None-Match`, with which S3 refuses a key that is there already.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
    """
    return _deny("OnlyNewKeys", "s3:PutObject", {"Null": {"s3:if-none-match": True}})


def _only_the_hub_writes() -> Statement:
    """Return the prohibition for all other accounts to write or mark, whatever else they are allowed."""
    return _deny(
        "OnlyTheHubWrites", list(_WRITES), {"StringNotEquals": {"aws:PrincipalAccount": Ref("AWS::AccountId")}}
    )


def _deny(sid: str, actions: Any, condition: dict[str, Any]) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": actions,
        "Resource": _objects(ARTIFACT_BUCKET),
        "Condition": condition,
    }


def _may_log() -> Statement:
    """Return the permission of S3 to write access logs.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    artifacts = f"arn:${{AWS::Partition}}:s3:::{ARTIFACT_BUCKET_PREFIX}${{AWS::AccountId}}-${{AWS::Region}}"
    return {
        "Sid": "S3WritesAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": _objects(LOG_BUCKET),
        "Condition": {
            "ArnLike": {"aws:SourceArn": Sub(artifacts)},
            "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
        },
    }


def _objects(bucket: str) -> Sub:
    return Sub(f"${{{bucket}.Arn}}/*")
