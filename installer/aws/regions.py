"""Whether Regions exist and are enabled in an account."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    UnknownRegionError,
)

from installer.aws.sentences import UNKNOWN_CREDENTIALS
from installer.aws.session import Session
from installer.errors import UserError

if TYPE_CHECKING:
    from types_boto3_sts.type_defs import GetCallerIdentityResponseTypeDef

_IMPATIENT = Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=5, read_timeout=10)
"""For a Region of which botocore has not heard: it is a misspelt one, or newer than botocore, and then it answers soon."""

HOME_REGIONS: Mapping[str, str] = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""By partition, a Region that every account has.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""


def check_regions(found: Session, regions: Iterable[str]) -> None:
    """Check that every Region answers.

    Raises:
        UserError: a Region does not exist or is not enabled in this account.
    """
    for region in regions:
        caller_in(found, region)


def caller_in(found: Session, region: str) -> GetCallerIdentityResponseTypeDef:
    """Ask in a Region which account and principal the credentials belong to.

    Raises:
        UserError: the Region does not exist or is not enabled in this account.
    """
    if _partition(found, region) is None:
        raise UserError(_about_region(found, region))
    if region in _regions(found, region):
        sts = found.client("sts", region_name=region)
    else:
        sts = found.client("sts", region_name=region, config=_IMPATIENT)
    try:
        return sts.get_caller_identity()
    except (ClientError, EndpointConnectionError, ConnectTimeoutError) as error:
        if _is_missing_region(error) and _is_elsewhere_welcome(found, region):
            raise UserError(_about_region(found, region)) from error
        raise


def _is_missing_region(error: Exception) -> bool:
    unreachable = isinstance(error, (EndpointConnectionError, ConnectTimeoutError))
    return unreachable or (isinstance(error, ClientError) and error.response["Error"]["Code"] in UNKNOWN_CREDENTIALS)


def _is_elsewhere_welcome(found: Session, region: str) -> bool:
    """Return whether the credentials are good where every account is at home; then the Region is at fault."""
    home = HOME_REGIONS.get(_partition(found, region) or "", region)
    if home == region:
        return False
    try:
        found.client("sts", region_name=home).get_caller_identity()
    except (ClientError, BotoCoreError):
        return False
    return True


def _about_region(found: Session, region: str) -> str:
    known = _regions(found, region)
    if region in known:
        return (
            f"Region {region} is not enabled in this account: enable it with 'aws account enable-region --region-name "
            f"{region}' and wait until 'aws account get-region-opt-status --region-name {region}' says ENABLED, or choose "
            "another Region."
        )
    close = difflib.get_close_matches(region, known, 1)
    return f"There is no Region {region}, or it is not enabled in this account; did you mean {(close or known)[0]}?"


def _regions(found: Session, region: str) -> list[str]:
    """Return the Regions of that Region's partition of which botocore has heard; those of all where it is in none."""
    partition = _partition(found, region)
    partitions = [partition] if partition else found.get_available_partitions()
    return [one for part in partitions for one in found.get_available_regions("cloudformation", part)]


def _partition(found: Session, region: str) -> str | None:
    """Return the partition of a Region; None where no partition has Regions with such a name."""
    try:
        return found.get_partition_for_region(region)
    except UnknownRegionError:
        return None
