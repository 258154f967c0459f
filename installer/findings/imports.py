"""Import findings into Security Hub."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from types_boto3_securityhub import SecurityHubClient
    from types_boto3_securityhub.type_defs import (
        AwsSecurityFindingTypeDef,
        BatchImportFindingsResponseTypeDef,
    )


def import_findings(
    security_hub: SecurityHubClient, findings: Sequence[Mapping[str, Any]]
) -> BatchImportFindingsResponseTypeDef:
    """Import findings into the account's default product; returns how many were taken, and why others were not.

    https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
    """
    # They are ASFF as JSON, some read from files: boto3 and Security Hub check them, no type does.
    return security_hub.batch_import_findings(Findings=cast("Sequence[AwsSecurityFindingTypeDef]", findings))
