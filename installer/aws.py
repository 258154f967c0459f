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
    ConfigParseError,
    ConnectionError,  # noqa: A004  # botocore's own
    ConnectTimeoutError,
    CredentialRetrievalError,
    EndpointConnectionError,
    HTTPClientError,
    InvalidConfigError,
    LoginError,
    MissingDependencyException,
    NoAuthTokenError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOError,
    TokenRetrievalError,
)

from installer.configuration.patterns import REGION
from installer.errors import UserError

_CALLS = Config(retries={"mode": "adaptive", "total_max_attempts": 10})
"""Service Catalog and Organizations answer few calls a second; adaptive retries slow down instead of failing."""

_ONE_CALL = Config(retries={"mode": "standard", "total_max_attempts": 2}, connect_timeout=5, read_timeout=10)
"""For a Region of which botocore has not heard: it is a misspelt one, or newer than botocore, and then it answers soon."""

_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403")
_UNKNOWN = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure")
"""The credentials are wrong, or the Region is one that the account has not enabled: AWS answers both alike."""

_EXPIRED = ("ExpiredToken", "ExpiredTokenException", *_UNKNOWN)
_SIGNED_OUT = (SSOError, NoAuthTokenError, TokenRetrievalError)
_ADVICE: tuple[tuple[type[Exception], str], ...] = (
    (PartialCredentialsError, "Give all parts or none, or name a profile with --profile."),
    (ConfigParseError, "Mend that file, or name another one in AWS_CONFIG_FILE."),
    (LoginError, "Run 'aws login' for that profile and the same command again."),
    (
        MissingDependencyException,
        (
            "Where the profile signs in with 'aws login', hand its credentials over: run 'eval \"$(aws configure "
            "export-credentials --profile NAME --format env)\"' and the same command without --profile."
        ),
    ),
    (CredentialRetrievalError, "Mend that profile in your AWS configuration, or name another one with --profile."),
    (InvalidConfigError, "Mend that in your AWS configuration, or name another profile with --profile."),
)
"""What to do about mistakes that botocore names well itself."""

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
        UserError: there is no such profile, or no Region is set that looks like one, or the profile is not signed in.
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
    _check_credentials(found)
    return found


def _check_credentials(found: Session) -> None:
    """Get the credentials now, while it is known whose they are.

    Raises:
        UserError: they cannot be had.
    """
    try:
        credentials = found.get_credentials()
        if credentials is not None:
            credentials.get_frozen_credentials()
    except BotoCoreError as error:
        raise UserError(sentence(error, found.profile_name)) from error


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
        config = {} if region in _regions(found, region) else {"config": _ONE_CALL}
        try:
            found.client("sts", region_name=region, **config).get_caller_identity()
        except (ClientError, EndpointConnectionError, ConnectTimeoutError) as error:
            if _is_missing_region(error) and _is_elsewhere_welcome(found, region):
                raise UserError(_about_region(found, region)) from error
            raise


def sentence(error: Exception, profile: str = "NAME") -> str:
    """Return what an AWS error means and what to do, in one sentence.

    Args:
        error: an error of botocore or boto3.
        profile: the profile that the credentials are of, where it is known.
    """
    if isinstance(error, NoCredentialsError):
        return (
            "There are no AWS credentials: use AWS CloudShell, run 'aws sso login', or name a profile with --profile."
        )
    if isinstance(error, NoRegionError):
        return "No Region is set: name one with --region, for example --region eu-west-1."
    if not isinstance(error, ClientError):
        return _about_this_side(error, profile)
    code = error.response["Error"].get("Code", "")
    message = error.response["Error"].get("Message", "").rstrip(". ") + "."
    if code in _DENIED:
        return f"You may not call {error.operation_name}: {message} Ask for that permission, or use another profile."
    if code in _EXPIRED:
        return (
            "Your AWS credentials have expired or are wrong: sign in again ('aws sso login') and run the same command."
        )
    return f"{error.operation_name} failed ({code}): {message}"


def _about_this_side(error: Exception, profile: str) -> str:
    """Return what is wrong before AWS has answered."""
    if isinstance(error, (ConnectionError, HTTPClientError)):
        return f"AWS could not be reached: {error}"
    reason = str(error).rstrip(". ") + "."
    if isinstance(error, _SIGNED_OUT):
        return f"You are not signed in: run 'aws sso login --profile {profile}' and the same command again. ({reason})"
    return " ".join((reason, *(advice for kind, advice in _ADVICE if isinstance(error, kind))))


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
    """Return the Regions of that Region's partition of which botocore has heard."""
    known: list[str] = found.get_available_regions("cloudformation", found.get_partition_for_region(region))
    return known
