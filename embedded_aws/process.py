"""Start the embedded AWS, hand out sessions that talk to it, and end it with everything it started.

MiniStack, extended by `embedded_aws.server`, runs in one child process with a POSIX session, a temporary folder and a port of
its own, so that two runs side by side share nothing and one signal reaches Lambda workers too.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from embedded_aws import deviations, faults
from embedded_aws.clock import advance, ahead
from embedded_aws.control import Control
from embedded_aws.deviations import Deviation
from embedded_aws.errors import EmbeddedAwsError
from embedded_aws.faults import Fault
from embedded_aws.functions import wait_until_idle
from embedded_aws.keys import RunKeys
from embedded_aws.mailbox import ReceivedEmail, accept, fetch_emails, fetch_invitations
from embedded_aws.security_hub import send_event
from embedded_aws.sessions import SessionFactory

_START_SECONDS = 60.0


@dataclass(frozen=True)
class EmbeddedAws(SessionFactory):
    """A running embedded AWS.

    Attributes:
        folder: its temporary folder, gone when it ends.
    """

    folder: Path

    @property
    def control(self) -> Control:
        """The way to the server's own paths."""
        return Control(self.endpoint_url, self.keys.control_token)

    def mailbox(self, address: str | None = None) -> list[ReceivedEmail]:
        """Return the emails that SNS would have delivered, oldest first; of one address or of all."""
        return fetch_emails(self.control, address)

    def confirm(self, address: str) -> None:
        """Let the owner of an address, one that does not do so at once, confirm all that SNS has invited it to."""
        for invitation in fetch_invitations(self.control, address):
            accept(invitation)

    def send_event(self, account_id: str, event: Mapping[str, Any], region: str = "us-east-1") -> None:
        """Let Security Hub send an event as it is; see `embedded_aws.security_hub`."""
        send_event(self.control, account_id, region, event)

    def let_pass(self, passed: timedelta) -> None:
        """Let time pass for functions and Security Hub's events, at once."""
        advance(self.control, passed)

    def now(self) -> datetime:
        """Return the time in which functions and Security Hub's events live."""
        return datetime.now(timezone.utc) + ahead(self.control)

    def arm(self, *armed: Fault) -> None:
        """Let calls of a function meet faults from now on."""
        faults.arm(self.control, armed)

    def clear_faults(self) -> None:
        """Forget all faults."""
        faults.clear(self.control)

    def deviate(self, *how: Deviation) -> None:
        """Differ so from what AWS documents from now on, and in no other way."""
        deviations.deviate(self.control, how)

    def wait_until_idle(self) -> None:
        """Return once no event is on its way to a function; see `embedded_aws.functions`."""
        wait_until_idle(self.control)

    def environment(self, account_id: str, region: str = "us-east-1") -> dict[str, str]:
        """Return the variables with which `aws` and boto3 of a subprocess act as the root of an account."""
        credentials = self.root_credentials(account_id)
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": credentials.access_key_id,
            "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
            "AWS_DEFAULT_REGION": region,
        }


@contextlib.contextmanager
def start(
    enforce_permissions: bool = True,  # noqa: FBT001, FBT002  # reads well
    port: int = 0,
    *,
    hurried: bool = False,
) -> Iterator[EmbeddedAws]:
    """Run an embedded AWS until the context ends.

    Args:
        enforce_permissions: whether IAM policies are evaluated on every call.
        port: port on 127.0.0.1; 0 takes a free one.
        hurried: for tests: whether pauses of functions, such as an SDK's before it tries again, take no time, and no
            service is given up because the machine is busy.

    Raises:
        EmbeddedAwsError: the port is taken, the disk is full or the server does not start.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix="embedded-aws-"))
    except OSError as error:
        raise EmbeddedAwsError(
            f"No temporary folder can be made in {tempfile.gettempdir()}: {error.strerror}."
        ) from error
    keys = RunKeys.new()
    environment = _server_environment(folder, enforce_permissions, hurried)
    try:
        with _server(folder, port, environment, keys) as endpoint_url:
            yield EmbeddedAws(endpoint_url, keys, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _server(folder: Path, port: int, environment: Mapping[str, str], keys: RunKeys) -> Iterator[str]:
    log = folder / "server.log"
    with log.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", "embedded_aws.server", str(port)],
            stdin=subprocess.PIPE,  # its end tells the server that this process is gone, however it went
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            start_new_session=True,
        )
    try:
        _hand_over(keys, process)
        yield _wait_until_ready(process, log)
    finally:
        _stop(process)


def _server_environment(folder: Path, enforce_permissions: bool, hurried: bool) -> dict[str, str]:  # noqa: FBT001
    # The person's own AWS settings must neither reach the server nor the functions that it runs.
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MINISTACK_"))}
    return {
        **inherited,
        "AUTH": "true" if enforce_permissions else "false",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "TMPDIR": str(folder),
        "LOG_LEVEL": "WARNING",
        "LAMBDA_EXECUTOR": "local",
        "EMBEDDED_AWS_FUNCTIONS": "hurried" if hurried else "patient",
        # AWS tries a failed event again after one minute and after two more.
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1",
        # MiniStack removes containers that other runs of it left; nothing here uses Docker, so it shall not look.
        "DOCKER_HOST": f"unix://{folder}/none.sock",
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
    }


def _hand_over(keys: RunKeys, process: subprocess.Popen[bytes]) -> None:
    """Tell the server the secret where nobody else can read it: arguments are public, functions inherit variables."""
    assert process.stdin is not None  # noqa: S101  # Popen was given a pipe
    with contextlib.suppress(BrokenPipeError):  # it has ended; its log says why
        process.stdin.write(f"{keys.secret}\n".encode())
        process.stdin.flush()


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> str:
    assert process.stdout is not None  # noqa: S101  # Popen was given a pipe
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        line = process.stdout.readline() if selector.select(_START_SECONDS) else b""
    if not line:
        raise EmbeddedAwsError(f"The embedded AWS did not start: {_last_line(log)}.")
    answer: dict[str, str] = json.loads(line)
    if "error" in answer:
        raise EmbeddedAwsError(answer["error"])
    return answer["endpoint_url"]


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return lines[-1] if lines else f"it said nothing within {_START_SECONDS:.0f} seconds"


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the server with everything it started, such as Lambda workers; it keeps nothing that is worth a good-bye."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
