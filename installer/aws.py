"""Who we are on AWS, and what to say when AWS refuses."""

from __future__ import annotations

import difflib
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
import botocore.session
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    ProfileNotFound,
)

from installer.configuration.patterns import REGION
from installer.errors import UserError

_CALLS = Config(retries={"mode": "adaptive", "total_max_attempts": 10})
"""Service Catalog and Organizations answer few calls a second; adaptive retries slow down instead of failing."""

_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403")
_UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure")
"""The credentials are wrong, or the Region is one that the account has not enabled: AWS answers both alike."""

_EXPIRED = ("ExpiredToken", "ExpiredTokenException", *_UNKNOWN)
_ALWAYS_ENABLED: Mapping[str, str] = {"aws": "us-east-1", "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
"""By partition, a Region that every account has.

https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-regions.html
"""

_LOCK = threading.Lock()
"""boto3 makes clients one at a time; used, they may be by several threads.

https://docs.aws.amazon.com/boto3/latest/guide/clients.html#multithreading-or-multiprocessing-with-clients
"""


@dataclass(frozen=True)
class Identity:
    """The account that the credentials belong to, and its organization.

    Attributes:
        account_id: the account.
        arn: the principal.
        organization_id: its organization.
        management_account_id: the organization's management account.
    """

    account_id: str
    arn: str
    organization_id: str
    management_account_id: str

    @property
    def is_management(self) -> bool:
        """Whether this is the management account."""
        return self.account_id == self.management_account_id


class Session(boto3.Session):  # type: ignore[misc]  # boto3 ships no types
    """A boto3 session whose clients are patient where AWS is slow."""

    def client(self, service_name: str, **arguments: Any) -> Any:
        """Return a client; see boto3."""
        with _LOCK:
            return super().client(service_name, **({"config": _CALLS} | arguments))


def session(profile: str | None, region: str | None) -> Session:
    """Return a session of the profile, else of the environment.

    Raises:
        UserError: there is no such profile, or no Region is set that looks like one.
    """
    try:
        found = Session(profile_name=profile, region_name=region)
    except ProfileNotFound as error:
        named = error.kwargs["profile"]
        known = ", ".join(_profiles()) or "none"
        raise UserError(f"There is no profile {named!r}. Profiles in your AWS configuration: {known}.") from None
    if found.region_name is None:
        raise UserError("No Region is set: name one with --region, for example --region eu-west-1.")
    if not REGION.expression.fullmatch(found.region_name):
        raise UserError(f"{found.region_name!r} is no {REGION.what}; {REGION.example}")
    return found


def _profiles() -> list[str]:
    """Return the profiles of the AWS configuration, whatever profile the environment names."""
    nobody: dict[str, Any] = {"profile": (None, None, None, None)}
    found: list[str] = botocore.session.Session(session_vars=nobody).available_profiles
    return found


def is_denied(error: ClientError) -> bool:
    """Return whether AWS refused a call for want of permission."""
    return error.response["Error"].get("Code") in _DENIED


def caller(found: Session) -> Mapping[str, str]:
    """Ask which account and principal the credentials belong to.

    Raises:
        UserError: the session's Region does not exist or is not enabled in the account.
    """
    check_regions(found, (found.region_name,))
    answer: Mapping[str, str] = found.client("sts").get_caller_identity()
    return answer


def identity(found: Session) -> Identity:
    """Ask who we are.

    Raises:
        UserError: the account is in no organization, or the session's Region is not enabled in it.
    """
    known = caller(found)
    try:
        organization = found.client("organizations").describe_organization()["Organization"]
    except ClientError as error:
        if error.response["Error"]["Code"] != "AWSOrganizationsNotInUseException":
            raise
        raise UserError(
            f"Account {known['Account']} is in no organization; the portfolio is shared within one."
        ) from error
    return Identity(known["Account"], known["Arn"], organization["Id"], organization["MasterAccountId"])


def hub_identity(found: Session) -> Identity:
    """Ask who we are and refuse the management account.

    Raises:
        UserError: this is the management account, or in no organization.
    """
    known = identity(found)
    if known.is_management:
        raise UserError(
            f"Account {known.account_id} is the organization's management account; install in a hub account instead, "
            "such as your security tooling account (AWS advises to run nothing in the management account)."
        )
    return known


def check_regions(found: Session, regions: tuple[str, ...]) -> None:
    """Check that every Region answers.

    Raises:
        UserError: a Region does not exist or is not enabled in this account.
    """
    for region in regions:
        try:
            found.client("sts", region_name=region).get_caller_identity()
        except (ClientError, EndpointConnectionError, ConnectTimeoutError) as error:
            if _is_missing_region(error) and _is_elsewhere_welcome(found, region):
                raise UserError(_about_region(found, region)) from error
            raise


def sentence(error: Exception) -> str:
    """Return what an AWS error means and what to do, in one sentence."""
    if isinstance(error, NoCredentialsError):
        return (
            "There are no AWS credentials: use AWS CloudShell, run 'aws sso login', or name a profile with --profile."
        )
    if isinstance(error, NoRegionError):
        return "No Region is set: name one with --region, for example --region eu-west-1."
    if not isinstance(error, ClientError):
        return f"AWS could not be reached: {error}"
    code = error.response["Error"].get("Code", "")
    message = error.response["Error"].get("Message", "").rstrip(". ") + "."
    if code in _DENIED:
        return f"You may not call {error.operation_name}: {message} Ask for that permission, or use another profile."
    if code in _EXPIRED:
        return (
            "Your AWS credentials have expired or are wrong: sign in again ('aws sso login') and run the same command."
        )
    return f"{error.operation_name} failed ({code}): {message}"


def _is_missing_region(error: Exception) -> bool:
    unreachable = isinstance(error, (EndpointConnectionError, ConnectTimeoutError))
    return unreachable or (isinstance(error, ClientError) and error.response["Error"]["Code"] in _UNKNOWN)


def _is_elsewhere_welcome(found: Session, region: str) -> bool:
    """Return whether the credentials are good where every account is at home; then the Region is at fault."""
    home = _ALWAYS_ENABLED.get(found.get_partition_for_region(region), region)
    if home == region:
        return False
    try:
        found.client("sts", region_name=home).get_caller_identity()
    except (ClientError, BotoCoreError):
        return False
    return True


def _about_region(found: Session, region: str) -> str:
    known = found.get_available_regions("cloudformation", found.get_partition_for_region(region))
    if region in known:
        return (
            f"Region {region} is not enabled in this account: enable it with 'aws account enable-region --region-name "
            f"{region}' and wait until 'aws account get-region-opt-status --region-name {region}' says ENABLED, or choose "
            "another Region."
        )
    close = difflib.get_close_matches(region, known, 1)
    return f"There is no Region {region}, or it is not enabled in this account; did you mean {(close or known)[0]}?"
