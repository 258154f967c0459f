"""Who has a subscription, seen from the hub through a role in each account."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from local.embedded_aws import EmbeddedAws
from local.journey.choices import Choices
from local.journey.play import Player
from tests.installer.command_line import CommandLine

ROLE = "CoverageReader"


def let_the_hub_look(aws: EmbeddedAws, account: str, hub: str) -> None:
    iam = aws.session(account).client("iam")
    trust = [{"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{hub}:root"}, "Action": "sts:AssumeRole"}]
    look = [{"Effect": "Allow", "Action": "servicecatalog:SearchProvisionedProducts", "Resource": "*"}]
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": trust}))
    policy = json.dumps({"Version": "2012-10-17", "Statement": look})
    iam.put_role_policy(RoleName=ROLE, PolicyName="Look", PolicyDocument=policy)


def test_coverage(embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    stage = Player(embedded_aws, Choices(), Console(quiet=True)).subscribe()
    organization = stage.organization
    let_the_hub_look(embedded_aws, organization.owner_account, organization.hub)
    units = (organization.shared_unit, organization.other_unit)
    flags = [flag for unit in units for flag in ("--share-with-organizational-units", unit)]
    line = CommandLine(embedded_aws, tmp_path)
    shown = line.succeeds(organization.hub, "coverage", "--role-name", ROLE, *flags)
    assert "1 of 2 accounts have a subscription." in shown
    owner = next(row for row in shown.splitlines() if organization.owner_account in row)
    assert "1.0.0-" in owner
    other = next(row for row in shown.splitlines() if organization.other_account in row)
    assert "You may not call AssumeRole" in other
