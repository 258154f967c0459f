"""Wait until Service Catalog is done with what it was asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient
    from types_boto3_servicecatalog.type_defs import DescribeRecordOutputTypeDef

SUCCEEDED = "SUCCEEDED"

_AT_WORK = ("CREATED", "IN_PROGRESS", "IN_PROGRESS_IN_ERROR")
_SECONDS_BETWEEN_LOOKS = 2.0
_LONGEST_SECONDS = 1_800


def finished(
    catalog: ServiceCatalogClient, record_id: str, sleep: Callable[[float], None]
) -> DescribeRecordOutputTypeDef:
    """Return the answer of DescribeRecord once the record has ended, well or not.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_DescribeRecord.html

    Args:
        catalog: Service Catalog client of whoever asked for it.
        record_id: the record.
        sleep: waits for so many seconds.

    Raises:
        UserError: it has not ended after half an hour.
    """
    for _ in range(int(_LONGEST_SECONDS / _SECONDS_BETWEEN_LOOKS)):
        answer = catalog.describe_record(Id=record_id)
        if answer["RecordDetail"]["Status"] not in _AT_WORK:
            return answer
        sleep(_SECONDS_BETWEEN_LOOKS)
    raise UserError(f"Service Catalog is still at work after {_LONGEST_SECONDS // 60} minutes (record {record_id}).")


def why_failed(answer: DescribeRecordOutputTypeDef) -> str:
    """Return why a record ended badly; empty where it ended well."""
    record = answer["RecordDetail"]
    if record["Status"] == SUCCEEDED:
        return ""
    reasons = "; ".join(one.get("Description", "") for one in record.get("RecordErrors", ()))
    return reasons or f"Service Catalog says {record['Status']} without a reason (record {record['RecordId']})."
