"""Check that a request was signed with a key that this run has handed out.

MiniStack checks signatures only while it enforces permissions, and takes twelve digits, with any signature, for the root of
that account. Here every signature counts: of roots, whose secrets come from the run's keys, of IAM users and of sessions.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ministack.core import iam_evaluator, sigv4
from ministack.core.responses import _account_from_sts_session

Query = Mapping[str, list[str]]

_SCOPE = r"(?P<key>\w{1,128})/(?P<date>\d{8})/(?P<region>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/aws4_request"
_CREDENTIAL = re.compile(_SCOPE)
_HEADER = re.compile(
    rf"AWS4-HMAC-SHA256 Credential={_SCOPE}, ?SignedHeaders=(?P<headers>[a-z0-9;_-]+), ?Signature=(?P<signature>[0-9a-f]+)"
)
_TIME = re.compile(r"\d{8}T\d{6}Z")
_BODY_HASH = re.compile(r"[0-9a-f]{64}")
_ACCOUNT = re.compile(r"\d{12}")

_UNKNOWN = ("UnrecognizedClientException", "The security token included in the request is invalid.")
_INCOMPLETE = ("IncompleteSignature", "The signature of this request is not complete.")
_MISMATCH = ("SignatureDoesNotMatch", sigv4.SIGNATURE_MISMATCH)


class SignatureError(Exception):
    """A request that no key of this run signed.

    Attributes:
        code: AWS's error code.
        service: signing name of the service that was asked; empty where the request names none.
    """

    def __init__(self, code: str, message: str, service: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.service = service


@dataclass(frozen=True)
class Signed:
    """A request as it came in; header names are in lower case."""

    method: str
    raw_path: str
    query: Query
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_presigned(self) -> bool:
        """Whether the signature stands in the query."""
        return "authorization" not in self.headers

    @property
    def session_token(self) -> str:
        """Token of temporary credentials; empty for others."""
        return (
            self.of_query("X-Amz-Security-Token") if self.is_presigned else self.headers.get("x-amz-security-token", "")
        )

    def of_query(self, name: str) -> str:
        """Return a parameter of the query; empty where it is not there exactly once."""
        found = self.query.get(name, [])
        return found[0] if len(found) == 1 else ""


def require_signature(request: Signed) -> None:
    """Return if a key of this run signed the request, just now.

    Raises:
        SignatureError: it did not; worded as AWS words it.
    """
    signature = _in_query(request) if request.is_presigned else _in_header(request)
    failure = _failure(signature, request)
    if failure:
        raise SignatureError(*failure, signature.service)


def _in_header(request: Signed) -> sigv4.HeaderSignature:
    found = _HEADER.fullmatch(request.headers["authorization"])
    others = {"x-amz-credential", "awsaccesskeyid"} & {name.lower() for name in request.query}
    if found is None or others:
        raise SignatureError(*_INCOMPLETE)
    return _signature(found, found["headers"], found["signature"], request.headers.get("x-amz-date", ""))


def _in_query(request: Signed) -> sigv4.HeaderSignature:
    found = _CREDENTIAL.fullmatch(request.of_query("X-Amz-Credential"))
    names = [name.lower() for name in request.query]
    is_clear = len(names) == len(set(names)) and "awsaccesskeyid" not in names
    if found is None or not is_clear or request.of_query("X-Amz-Algorithm") != "AWS4-HMAC-SHA256":
        raise SignatureError("MissingAuthenticationToken", "Missing Authentication Token")
    rest = ("X-Amz-SignedHeaders", "X-Amz-Signature", "X-Amz-Date")
    return _signature(found, *(request.of_query(name) for name in rest))


def _signature(scope: re.Match[str], headers: str, signature: str, time: str) -> sigv4.HeaderSignature:
    if not _TIME.fullmatch(time) or "host" not in headers.split(";"):
        raise SignatureError(*_INCOMPLETE, scope["service"])
    return sigv4.HeaderSignature(
        scope["key"], scope["date"], scope["region"], scope["service"], headers, signature, time
    )


def _failure(signature: sigv4.HeaderSignature, request: Signed) -> tuple[str, str] | None:
    secret, failure = _secret(signature.access_key_id, request.session_token)
    failure = failure or _time_failure(signature, request)
    if failure:
        return failure
    body_hash = request.headers.get("x-amz-content-sha256", "")
    if _BODY_HASH.fullmatch(body_hash) and body_hash != hashlib.sha256(request.body).hexdigest():
        return _MISMATCH
    found: tuple[str, str] | None = sigv4.header_signature_failure(
        signature,
        secret,
        request.method,
        request.raw_path,
        request.query,
        request.headers,
        request.body,
        presigned=request.is_presigned,
    )
    return found


def _time_failure(signature: sigv4.HeaderSignature, request: Signed) -> tuple[str, str] | None:
    """Return why the request is too old, or of the future."""
    if not request.is_presigned:
        skewed: tuple[str, str] | None = sigv4.request_time_failure(signature)
        return skewed
    seconds = request.of_query("X-Amz-Expires")
    if not seconds.isdecimal() or sigv4.presigned_request_is_expired(signature.amz_date, seconds):
        return "AccessDenied", "Request has expired"
    return None


def _secret(access_key_id: str, session_token: str) -> tuple[str, tuple[str, str] | None]:
    """Return the secret of a key, or why there is none."""
    account = access_key_id if _ACCOUNT.fullmatch(access_key_id) else _owner(access_key_id)
    if not account:
        return "", _UNKNOWN
    found = iam_evaluator.resolve_credential(access_key_id, account, session_token)
    if isinstance(found, iam_evaluator.CredentialResolutionError):
        return "", (found.code, found.message)
    return str(found.secret_access_key), None


def _owner(access_key_id: str) -> str:
    """Return the account of a user's or session's key; MiniStack takes some words, such as `test`, for a root's."""
    if iam_evaluator.is_root_access_key(access_key_id):
        return ""
    found = _account_from_sts_session(access_key_id) or iam_evaluator.find_iam_access_key_account(access_key_id)
    return str(found or "")
