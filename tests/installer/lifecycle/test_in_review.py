"""Stacks that are empty, since somebody was stopped before the change set that made them: every command has a way out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from common.names import ARTIFACT_STACK_NAME, PORTFOLIO_STACK_NAME
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.organization import launch_role, permission_set

REGION = "us-east-1"
HUB = ("--profile", "hub", "--regions", REGION)
MANAGEMENT = ("--profile", "management")
PRODUCT = f"arn:aws:catalog:{REGION}:111122223333:product/prod-a1b2c3d4e5f6g"
OF_THE_HUB = (ARTIFACT_STACK_NAME, PORTFOLIO_STACK_NAME)
OF_THE_ORGANIZATION = (launch_role.STACK_NAME, permission_set.STACK_NAME)
TEMPLATE = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}})


class Stopped:
    """An organization in which each stack was begun, and none was made."""

    def __init__(self, aws: EmbeddedAws, folder: Path) -> None:
        found = create_organization(aws)
        self.line = Profiles(aws, folder, management=found.management, hub=found.hub)
        self.prepare = ("organization", *MANAGEMENT, "--hub-account", found.hub, "--product-arn", PRODUCT)
        self._stacks: dict[str, Any] = {
            name: aws.session(account, REGION).client("cloudformation")
            for account, names in ((found.hub, OF_THE_HUB), (found.management, OF_THE_ORGANIZATION))
            for name in names
        }
        for name, client in self._stacks.items():
            client.create_change_set(
                StackName=name, ChangeSetName="stopped", ChangeSetType="CREATE", TemplateBody=TEMPLATE
            )

    def statuses(self) -> dict[str, str]:
        return {
            name: stack["StackStatus"]
            for name, client in self._stacks.items()
            for stack in client.describe_stacks()["Stacks"]
            if stack["StackName"] == name
        }


@pytest.fixture
def stopped(embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stopped:
    monkeypatch.chdir(tmp_path)
    return Stopped(embedded_aws, tmp_path)


def told(names: tuple[str, ...], said: str) -> list[bool]:
    flat = " ".join(said.replace("│", " ").split())
    return [f"stack {name} is empty: nobody executed the change set that made it" in flat for name in names]


def test_who_looks_is_told_and_changes_nothing(stopped: Stopped) -> None:
    line, before = stopped.line, stopped.statuses()
    assert set(before.values()) == {"REVIEW_IN_PROGRESS"}
    status = line.says("status", *HUB, "--management-profile", "management", exit_code=0)
    assert all(told((*OF_THE_HUB, *OF_THE_ORGANIZATION), status)), status
    for profile, names in (("hub", OF_THE_HUB), ("management", OF_THE_ORGANIZATION)):
        doctor = line.says("doctor", "--profile", profile, exit_code=1)
        assert all(told(names, doctor)), doctor
    line.says("plan", *HUB, "--roles", "Admin", "--launch", "caller", exit_code=3)
    line.says(*stopped.prepare, "--dry-run", exit_code=3)
    assert "run ./install.sh install first" in line.says("share", *HUB, "--share-with-organization", exit_code=2)
    assert "run ./install.sh install first" in line.says("coverage", *HUB[:2], exit_code=2)
    assert stopped.statuses() == before


def test_the_commands_that_make_them_go_on(stopped: Stopped) -> None:
    line = stopped.line
    line.says(*stopped.prepare, "--yes")
    line.says("install", *HUB, "--roles", "Admin", "--yes")
    assert set(stopped.statuses().values()) == {"CREATE_COMPLETE"}
    assert line.says("install", *HUB, "--roles", "Admin", "--yes").endswith("Nothing would change.\n")
    assert line.says(*stopped.prepare, "--dry-run").endswith("Nothing would change.\n")


def test_uninstall_removes_them(stopped: Stopped) -> None:
    leave = ("uninstall", *HUB, "--management-profile", "management", "--yes")
    assert f"{REGION}: removed" in stopped.line.says(*leave)
    assert stopped.statuses() == {}
    assert f"{REGION}: nothing was there" in stopped.line.says(*leave)
