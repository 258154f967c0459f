"""What was signed must be what came, and just now."""

from __future__ import annotations

import os
import re
import urllib.parse
from collections.abc import Callable
from datetime import datetime, timedelta, timezone

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.by_hand import curl


def signed(aws: EmbeddedAws, account: str, at: timedelta = timedelta(0), body: str = "") -> AWSRequest:
    """Return a request that is signed as at that distance from now."""
    asked = body or "Action=GetCallerIdentity&Version=2011-06-15"
    request = AWSRequest("POST", f"{aws.endpoint_url}/", data=asked)
    request.headers["Content-Type"] = "application/x-www-form-urlencoded"
    request.headers["Host"] = urllib.parse.urlsplit(aws.endpoint_url).netloc
    signer = SigV4Auth(BotoCredentials(account, aws.keys.root_secret(account)), "sts", "us-east-1")
    request.context["timestamp"] = (datetime.now(timezone.utc) + at).strftime("%Y%m%dT%H%M%SZ")
    request.headers["X-Amz-Date"] = request.context["timestamp"]
    canonical = signer.canonical_request(request)
    signature = signer.signature(signer.string_to_sign(request, canonical), request)
    names = signer.signed_headers(signer.headers_to_sign(request))
    request.headers["Authorization"] = (
        f"AWS4-HMAC-SHA256 Credential={signer.scope(request)}, SignedHeaders={names}, Signature={signature}"
    )
    return request


def sent(request: AWSRequest) -> str:
    headers = [part for name, value in request.headers.items() for part in ("-H", f"{name}: {value}")]
    return curl("-X", request.method, *headers, "--data-binary", request.data, request.url)[0]


def test_a_request_of_now_comes_in(embedded_aws: EmbeddedAws) -> None:
    assert sent(signed(embedded_aws, new_account_id())) == "200"


@pytest.mark.parametrize("minutes", [-16, 16])
def test_a_request_of_another_time_does_not(embedded_aws: EmbeddedAws, minutes: int) -> None:
    assert sent(signed(embedded_aws, new_account_id(), timedelta(minutes=minutes))) == "403"


def change_body(request: AWSRequest) -> None:
    request.data = request.data.replace("GetCallerIdentity", "GetSessionToken")


def change_account(request: AWSRequest) -> None:
    _replace(request, "Authorization", r"Credential=\d+", f"Credential={new_account_id()}")


def change_service(request: AWSRequest) -> None:
    _replace(request, "Authorization", "/sts/", "/iam/")


def change_path(request: AWSRequest) -> None:
    request.url += "bucket"


def leave_out_host(request: AWSRequest) -> None:
    _replace(request, "Authorization", ";host", "")


def two_credentials(request: AWSRequest) -> None:
    _replace(request, "Authorization", "AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=999999999999/x, ")


def another_in_the_query(request: AWSRequest) -> None:
    request.url += "?X-Amz-Credential=999999999999/20250101/us-east-1/sts/aws4_request"


def _replace(request: AWSRequest, name: str, pattern: str, text: str) -> None:
    value = re.sub(pattern, text, request.headers[name])
    assert value != request.headers[name]
    del request.headers[name]
    request.headers[name] = value


CHANGES = [
    change_body,
    change_account,
    change_service,
    change_path,
    leave_out_host,
    two_credentials,
    another_in_the_query,
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_changed_request_does_not_come_in(embedded_aws: EmbeddedAws, change: Callable[[AWSRequest], None]) -> None:
    request = signed(embedded_aws, new_account_id())
    change(request)
    assert sent(request) == "403"


def presigned(aws: EmbeddedAws, secret: str, seconds: int) -> str:
    account = new_account_id()
    request = AWSRequest("GET", f"{aws.endpoint_url}/?Action=GetCallerIdentity&Version=2011-06-15")
    SigV4QueryAuth(
        BotoCredentials(account, secret or aws.keys.root_secret(account)), "sts", "us-east-1", seconds
    ).add_auth(request)
    return str(request.url)


def test_a_presigned_link_opens_until_it_expires(embedded_aws: EmbeddedAws) -> None:
    assert curl(presigned(embedded_aws, "", 60))[0] == "200"
    assert curl(presigned(embedded_aws, "", -1))[0] == "403"
    assert curl(presigned(embedded_aws, "test", 60))[0] == "403"
    for more in ("&Action=GetSessionToken", "&x-amz-credential=999999999999/20250101/us-east-1/sts/aws4_request"):
        assert curl(presigned(embedded_aws, "", 60) + more)[0] == "403"


def test_whoever_signs_as_somebody_else_too_does_not_come_in(embedded_aws: EmbeddedAws) -> None:
    request = signed(embedded_aws, new_account_id())
    forged = re.sub(r"Credential=\d+", f"Credential={new_account_id()}", request.headers["Authorization"])
    for first, second in ((forged, request.headers["Authorization"]), (request.headers["Authorization"], forged)):
        given = ["-H", f"Authorization: {first}", "-H", f"Authorization: {second}"]
        dated = ["-H", f"X-Amz-Date: {request.headers['X-Amz-Date']}"]
        assert curl(*given, *dated, "-d", request.data, request.url)[0] == "403"


def test_objects_go_up_and_down_by_presigned_links(embedded_aws: EmbeddedAws) -> None:
    s3 = embedded_aws.session(new_account_id()).client("s3", config=Config(signature_version="s3v4"))
    s3.create_bucket(Bucket="a-bucket")
    for body in (b"", b"text", os.urandom(200_000)):
        s3.put_object(Bucket="a-bucket", Key="a key/with+signs", Body=body)
        assert s3.get_object(Bucket="a-bucket", Key="a key/with+signs")["Body"].read() == body
    link = s3.generate_presigned_url("get_object", Params={"Bucket": "a-bucket", "Key": "a key/with+signs"})
    assert curl("-o", "/dev/null", link)[0].endswith("200")
