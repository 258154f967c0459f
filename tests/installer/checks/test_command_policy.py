"""The policy of a command fits into a role, names no more than its needs, and is what the tests of needed actions prove."""

from __future__ import annotations

import json

import click
import pytest
from click.testing import CliRunner

from installer.checks.command_policy import COMMANDS, command_policy
from installer.main import COMMANDS as ALL_COMMANDS
from installer.main import main

ACCOUNT = "111122223333"
KEYLESS = {
    *("organization", "share", "coverage", "report", "enroll", "update-subscriptions", "uninstall"),
    *("test-finding", "confirm", "verify"),
}
LARGEST = 10_240
"""Characters of all inline policies of a role. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""


@pytest.mark.parametrize("name", COMMANDS)
def test_a_policy_fits_into_a_role(name: str) -> None:
    policy = command_policy(name, "aws", ("eu-west-1", "us-east-1"), ACCOUNT)
    assert len(json.dumps(policy, separators=(",", ":"))) < LARGEST
    actions = [action for one in policy["Statement"] for action in one["Action"]]
    assert not [action for action in actions if "*" in action]


def test_what_only_looks_changes_nothing() -> None:
    for name in ("status", "coverage", "report", "doctor"):
        policy = command_policy(name, "aws", ("*",), "*")
        verbs = {action.partition(":")[2] for one in policy["Statement"] for action in one["Action"]}
        looks = ("AssumeRole", "BatchDescribe", "Describe", "Detect", "Get", "List", "SimulatePrincipalPolicy")
        assert [verb for verb in verbs if not verb.startswith(looks)] == [], name


def test_a_customers_key_is_used_by_its_alias_and_only_where_there_is_one() -> None:
    name = "alias/security-notifications"
    for command in COMMANDS:
        plain = command_policy(command, "aws", ("eu-west-1",), ACCOUNT)["Statement"]
        assert "kms:" not in json.dumps(plain), command
        more = command_policy(command, "aws", ("eu-west-1",), ACCOUNT, name)["Statement"][len(plain) :]
        assert [one["Condition"] for one in more] == [
            {"ForAnyValue:StringEquals": {"kms:ResourceAliases": name}} for _ in more
        ]
        assert {action for one in more for action in one["Action"]} == {
            "install": {"kms:Decrypt", "kms:GenerateDataKey"},
            "redrive": {"kms:Decrypt", "kms:GenerateDataKey"},
            "doctor": {"kms:Decrypt", "kms:DescribeKey"},
        }.get(command, set() if command in KEYLESS else {"kms:Decrypt"})


def test_the_command_prints_it() -> None:
    shown = CliRunner().invoke(main, ["policy", "share", "--account", ACCOUNT, "--region", "eu-west-1"])
    assert json.loads(shown.output) == command_policy("share", "aws", ("eu-west-1",), ACCOUNT)


@pytest.mark.parametrize(
    "arguments",
    [("share", "--account", "12"), ("share", "--account", "111122223333*"), ("share", "--region", "Ireland"), ("rob",)],
)
def test_bad_input(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, ["policy", *arguments]).exit_code == 2


def test_each_command_that_takes_a_profile_has_a_policy() -> None:
    commands = {name: main.get_command(click.Context(main), name) for name in ALL_COMMANDS}
    calling = {name for name, one in commands.items() if one and any("--profile" in flag.opts for flag in one.params)}
    assert calling == set(COMMANDS), "_LIKE in installer/checks/command_policy.py names the steps of each command"
