"""Who may read, write and log in the hub's buckets."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Ref, Sub, s3

from common.choices.words import Launch
from common.names import ARTIFACT_BUCKET_PREFIX, LAUNCH_ROLE_NAME, PROVISIONING_TAG_KEY, PROVISIONING_TAG_VALUE
from common.organization import ORGANIZATION_ID
from common.policies import Statement, only_over_tls, policy

ARTIFACT_BUCKET = "ArtifactBucket"
LOG_BUCKET = "LogBucket"

_MARKING = (
    "s3:DeleteObjectTagging",
    "s3:DeleteObjectVersionTagging",
    "s3:PutObjectTagging",
    "s3:PutObjectVersionTagging",
)
_WRITES = ("s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObject", "s3:ReplicateObject", *_MARKING)
_TAGGING_THE_BUCKET = ("s3:PutBucketTagging", "s3:TagResource", "s3:UntagResource")


def artifact_bucket_policy(launch: Launch) -> s3.BucketPolicy:
    """Return the policy of the artifact bucket: the organization reads, the hub alone writes, and nothing is changed later."""
    statements = (
        _may_read(launch),
        _only_new_keys(),
        _only_marked(),
        _no_other_mark(),
        _only_the_hub_writes(),
        _only_its_stack_tags(),
    )
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


def _only_marked() -> Statement:
    """Return the prohibition to write what launch roles may not read: an artifact is marked from its beginning.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-and-policies.html
    """
    unmarked = {"StringNotEquals": {f"s3:RequestObjectTag/{PROVISIONING_TAG_KEY}": PROVISIONING_TAG_VALUE}}
    return _deny("OnlyMarkedArtifacts", "s3:PutObject", unmarked)


def _no_other_mark() -> Statement:
    """Return the prohibition to change the tags of an artifact, whoever would; each is marked from its beginning.

    While an artifact is written there is none yet that could have a tag, so that this leaves its first mark alone.
    """
    return _deny("NoOtherMark", list(_MARKING), {"Null": {f"s3:ExistingObjectTag/{PROVISIONING_TAG_KEY}": False}})


def _only_the_hub_writes() -> Statement:
    """Return the prohibition for all other accounts to write or mark, whatever else they are allowed."""
    return _deny(
        "OnlyTheHubWrites", sorted(_WRITES), {"StringNotEquals": {"aws:PrincipalAccount": Ref("AWS::AccountId")}}
    )


def _only_its_stack_tags() -> Statement:
    """Return the prohibition to tag the bucket but by its stack, on behalf of whoever runs the installer.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/buckets-tagging.html
    """
    by_hand = {"ForAllValues:StringNotEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    return {
        **_deny("OnlyItsStackTagsTheBucket", list(_TAGGING_THE_BUCKET), by_hand),
        "Resource": GetAtt(ARTIFACT_BUCKET, "Arn"),
    }


def _deny(sid: str, actions: object, condition: dict[str, Any]) -> Statement:
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
