"""The door: what is not signed with a key of this run, or comes from a web page of elsewhere, gets 403 and does nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from embedded_aws import door
from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.by_hand import curl

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


# By hand, as another user of this machine would.


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
    for arguments in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):  # a process that has ended meanwhile
            assert secret not in arguments.read_text(errors="replace")
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
