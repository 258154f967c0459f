"""Refuse to delete a bucket that holds something, where MiniStack's CloudFormation deletes it with all that is in it.

Versions and delete markers count too: "You can only delete empty buckets. Deletion fails for buckets that have contents."
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ministack.services import s3
from ministack.services.cloudformation import provisioners


def install() -> None:
    """Look into a bucket before it is deleted."""
    operations = provisioners._RESOURCE_HANDLERS["AWS::S3::Bucket"]
    delete = operations["delete"]

    def delete_empty(name: str, properties: Mapping[str, Any]) -> None:
        if s3._bucket_has_versions(name) or s3._buckets.get(name, {}).get("objects"):
            raise ValueError(
                "The bucket you tried to delete is not empty. You must delete all versions in the bucket. "
                "(Service: Amazon S3; Status Code: 409; Error Code: BucketNotEmpty)"
            )
        delete(name, properties)

    operations["delete"] = delete_empty
