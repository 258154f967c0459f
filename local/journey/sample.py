"""A finding to try with, as a control of Security Hub makes it: under the ARN of AWS, which only AWS itself can use."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

_RULE = "https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-8"


def sample_finding(
    account_id: str, region: str, severity: str, tags: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    """Return a new finding about a bucket that no other finding is about: a problem of its own.

    Args:
        account_id: account that imports it and owns the bucket.
        region: Region of both.
        severity: label, such as High.
        tags: tags of the bucket.
        now: when it was found.
    """
    time = now.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    control = f"arn:aws:securityhub:{region}:{account_id}:security-control/S3.8"
    own = str(uuid.uuid4())
    bucket = f"arn:aws:s3:::web-shop-uploads-{own[:8]}"
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"{control}/finding/{own}",
        "ProductArn": f"arn:aws:securityhub:{region}::product/aws/securityhub",
        "ProductName": "Security Hub",
        "CompanyName": "AWS",
        "GeneratorId": "security-control/S3.8",
        "AwsAccountId": account_id,
        "AwsAccountName": "Web shop",
        "Region": region,
        "Types": ["Software and Configuration Checks/Industry and Regulatory Standards"],
        "FirstObservedAt": time,
        "LastObservedAt": time,
        "CreatedAt": time,
        "UpdatedAt": time,
        "Severity": {"Label": severity.upper()},
        "Title": "S3 general purpose buckets should block public access",
        "Description": (
            "This control checks whether an Amazon S3 general purpose bucket blocks public access at the bucket level. "
            "The control fails if any of the bucket-level block public access settings are false."
        ),
        "Remediation": {
            "Recommendation": {"Text": "Turn on all four block public access settings of the bucket.", "Url": _RULE}
        },
        "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
        "RecordState": "ACTIVE",
        "Workflow": {"Status": "NEW"},
        "Resources": [
            {"Type": "AwsS3Bucket", "Id": bucket, "Partition": "aws", "Region": region, "Tags": dict(tags)},
        ],
    }
