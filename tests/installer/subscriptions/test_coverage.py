"""Who has a subscription, seen from the hub through a role in each account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from installer.errors import UserError
from installer.hub.sharing import ORGANIZATION, ORGANIZATIONAL_UNIT, Target
from installer.subscriptions.coverage import accounts_of, coverage
from local.embedded_aws import EmbeddedAws
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Player
from local.journey.setup import REGION
from local.organization import create_account, create_organization
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


def test_what_failed_or_was_ended_is_no_subscription(embedded_aws: EmbeddedAws) -> None:
    stage = Player(embedded_aws, Choices(), Console(quiet=True)).subscribe()
    hub, account = stage.organization.hub, stage.organization.owner_account
    let_the_hub_look(embedded_aws, account, hub)
    owner = Owner(embedded_aws, account, "jane")

    def versions() -> int:
        (found,) = coverage(embedded_aws.session(hub, REGION), [account], ROLE, REGION)
        assert not found.problem
        return len(found.versions)

    with pytest.raises(UserError, match="must be 1 to 20 email addresses"):
        owner.launch({"EmailAddresses": "nobody"}, "failed")
    assert versions() == 1
    owner.leave(stage.subscription)
    assert versions() == 0


def test_a_closed_account_is_not_looked_at(embedded_aws: EmbeddedAws) -> None:
    organization = create_organization(embedded_aws)
    management = embedded_aws.session(organization.management)
    organizations = management.client("organizations")
    closed = create_account(organizations, "Closed", organization.root, organization.shared_unit)
    unit = Target(ORGANIZATIONAL_UNIT, organization.shared_unit)
    assert accounts_of(management, [unit]) == sorted([organization.owner_account, closed])
    organizations.close_account(AccountId=closed)
    assert accounts_of(management, [unit]) == [organization.owner_account]
    assert closed not in accounts_of(management, [Target(ORGANIZATION, organization.id)])


class Organizations:
    """An organization of one account, as ListAccounts describes it; the embedded AWS tells no state."""

    def __init__(self, account: Mapping[str, str]) -> None:
        self._account = account

    def client(self, _service: str) -> Any:
        return self

    def get_paginator(self, _operation: str) -> Any:
        return self

    def paginate(self) -> list[Mapping[str, Any]]:
        return [{"Accounts": [self._account]}]


@pytest.mark.parametrize(
    ("described", "is_looked_at"),
    [
        ({"State": "ACTIVE"}, True),
        ({"State": "CLOSED"}, False),
        ({"State": "CLOSED", "Status": "SUSPENDED"}, False),
        ({"Status": "ACTIVE"}, True),
        ({"Status": "PENDING_CLOSURE"}, False),
    ],
)
def test_only_active_accounts_are_looked_at(described: Mapping[str, str], is_looked_at: bool) -> None:
    session: Any = Organizations({"Id": "111122223333", **described})
    assert bool(accounts_of(session, [Target(ORGANIZATION, "o-a1b2c3d4e5")])) is is_looked_at
