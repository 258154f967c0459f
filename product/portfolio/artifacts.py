"""The hub's buckets: artifacts that the organization's launch roles may read, and the log of who read them."""

from __future__ import annotations

from typing import Any

from troposphere import GetAtt, Output, Ref, Sub, Template, s3

from common.names import (
    ARTIFACT_BUCKET_PREFIX,
    LAUNCH_ROLE_NAME,
    LOG_BUCKET_PREFIX,
    PROVISIONING_TAG_KEY,
    PROVISIONING_TAG_VALUE,
)
from common.options import Launch
from common.organization import ORGANIZATION_ID, organization_id
from common.policies import only_over_tls, policy

ARTIFACT_BUCKET = "ArtifactBucket"
LOG_BUCKET = "LogBucket"
_LOG_DAYS = 365


def artifact_template(launch: Launch) -> Template:
    """Return the template of the bucket stack.

    Args:
        launch: with the launch role only that role of each account may read; with the caller's own permissions every
            principal of the organization may.
    """
    template = Template(Description="Artifacts of the Service Catalog product for security notifications")
    template.set_version("2010-09-09")
    template.add_parameter(organization_id())
    template.add_resource(_log_bucket())
    template.add_resource(_bucket_policy("LogBucketPolicy", LOG_BUCKET, _may_log()))
    template.add_resource(_artifact_bucket())
    template.add_resource(_bucket_policy("ArtifactBucketPolicy", ARTIFACT_BUCKET, _may_read(launch)))
    template.add_output(Output("ArtifactBucketName", Value=Ref(ARTIFACT_BUCKET), Description="Bucket of the artifacts"))
    template.add_output(Output("LogBucketName", Value=Ref(LOG_BUCKET), Description="Bucket of its access logs"))
    return template


def _artifact_bucket() -> s3.Bucket:
    return s3.Bucket(
        ARTIFACT_BUCKET,
        BucketName=Sub(f"{ARTIFACT_BUCKET_PREFIX}${{AWS::AccountId}}-${{AWS::Region}}"),
        LoggingConfiguration=s3.LoggingConfiguration(DestinationBucketName=Ref(LOG_BUCKET), LogFilePrefix="artifacts/"),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
        **_common(),
    )


def _log_bucket() -> s3.Bucket:
    expiry = s3.LifecycleRule(Id="ExpireLogs", Status="Enabled", ExpirationInDays=_LOG_DAYS)
    expiry.NoncurrentVersionExpiration = s3.NoncurrentVersionExpiration(NoncurrentDays=1)
    return s3.Bucket(
        LOG_BUCKET,
        BucketName=Sub(f"{LOG_BUCKET_PREFIX}${{AWS::AccountId}}-${{AWS::Region}}"),
        LifecycleConfiguration=s3.LifecycleConfiguration(Rules=[expiry]),
        VersioningConfiguration=s3.VersioningConfiguration(Status="Enabled"),
        **_common(),
    )


def _common() -> dict[str, Any]:
    return {
        "BucketEncryption": s3.BucketEncryption(
            ServerSideEncryptionConfiguration=[
                s3.ServerSideEncryptionRule(
                    ServerSideEncryptionByDefault=s3.ServerSideEncryptionByDefault(SSEAlgorithm="AES256")
                )
            ]
        ),
        "OwnershipControls": s3.OwnershipControls(
            Rules=[s3.OwnershipControlsRule(ObjectOwnership="BucketOwnerEnforced")]
        ),
        "PublicAccessBlockConfiguration": s3.PublicAccessBlockConfiguration(
            BlockPublicAcls=True, BlockPublicPolicy=True, IgnorePublicAcls=True, RestrictPublicBuckets=True
        ),
        # The uninstaller empties the buckets, so that the stack can be deleted and nothing stays.
        "DeletionPolicy": "Delete",
        "UpdateReplacePolicy": "Retain",
    }


def _bucket_policy(name: str, bucket: str, statement: dict[str, Any]) -> s3.BucketPolicy:
    document = policy([statement, only_over_tls("s3:*", [GetAtt(bucket, "Arn"), _objects(bucket)])])
    return s3.BucketPolicy(name, Bucket=Ref(bucket), PolicyDocument=document)


def _may_read(launch: Launch) -> dict[str, Any]:
    """Return the permission to read marked objects.

    https://docs.aws.amazon.com/servicecatalog/latest/adminguide/constraints-launch.html
    """
    role = {"ArnLike": {"aws:PrincipalArn": Sub(f"arn:${{AWS::Partition}}:iam::*:role/{LAUNCH_ROLE_NAME}")}}
    return {
        "Sid": "OrganizationReadsArtifacts",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": _objects(ARTIFACT_BUCKET),
        "Condition": {
            "StringEquals": {
                "aws:PrincipalOrgID": Ref(ORGANIZATION_ID),
                f"s3:ExistingObjectTag/{PROVISIONING_TAG_KEY}": PROVISIONING_TAG_VALUE,
            },
            **(role if launch is Launch.ROLE else {}),
        },
    }


def _may_log() -> dict[str, Any]:
    """Return the permission of S3 to write access logs.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    return {
        "Sid": "S3WritesAccessLogs",
        "Effect": "Allow",
        "Principal": {"Service": "logging.s3.amazonaws.com"},
        "Action": "s3:PutObject",
        "Resource": _objects(LOG_BUCKET),
        "Condition": {
            "ArnLike": {
                "aws:SourceArn": Sub(
                    f"arn:${{AWS::Partition}}:s3:::{ARTIFACT_BUCKET_PREFIX}${{AWS::AccountId}}-${{AWS::Region}}"
                )
            },
            "StringEquals": {"aws:SourceAccount": Ref("AWS::AccountId")},
        },
    }


def _objects(bucket: str) -> Sub:
    return Sub(f"${{{bucket}.Arn}}/*")
