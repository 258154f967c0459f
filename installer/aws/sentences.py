"""What an AWS error means and what to do, in one sentence."""

from __future__ import annotations

from botocore.exceptions import (
    ClientError,
    ConfigParseError,
    ConnectionError,  # noqa: A004  # botocore's own
    CredentialRetrievalError,
    HTTPClientError,
    InvalidConfigError,
    LoginError,
    MissingDependencyException,
    NoAuthTokenError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    SSOError,
    TokenRetrievalError,
)

_DENIED = ("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError", "403")
UNKNOWN_CREDENTIALS = ("InvalidClientTokenId", "UnrecognizedClientException", "InvalidAccessKeyId", "AuthFailure")
"""The credentials are wrong, or the Region is one that the account has not enabled: AWS answers both alike."""

_EXPIRED = ("ExpiredToken", "ExpiredTokenException", *UNKNOWN_CREDENTIALS)
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


def is_denied(error: ClientError) -> bool:
    """Return whether AWS refused a call for want of permission."""
    return error.response["Error"].get("Code") in _DENIED


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
