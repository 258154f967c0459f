"""`./install.sh local --empty`: what it prints, typed as it stands there, ends with an owner who launches the product."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import botocore.session
import pytest

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from installer.main import run; run()", "local", "--empty"]


class Terminal:
    """Another terminal, beside the one in which the command stays.

    Attributes:
        steps: the commands that it has printed, in their order.
    """

    def __init__(self, printed: str, folder: Path) -> None:
        said = printed.replace("\\\n", " ")
        configuration = re.search(r"export AWS_CONFIG_FILE=(\S+)", said)
        assert configuration
        path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        self._folder = folder
        self._configuration = configuration[1]
        self._environment = {"PATH": path, "HOME": str(folder), "AWS_CONFIG_FILE": self._configuration}
        self.steps = re.findall(r"^  ((?:\./install\.sh|aws) .*?)(?: {4}\(.*\))?$", said, re.MULTILINE)

    def types(self, command: str) -> str:
        """Type a command, which succeeds; returns what it prints."""
        done = self._run(command)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
        return done.stdout

    def is_refused(self, command: str) -> str:
        """Type a command, which fails; returns what it says."""
        done = self._run(command)
        assert done.returncode != 0, (command, done.stdout)
        return done.stderr

    def session(self, profile: str) -> boto3.Session:
        """Return what a program gets that takes a profile."""
        session = botocore.session.Session(profile=profile)
        session.set_config_variable("config_file", self._configuration)
        return boto3.Session(botocore_session=session)

    def _run(self, command: str) -> subprocess.CompletedProcess[str]:
        # In a folder without a configuration, whatever lies in the checkout.
        shell = ["bash", "-c", command.replace("./install.sh", str(ROOT / "install.sh"))]
        return subprocess.run(
            shell, cwd=self._folder, env=self._environment, capture_output=True, text=True, timeout=120, check=False
        )


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(COMMAND, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = ""
        while "Ctrl-C ends everything." not in printed:
            line = process.stdout.readline()
            assert line, printed
            printed += line
        yield Terminal(printed, tmp_path)
        process.send_signal(signal.SIGINT)


def launch(owner: boto3.Session) -> str:
    """Launch the one product that the owner finds, as `docs/by-code.md` has it; returns how that stands."""
    catalog = owner.client("servicecatalog")
    (product,) = catalog.search_products()["ProductViewSummaries"]
    (version,) = catalog.describe_product(Id=product["ProductId"])["ProvisioningArtifacts"]
    answer = catalog.provision_product(
        ProductId=product["ProductId"],
        ProvisioningArtifactId=version["Id"],
        ProvisionedProductName="mine",
        ProvisioningParameters=[{"Key": "EmailAddresses", "Value": "me@example.com"}],
    )
    return answer["RecordDetail"]["Status"]


def test_the_steps_as_they_are_printed(terminal: Terminal) -> None:
    prepare, install, permission_set, assign, look = terminal.steps
    assert "Nobody has assigned SubscribeToSecurityNotifications to this user" in terminal.is_refused(look)
    terminal.types(f"{prepare} --yes")
    installed = terminal.types(f"{install} --yes")
    product = re.search(r"product (arn:aws:catalog:\S+)\.\n", installed)
    assert product
    assert f"./install.sh organization --product-arn {product[1]} makes permission set" in installed
    terminal.types(f"{permission_set.replace('ARN', product[1])} --yes")
    terminal.types(assign)
    assert "Subscribe to security notifications" in terminal.types(look)
    assert launch(terminal.session("owner")) == "CREATED"
