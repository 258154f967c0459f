"""The reusable workflow: each of its shell steps does on the embedded AWS what docs/pipelines.md says."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import yaml

from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from tests.installer.launch_role import give_launch_role

ROOT = Path(__file__).parents[2]
WORKFLOW: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "hub.yaml").read_text(encoding="utf-8"))
REGION = "us-east-1"


class Runner:
    """A runner of GitHub, as far as shell steps see it: a folder, files for outputs and the summary, credentials.

    Args:
        aws: the embedded AWS.
        account: the hub account.
        folder: where the checkouts lie.
    """

    def __init__(self, aws: EmbeddedAws, account: str, folder: Path) -> None:
        self.folder = folder
        (folder / "product").symlink_to(ROOT)
        self._environment = {
            **os.environ,
            **aws.environment(account, REGION),
            "AWS_CONFIG_FILE": os.devnull,
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        }

    def run(self, job: str) -> subprocess.CompletedProcess[str]:
        """Run the one shell step of a job; https://docs.github.com/en/actions/reference/workflow-syntax (shell)."""
        (step,) = (one for one in WORKFLOW["jobs"][job]["steps"] if "run" in one)
        assert set(step.get("env", {})) <= {"CONFIGURATION"}
        environment = {**self._environment, "CONFIGURATION": "notifications.toml"}
        command = ["bash", "-e", "-c", step["run"]]
        return subprocess.run(
            command,
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )


@pytest.fixture
def runner(embedded_aws: EmbeddedAws, tmp_path: Path) -> Runner:
    hub = create_organization(embedded_aws).hub
    give_launch_role(embedded_aws, hub)
    (tmp_path / "notifications.toml").write_text(f"regions = ['{REGION}']\nroles = ['Admin']\n")
    return Runner(embedded_aws, hub, tmp_path)


def test_inputs_say_what_they_are() -> None:
    # YAML reads `on` as a truth value.
    for name, one in WORKFLOW[True]["workflow_call"]["inputs"].items():
        assert one.keys() <= {"type", "required", "default", "description"}, name
        assert one["description"], name


def test_it_plans_installs_and_finds_nothing_more_to_do(runner: Runner) -> None:
    planned = runner.run("plan")
    assert planned.returncode == 0, planned.stderr
    assert (runner.folder / "output").read_text() == "changes=true\n"
    summary = (runner.folder / "summary").read_text()
    assert summary.startswith("```text\nus-east-1: Would make version")
    assert summary.endswith("```\n")
    installed = runner.run("install")
    assert (installed.returncode, "us-east-1: installed." in installed.stdout) == (0, True), installed.stderr

    (runner.folder / "output").unlink()
    again = runner.run("plan")
    assert (again.returncode, again.stdout.splitlines()[0]) == (0, "Nothing would change."), again.stderr
    assert not (runner.folder / "output").exists()


def test_a_plan_that_cannot_be_made_fails_the_job(runner: Runner) -> None:
    (runner.folder / "notifications.toml").write_text("regoins = []\n")
    planned = runner.run("plan")
    assert planned.returncode == 2
    assert "did you mean 'regions'?" in planned.stderr
    assert not (runner.folder / "output").exists()


def test_each_profile_of_the_page_takes_its_own_role_with_the_token(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "pipelines.md").read_text(encoding="utf-8")
    (script,) = (block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "[profile" in block)
    subprocess.run(["bash", "-eu", "-c", script], cwd=tmp_path, check=True)
    session = botocore.session.Session(session_vars={"config_file": (None, None, str(tmp_path / "aws-config"), None)})
    token = str(tmp_path / "token")
    roles = {name: one["role_arn"].split(":")[4] for name, one in session.full_config["profiles"].items()}
    assert roles == {"management": "999988887777", "hub": "111122223333"}
    assert {one["web_identity_token_file"] for one in session.full_config["profiles"].values()} == {token}
