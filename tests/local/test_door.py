"""The door: what is not signed with a key of this run, or comes from a web page of elsewhere, gets 403 and does nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from botocore.exceptions import ClientError

from local import door
from local.embedded_aws import EmbeddedAws
from local.organization import new_account_id
from local.sessions import Credentials

PORT = 4566
LINK = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


@pytest.mark.parametrize(
    ("method", "headers", "may"),
    [
        ("POST", {"Host": "127.0.0.1:4566"}, True),
        ("POST", {"Host": "localhost:4566"}, True),
        ("POST", {"Host": "[::1]:4566"}, True),
        ("GET", {}, False),
        ("GET", {"Host": "127.0.0.1"}, False),
        ("GET", {"Host": "127.0.0.1:80"}, False),
        ("GET", {"Host": "evil.example:4566"}, False),
        ("GET", {"Host": "127.0.0.1.evil.example:4566"}, False),
        ("GET", {"Host": "localhost.evil.example:4566"}, False),
        ("GET", {"Host": "0.0.0.0:4566"}, False),
        ("POST", {"Host": "127.0.0.1:4566", "Origin": "http://127.0.0.1:4566"}, True),
        ("POST", {"Host": "127.0.0.1:4566", "Origin": "http://localhost:4566"}, False),
        ("POST", {"Host": "127.0.0.1:4566", "Origin": "http://127.0.0.1:8000"}, False),
        ("POST", {"Host": "127.0.0.1:4566", "Origin": "https://evil.example"}, False),
        ("POST", {"Host": "127.0.0.1:4566", "Origin": "null"}, False),
        ("GET", {"Host": "127.0.0.1:4566", "Sec-Fetch-Site": "none"}, True),
        ("GET", {"Host": "127.0.0.1:4566", "Sec-Fetch-Site": "same-origin"}, True),
        ("GET", {"Host": "127.0.0.1:4566", "Sec-Fetch-Site": "cross-site"}, False),
        ("GET", {"Host": "127.0.0.1:4566", "Sec-Fetch-Site": "same-site"}, False),
        ("GET", {"Host": "127.0.0.1:4566", **LINK}, True),
        ("POST", {"Host": "127.0.0.1:4566", **LINK}, False),
        ("GET", {"Host": "127.0.0.1:4566", **LINK, "Sec-Fetch-Site": "cross-site"}, False),
        ("GET", {"Host": "127.0.0.1:4566", **LINK, "Sec-Fetch-Dest": "iframe"}, False),
        ("GET", {"Host": "127.0.0.1:4566", "Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "image"}, False),
    ],
)
def test_what_a_browser_says_decides(method: str, headers: dict[str, str], may: bool) -> None:
    assert (door.refusal(method, headers.items(), PORT) == "") is may


def test_two_hosts_or_two_origins_are_refused() -> None:
    host = ("Host", "127.0.0.1:4566")
    assert door.refusal("GET", [host, host], PORT)
    assert door.refusal("GET", [host, ("Origin", "http://127.0.0.1:4566"), ("Origin", "https://evil.example")], PORT)


# Keys: only those that the run gave out.


def topics(aws: EmbeddedAws, account: str, credentials: Credentials | None = None) -> list[Any]:
    found: list[Any] = aws.session(account, credentials=credentials).client("sns").list_topics()["Topics"]
    return found


def refused(aws: EmbeddedAws, account: str, credentials: Credentials) -> str:
    with pytest.raises(ClientError) as caught:
        topics(aws, account, credentials)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return str(caught.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    ("key", "secret", "token", "code"),
    [
        ("own", "test", None, "SignatureDoesNotMatch"),
        ("own", "", None, "SignatureDoesNotMatch"),
        ("own", "another account's", None, "SignatureDoesNotMatch"),
        ("own", "own", "token", "InvalidClientTokenId"),
        ("test", "test", None, "InvalidClientTokenId"),
        ("AKIAIOSFODNN7EXAMPLE", "own", None, "InvalidClientTokenId"),
        ("ASIAIOSFODNN7EXAMPLE", "own", "token", "InvalidClientTokenId"),
    ],
)
def test_no_other_key_opens(embedded_aws: EmbeddedAws, key: str, secret: str, token: str | None, code: str) -> None:
    account, another = new_account_id(), new_account_id()
    secrets = {
        "own": embedded_aws.keys.root_secret(account),
        "another account's": embedded_aws.keys.root_secret(another),
    }
    given = Credentials(account if key == "own" else key, secrets.get(secret, secret) or "none", token)
    assert refused(embedded_aws, account, given) == code
    assert topics(embedded_aws, account) == []


def test_users_and_sessions_have_keys_of_their_own(embedded_aws: EmbeddedAws) -> None:
    account = new_account_id()
    root = embedded_aws.session(account)
    iam = root.client("iam")
    everything = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="all", PolicyDocument=everything)
    iam.create_role(RoleName="admin", AssumeRolePolicyDocument=json.dumps({"Statement": trust}))
    iam.put_role_policy(RoleName="admin", PolicyName="all", PolicyDocument=everything)
    user = iam.create_access_key(UserName="ann")["AccessKey"]
    role = f"arn:aws:iam::{account}:role/admin"
    session = root.client("sts").assume_role(RoleArn=role, RoleSessionName="ann")["Credentials"]
    for keys in (user, session):
        token = keys.get("SessionToken")
        assert topics(embedded_aws, account, Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], token)) == []
        wrong = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"][::-1], token)
        assert refused(embedded_aws, account, wrong) == "SignatureDoesNotMatch"
    without_token = Credentials(session["AccessKeyId"], session["SecretAccessKey"])
    assert refused(embedded_aws, account, without_token) == "InvalidClientTokenId"


def test_the_portal_knows_only_tokens_of_this_run(embedded_aws: EmbeddedAws) -> None:
    portal = embedded_aws.session(new_account_id()).client("sso")
    for token in ("ann", "ann:", f"ann:{'0' * 64}", embedded_aws.keys.portal_token("bob").replace("bob", "ann")):
        with pytest.raises(portal.exceptions.UnauthorizedException):
            portal.get_role_credentials(roleName="View", accountId="111122223333", accessToken=token)


def test_the_secrets_of_a_function_are_this_runs(embedded_aws: EmbeddedAws) -> None:
    """MiniStack derives them from the names of function and role."""
    one, other = (Run.role_secret(name) for Run in (embedded_aws.keys,) for name in ("secret ASIA1", "secret ASIA2"))
    assert one != other
    assert one not in repr(embedded_aws)


# By hand, as another user of this machine would.


def curl(*arguments: str) -> tuple[str, str]:
    """Return status and body."""
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    command = ["curl", "--silent", "--max-time", "20", "--write-out", "\n%{http_code}", *arguments]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    body, _, status = output.rpartition("\n")
    return status, body


UNSIGNED = [
    ["/"],
    ["/_embedded/mailbox"],
    ["/_embedded/functions"],
    ["/_embedded/faults", "-X", "DELETE"],
    ["/_embedded/mailbox", "-H", "Authorization: Bearer guess"],
    ["/_ministack/health"],
    ["/_localstack/health"],
    ["/health"],
    ["/_ministack/reset", "-X", "POST"],
    ["/_ministack/config", "-X", "POST", "-d", "{}"],
    ["/bucket/key"],
    ["/", "-d", "Action=GetCallerIdentity&Version=2011-06-15"],
    ["/", "-d", "Action=CreateStack&StackName=evil"],
    ["/", "-H", "X-Amz-Target: DynamoDB_20120810.ListTables", "-d", "{}"],
    ["/2015-03-31/functions"],
    ["/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:111122223333:topic:id"],
    ["/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-east-1:111122223333:topic:id&Key=guess"],
    ["/", "-X", "OPTIONS", "-H", "Origin: https://evil.example", "-H", "Access-Control-Request-Method: POST"],
    ["/", "-H", "Host: evil.example"],
]


@pytest.mark.parametrize("request_", UNSIGNED, ids=" ".join)
def test_whoever_has_no_key_gets_403(embedded_aws: EmbeddedAws, request_: list[str]) -> None:
    path, *options = request_
    status, body = curl(embedded_aws.endpoint_url + path, *options)
    assert status == "403"
    assert "Traceback" not in body


def test_another_user_of_this_machine_gets_403(embedded_aws: EmbeddedAws) -> None:
    if os.geteuid() != 0 or shutil.which("runuser") is None:
        pytest.skip("only root can be another user")
    command = ["runuser", "-u", "nobody", "--", "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"]
    as_root = ["--aws-sigv4", "aws:amz:us-east-1:sts", "--user", "111122223333:test"]
    asked = ["-d", "Action=GetCallerIdentity&Version=2011-06-15", embedded_aws.endpoint_url]
    assert subprocess.run([*command, *as_root, *asked], capture_output=True, text=True, check=True).stdout == "403"
    secret = embedded_aws.keys.secret
    for process in Path("/proc").glob("[0-9]*"):
        assert secret not in _read(process / "cmdline")
    listed = ["runuser", "-u", "nobody", "--", "ls", str(embedded_aws.folder)]
    assert subprocess.run(listed, capture_output=True, check=False).returncode != 0


def test_curl_with_the_printed_keys_opens(embedded_aws: EmbeddedAws) -> None:
    account = new_account_id()
    keys = embedded_aws.environment(account)
    user = f"{keys['AWS_ACCESS_KEY_ID']}:{keys['AWS_SECRET_ACCESS_KEY']}"
    options = ["--aws-sigv4", "aws:amz:us-east-1:sts", "--user", user]
    asked = ["-d", "Action=GetCallerIdentity&Version=2011-06-15"]
    status, body = curl(*options, *asked, embedded_aws.endpoint_url)
    assert (status, f"arn:aws:iam::{account}:root" in body) == ("200", True)
    assert curl(*options, *asked, embedded_aws.endpoint_url, "-H", "Origin: https://evil.example")[0] == "403"


# What was signed must be what came, and just now.


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


def test_a_link_of_an_email_is_good_for_nothing_else(embedded_aws: EmbeddedAws) -> None:
    sns = embedded_aws.session(new_account_id()).client("sns")
    reader = f"{new_account_id()}@example.com"
    topic = sns.create_topic(Name="news")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader)
    sns.publish(TopicArn=topic, Message="Body")
    link = embedded_aws.mailbox(reader)[0].unsubscribe_url
    assert curl(link, "-X", "POST")[0] == "403"
    assert curl(link, "-X", "GET", "-d", "Action=CreateTopic&Name=evil")[0] == "403"
    assert curl(f"{link}&TopicArn={topic}")[0] == "403"
    assert curl(link.replace("Action=Unsubscribe", "Action=DeleteTopic"))[0] == "403"
    _, body = curl(link, "-H", "X-Amz-Target: DynamoDB_20120810.ListTables")
    assert "UnsubscribeResponse" in body


def test_objects_go_up_and_down_by_presigned_links(embedded_aws: EmbeddedAws) -> None:
    s3 = embedded_aws.session(new_account_id()).client("s3", config=Config(signature_version="s3v4"))
    s3.create_bucket(Bucket="a-bucket")
    for body in (b"", b"text", os.urandom(200_000)):
        s3.put_object(Bucket="a-bucket", Key="a key/with+signs", Body=body)
        assert s3.get_object(Bucket="a-bucket", Key="a key/with+signs")["Body"].read() == body
    link = s3.generate_presigned_url("get_object", Params={"Bucket": "a-bucket", "Key": "a key/with+signs"})
    assert curl("-o", "/dev/null", link)[0].endswith("200")


# Nothing else listens.


def listening(process: str) -> set[str]:
    """Return the addresses on which a process listens, as /proc writes them."""
    sockets = set()
    for descriptor in Path("/proc", process, "fd").iterdir():
        try:
            sockets.add(str(descriptor.readlink()))
        except OSError:
            continue
    found = set()
    for table in ("tcp", "tcp6"):
        rows = [line.split() for line in Path("/proc", process, "net", table).read_text().splitlines()[1:]]
        found |= {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in sockets}
    return found


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("latin-1")
    except OSError:
        return ""


def test_every_listener_is_on_loopback(embedded_aws: EmbeddedAws) -> None:
    folder = str(embedded_aws.folder)
    processes = [one.name for one in Path("/proc").glob("[0-9]*") if folder in _read(one / "environ")]
    assert processes
    assert {address for one in processes for address in listening(one)} == {"0100007F"}


SERVER = """
import socket
from local.server import run
run.begin("secret")
for address in [("", 0), ("0.0.0.0", 0), ("::", 0, 0, 0)]:
    try:
        socket.socket(socket.AF_INET6 if len(address) > 2 else socket.AF_INET).bind(address)
    except PermissionError as error:
        print(error)
socket.socket().bind(("127.0.0.1", 0))
print("loopback")
"""


def test_the_server_can_listen_nowhere_else() -> None:
    output = subprocess.run([sys.executable, "-c", SERVER], capture_output=True, text=True, check=True).stdout
    *refusals, last = output.splitlines()
    assert [line.startswith("The embedded AWS listens on 127.0.0.1 only") for line in refusals] == [True] * 3
    assert last == "loopback"
