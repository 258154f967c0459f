"""Whether Service Catalog may share within the organization; it tells only those who may share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from types_boto3_servicecatalog import ServiceCatalogClient

ENABLED = "ENABLED"


def access_status(catalog: ServiceCatalogClient) -> str | None:
    """Return Service Catalog's access to the organization; None where this account may not share, and so is not told.

    https://docs.aws.amazon.com/servicecatalog/latest/dg/API_GetAWSOrganizationsAccessStatus.html

    Args:
        catalog: boto3 client of Service Catalog.

    Raises:
        ClientError: it could not be asked.
    """
    try:
        return str(catalog.get_aws_organizations_access_status()["AccessStatus"])
    except ClientError as error:
        if error.response["Error"]["Code"] != "OperationNotSupportedException":
            raise
        return None
