"""A finding of our own, to try a subscription; imported with the account's default product.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from installer.aws import Session, caller
from installer.errors import UserError


def import_test_finding(
    session: Session, severity: str, tags: Mapping[str, str], now: datetime, *, resolved: bool = False
) -> str:
    """Import the finding; returns its id, which is the same for the whole day.

    Raises:
        UserError: Security Hub is not enabled here, or refuses the finding.
    """
    account_id = caller(session)["Account"]
    finding = _finding(account_id, session.region_name, severity, tags, now, resolved=resolved)
    try:
        answer = session.client("securityhub").batch_import_findings(Findings=[finding])
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidAccessException":
            raise
        raise UserError(
            f"Security Hub is not enabled in account {account_id}, {session.region_name}: enable it first."
        ) from error
    if answer["FailedCount"]:
        raise UserError(f"Security Hub refused the finding: {answer['FailedFindings'][0]['ErrorMessage']}")
    return str(finding["Id"])


def _finding(  # noqa: PLR0913  # a finding is all of these
    account_id: str, region: str, severity: str, tags: Mapping[str, str], now: datetime, *, resolved: bool
) -> dict[str, Any]:
    partition = {"cn": "aws-cn", "us-gov": "aws-us-gov"}.get(region.rsplit("-", 2)[0], "aws")
    return {
        "SchemaVersion": "2018-10-08",
        "Id": f"security-notifications-test-{now:%Y-%m-%d}",
        "ProductArn": f"arn:{partition}:securityhub:{region}:{account_id}:product/{account_id}/default",
        "GeneratorId": "security-notifications-test",
        "AwsAccountId": account_id,
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": f"{now:%Y-%m-%dT00:00:00Z}",
        "UpdatedAt": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "Severity": {"Label": severity.upper()},
        "Title": "Test of security notifications: nothing is wrong",
        "Description": "Somebody tries whether security notifications arrive. There is nothing to do.",
        "Resources": [
            {"Type": "AwsAccount", "Id": f"AWS::::Account:{account_id}", "Region": region, "Tags": dict(tags)}
        ],
        "RecordState": "ARCHIVED" if resolved else "ACTIVE",
    }
