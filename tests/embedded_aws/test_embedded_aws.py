"""The process: it starts on a free port, shares nothing with another one, and leaves nothing behind however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from embedded_aws.errors import EmbeddedAwsError
from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws, start
from embedded_aws.sessions import Credentials
from tests.embedded_aws.waiting import until

STAYING = """
import signal
from embedded_aws.process import start
# Tests that a shell runs in the background inherit that Ctrl-C is ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
with start() as aws:
    print(aws.folder, flush=True)
    signal.pause()
"""


def processes_in(folder: Path) -> list[str]:
    """Return the processes whose environment names the folder."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if str(folder).encode() in environment.read_bytes():
                found.append(environment.parent.name)
        except OSError:
            continue
    return found


def test_two_side_by_side_share_nothing(embedded_aws: EmbeddedAws) -> None:
    account, one = new_account_id(), embedded_aws
    with start() as other:
        one.session(account).client("sns").create_topic(Name="here")
        assert one.endpoint_url != other.endpoint_url
        assert one.folder != other.folder
        assert len(one.session(account).client("sns").list_topics()["Topics"]) == 1
        assert other.session(account).client("sns").list_topics()["Topics"] == []


def test_nothing_is_left_when_the_context_ends() -> None:
    with start() as aws:
        assert processes_in(aws.folder)
    assert processes_in(aws.folder) == []
    assert not aws.folder.exists()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_when_the_starting_process_ends(number: signal.Signals) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", STAYING], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert parent.stdout is not None
    folder = Path(parent.stdout.readline().strip())
    assert processes_in(folder)
    parent.send_signal(number)
    parent.communicate()
    until(lambda: not processes_in(folder) and not folder.exists())


def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with (
            pytest.raises(
                EmbeddedAwsError, match=rf"Port {port} of 127\.0\.0\.1 cannot be used: Address already in use"
            ),
            start(port=port),
        ):
            pass


def test_no_room_for_a_temporary_folder_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with (
        pytest.raises(EmbeddedAwsError, match=r"No temporary folder can be made in .*: No such file or directory"),
        start(),
    ):
        pass


def test_the_persons_own_aws_settings_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "AWS_PROFILE": "work",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SESSION_TOKEN": "token",
    }.items():
        monkeypatch.setenv(name, value)
    account = new_account_id()
    with start() as aws:
        assert aws.session(account).client("sts").get_caller_identity()["Account"] == account


def test_the_environment_is_all_that_another_process_needs(embedded_aws: EmbeddedAws) -> None:
    account = new_account_id()
    code = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
    environment = {**os.environ, **embedded_aws.environment(account)}
    output = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert output.stdout.strip() == f"arn:aws:iam::{account}:root"


def is_denied(aws: EmbeddedAws) -> bool:
    """Return whether a user without permissions is refused."""
    account = new_account_id()
    iam = aws.session(account).client("iam")
    iam.create_user(UserName="nobody")
    key = iam.create_access_key(UserName="nobody")["AccessKey"]
    nobody = aws.session(account, credentials=Credentials(key["AccessKeyId"], key["SecretAccessKey"]))
    try:
        nobody.client("sns").create_topic(Name="mine")
    except ClientError:
        return True
    return False


def test_permissions_are_enforced_unless_told_otherwise(embedded_aws: EmbeddedAws) -> None:
    with start(enforce_permissions=False) as lenient:
        assert (is_denied(embedded_aws), is_denied(lenient)) == (True, False)
