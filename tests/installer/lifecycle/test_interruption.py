"""Stopped anywhere, the same command goes on and ends the same."""

from __future__ import annotations

import contextlib
import copy
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from common.choices.configuration import Configuration
from common.names import ARTIFACT_STACK_NAME
from common.template_text import read_template
from embedded_aws.organization import create_organization, new_account_id
from embedded_aws.process import EmbeddedAws
from installer.errors import UserError
from installer.hub.deployment import HubInstaller
from product.portfolio.bucket_policies import LOG_BUCKET
from tests.embedded_aws.waiting import until
from tests.installer.launch_role import give_launch_role

REGION = "us-east-1"
# A shell that is not interactive starts what runs in its background with SIGINT ignored, and Python leaves it so.
INTERRUPTIBLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from installer.main import run; run()"
)
CONFIGURATION = Configuration(regions=(REGION,), roles=("Admin",))


class StoppedError(Exception):
    """Ctrl-C, or the end of the process."""


class Stopper:
    """Takes progress and stops at one line of it."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, line: str) -> None:
        self.left -= 1
        if self.left == 0:
            raise StoppedError(line)


def new_hub_account(aws: EmbeddedAws) -> str:
    account = new_account_id()
    give_launch_role(aws, account)
    return account


def hub(aws: EmbeddedAws, account: str, report: object = lambda _: None) -> HubInstaller:
    return HubInstaller(aws.session(account, REGION), REGION, account, "o-a1b2c3d4e5", CONFIGURATION, report)  # type: ignore[arg-type]


@pytest.mark.parametrize("point", range(1, 11))
def test_stopped_at_ten_points(embedded_aws: EmbeddedAws, point: int) -> None:
    account = new_hub_account(embedded_aws)
    with pytest.raises(StoppedError):
        hub(embedded_aws, account, Stopper(point)).install()
    for _ in range(200):  # far longer than CloudFormation takes for what was begun
        with contextlib.suppress(UserError):
            # CloudFormation may still be at work on what was begun; the command then says so.
            installed = hub(embedded_aws, account).install()
            break
        time.sleep(0.05)
    assert installed.portfolio_id.startswith("port-")
    again = hub(embedded_aws, account)
    assert again.install().changed is False
    assert again.plan() == ()


class Held:
    """Keeps CloudFormation at work on the hub's buckets until it is let go; for a minute at most."""

    def __init__(self, session: Any) -> None:
        self._client = session.client("cloudformation")
        session.events.register("provide-client-params.cloudformation.CreateChangeSet", self._hold)

    def let_go(self) -> None:
        until(self._signal)

    def _signal(self) -> bool:
        try:
            self._client.signal_resource(
                StackName=ARTIFACT_STACK_NAME, LogicalResourceId="Held", UniqueId="go", Status="SUCCESS"
            )
        except self._client.exceptions.ClientError:
            return False  # it does not wait yet
        return True

    def _hold(self, params: dict[str, Any], **_: Any) -> None:
        if params["StackName"] == ARTIFACT_STACK_NAME:
            template = copy.deepcopy(dict(read_template(params["TemplateBody"])))
            template["Resources"]["Held"] = {
                "Type": "AWS::CloudFormation::WaitCondition",
                "DependsOn": LOG_BUCKET,
                "CreationPolicy": {"ResourceSignal": {"Timeout": "PT1M"}},
            }
            params["TemplateBody"] = json.dumps(template)


def test_two_at_once_the_second_says_so(embedded_aws: EmbeddedAws) -> None:
    account = new_hub_account(embedded_aws)
    session = embedded_aws.session(account, REGION)
    held = Held(session)
    said: list[str] = []

    def meanwhile(line: str) -> None:
        if line == f"{LOG_BUCKET} CREATE_COMPLETE":
            with pytest.raises(UserError) as error:
                hub(embedded_aws, account).install()
            said.append(error.value.message)
            held.let_go()

    first = HubInstaller(session, REGION, account, "o-a1b2c3d4e5", CONFIGURATION, meanwhile)
    assert first.install().changed
    assert len(said) == 1
    assert said[0].startswith(f"Stack {ARTIFACT_STACK_NAME} is in CREATE_IN_PROGRESS: another deployment is at work")


def test_a_stack_that_failed_is_made_again(embedded_aws: EmbeddedAws) -> None:
    organization = create_organization(embedded_aws)
    account = organization.hub
    give_launch_role(embedded_aws, account)
    taken = f"security-notifications-artifacts-{account}-{REGION}"
    other = embedded_aws.session(new_account_id(), REGION).client("s3")
    other.create_bucket(Bucket=taken)
    with pytest.raises(UserError, match="ArtifactBucket"):
        hub(embedded_aws, account).install()
    other.delete_bucket(Bucket=taken)
    assert hub(embedded_aws, account).install().changed


def is_at_rest(stacks: Any) -> bool:
    found = {one["StackStatus"] for one in stacks.describe_stacks()["Stacks"]} - {"REVIEW_IN_PROGRESS"}
    return not any(status.endswith("_IN_PROGRESS") for status in found)


def test_ctrl_c_ends_the_command_soon_and_the_same_command_goes_on(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    account = create_organization(embedded_aws).hub
    give_launch_role(embedded_aws, account)
    environment = os.environ | embedded_aws.environment(account) | {"AWS_CONFIG_FILE": os.devnull}
    command = [
        *(sys.executable, "-c", INTERRUPTIBLE),
        *("install", "--yes", "--roles", "Admin", "--regions", "eu-west-1", "--regions", "eu-west-2"),
    ]
    with subprocess.Popen(command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        next(line for line in process.stderr if "_COMPLETE" in line)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, "Traceback" in said) == (130, False), said
    assert "Stopped. AWS goes on with what it has begun" in said

    for region in ("eu-west-1", "eu-west-2"):
        until(partial(is_at_rest, embedded_aws.session(account, region).client("cloudformation")))
    again = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr
    for region in ("eu-west-1", "eu-west-2"):
        portfolios = embedded_aws.session(account, region).client("servicecatalog").list_portfolios()
        assert len(portfolios["PortfolioDetails"]) == 1
