"""A finding of our own, to try a subscription; imported with the account's default product.

https://docs.aws.amazon.com/securityhub/latest/userguide/finding-update-batchimportfindings.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from installer.aws.identity import caller
from installer.aws.session import Session
from installer.errors import UserError
from installer.findings.imports import import_findings
from installer.findings.written import written

if TYPE_CHECKING:
    from types_boto3_securityhub.type_defs import StringFilterTypeDef

GENERATOR = "security-notifications-test"
"""Marks findings as ours."""

TITLE = "Test of security notifications: nothing is wrong"
DESCRIPTION = "Somebody tries whether security notifications arrive. There is nothing to do."


def import_test_finding(session: Session, severity: str, tags: Mapping[str, str], now: datetime) -> str:
    """Import a finding that nobody has seen; returns its id.

    Raises:
        UserError: Security Hub is not enabled here, or refuses the finding.
    """
    account_id = caller(session)["Account"]
    return _import(session, account_id, _finding(session, account_id, severity, tags, now))


def resolve_test_finding(session: Session, now: datetime) -> str:
    """Resolve the latest test finding that is open, with the tags and severity it has; returns its id.

    Raises:
        UserError: there is none, or Security Hub is not enabled here, or refuses the finding.
    """
    account_id = caller(session)["Account"]
    new = _finding(session, account_id, "", {}, now)
    with _enabled(session, account_id):
        found = session.client("securityhub").get_findings(
            Filters={
                "GeneratorId": [_equals(new["GeneratorId"])],
                "ProductArn": [_equals(new["ProductArn"])],
                "AwsAccountId": [_equals(new["AwsAccountId"])],
                "RecordState": [_equals(new["RecordState"])],
                "WorkflowStatus": [_equals("NEW"), _equals("NOTIFIED")],
            },
            SortCriteria=[{"Field": "UpdatedAt", "SortOrder": "desc"}],
            MaxResults=1,
        )["Findings"]
    if not found:
        raise UserError(
            f"There is no open test finding in account {account_id}, {session.region_name}: run ./install.sh test-finding "
            "first; one that was just imported may take a minute to be found."
        )
    held: Mapping[str, object] = {**found[0]}
    known = {name: held[name] for name in new}
    return _import(session, account_id, {**known, "UpdatedAt": new["UpdatedAt"], "RecordState": "ARCHIVED"})


def _import(session: Session, account_id: str, finding: Mapping[str, Any]) -> str:
    with _enabled(session, account_id):
        answer = import_findings(session.client("securityhub"), [finding])
    if answer["FailedCount"]:
        raise UserError(f"Security Hub refused the finding: {answer['FailedFindings'][0]['ErrorMessage']}")
    return str(finding["Id"])


@contextmanager
def _enabled(session: Session, account_id: str) -> Iterator[None]:
    """Say so where Security Hub is not enabled."""
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] != "InvalidAccessException":
            raise
        raise UserError(
            f"Security Hub is not enabled in account {account_id}, {session.region_name}: enable it first."
        ) from error


def _equals(value: str) -> StringFilterTypeDef:
    return {"Value": value, "Comparison": "EQUALS"}


def _finding(
    session: Session, account_id: str, severity: str, tags: Mapping[str, str], now: datetime
) -> dict[str, Any]:
    region = session.region_name
    partition = session.get_partition_for_region(region)
    time = written(now)
    return {
        "SchemaVersion": "2018-10-08",
        # A finding that was told before would be a repeat and silent, so each run has one of its own.
        "Id": f"{GENERATOR}-{now:%Y%m%dT%H%M%S%f}",
        "ProductArn": f"arn:{partition}:securityhub:{region}:{account_id}:product/{account_id}/default",
        "GeneratorId": GENERATOR,
        "AwsAccountId": account_id,
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": time,
        "UpdatedAt": time,
        "Severity": {"Label": severity.upper()},
        "Title": TITLE,
        "Description": DESCRIPTION,
        "Resources": [
            {"Type": "AwsAccount", "Id": f"AWS::::Account:{account_id}", "Region": region, "Tags": dict(tags)}
        ],
        "RecordState": "ACTIVE",
    }
