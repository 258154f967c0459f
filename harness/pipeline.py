"""Pipelines of the hub and of other accounts, whose roles may do what `policy COMMAND` prints, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import Result

from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.checks.command_policy import command_policy

REGION = "us-east-1"
ROLE = "Pipeline"
PLACES = ("hub", "management", "workload")
_ELSEWHERE = {
    "organization": "management",
    "test-finding": "workload",
    "redrive": "workload",
    "confirm": "workload",
}
"""Where commands run that do not run in the hub."""


class Pipeline:
    """An organization whose pipelines have a role in the hub, in the management account and in a workload account.

    Args:
        aws: the embedded AWS.
        folder: a folder of its own.
        organization: the organization; else a new one.
    """

    def __init__(self, aws: EmbeddedAws, folder: Path, organization: Organization | None = None) -> None:
        self._aws = aws
        self.organization = organization or create_organization(aws)
        places = (self.organization.hub, self.organization.management, self.organization.owner_account)
        self._accounts = dict(zip(PLACES, places, strict=True))
        self.line = Profiles(aws, folder, **{f"root-of-{name}": account for name, account in self._accounts.items()})
        trust = {"Effect": "Allow", "Action": "sts:AssumeRole"}
        for name, account in self._accounts.items():
            document = json.dumps({"Statement": [{**trust, "Principal": {"AWS": account}}]})
            aws.session(account).client("iam").create_role(RoleName=ROLE, AssumeRolePolicyDocument=document)
            self.line.add_role(name, f"root-of-{name}", f"arn:aws:iam::{account}:role/{ROLE}")

    def run(self, command: str, *arguments: str) -> Result:
        """Run a command with its own policy alone."""
        place = _ELSEWHERE.get(command, "hub")
        self.allow(place, command)
        return self.line.run(command, "--profile", place, *arguments)

    def says(self, command: str, *arguments: str, exit_code: int = 0) -> str:
        """Run it so, and return what it says."""
        result = self.run(command, *arguments)
        assert result.exit_code == exit_code, (command, arguments, result.output, result.exception)
        assert "Traceback" not in result.output, result.output
        return result.output

    def allow(self, place: str, command: str) -> None:
        """Give the role of a place the policy of a command, in place of what it had."""
        account = self._accounts[place]
        policy = json.dumps(command_policy(command, "aws", (REGION,), account))
        iam = self._aws.session(account).client("iam")
        iam.put_role_policy(RoleName=ROLE, PolicyName="Least", PolicyDocument=policy)
