"""Who has a subscription, seen from the hub through a role in each account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from embedded_aws.mailbox import fetch_invitations
from embedded_aws.organization import create_account, create_organization
from embedded_aws.process import EmbeddedAws
from harness.command_line import CommandLine
from installer.errors import UserError
from installer.hub.sharing import ORGANIZATION, ORGANIZATIONAL_UNIT, Target
from installer.organization.accounts import accounts_of
from installer.subscriptions.coverage import Coverage
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.play import Player
from local.journey.setup import REGION

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
    line = CommandLine(embedded_aws, tmp_path)
    look = ("coverage", "--role-name", ROLE)
    shown = line.succeeds(organization.hub, *look)
    assert "1 subscribed, 0 outdated, 0 none, 0 unknown, of 1." in shown
    (owner,) = (row.split("\t") for row in shown.splitlines() if organization.owner_account in row)
    assert owner[1:4] == ["Web shop", "Root/Workloads", "subscribed"]
    assert owner[4].startswith("1.0.0-")
    # This role may not look at stacks and topics.
    assert owner[5] == "not told"

    document = json.loads(line.succeeds(organization.hub, *look, "--json"))
    assert document["totals"] == {"subscribed": 1, "outdated": 0, "none": 0, "unknown": 0}
    assert document["accounts"][0]["subscriptions"][0]["confirmed"] is None
    assert f"{REGION},{organization.owner_account},Web shop" in line.succeeds(organization.hub, *look, "--csv")
    assert line.succeeds(organization.hub, *look, "--missing").splitlines()[1].endswith("of 1.")

    nobody = line.succeeds(organization.hub, "coverage", "--role-name", "Nobody", exit_code=1)
    assert "\tunknown\t" in nobody
    assert "You may not call AssumeRole" in nobody


def test_what_failed_or_was_ended_is_no_subscription(embedded_aws: EmbeddedAws) -> None:
    stage = Player(embedded_aws, Choices(), Console(quiet=True)).subscribe()
    hub, account = stage.organization.hub, stage.organization.owner_account
    let_the_hub_look(embedded_aws, account, hub)
    owner = Owner(embedded_aws, account, "jane")
    catalog = embedded_aws.session(hub, REGION).client("servicecatalog")
    product = catalog.search_products_as_admin()["ProductViewDetails"][0]["ProductViewSummary"]["ProductId"]

    def versions() -> int:
        found = Coverage(embedded_aws.session(hub, REGION), ROLE, REGION, product, {}, "").look([account])[0]
        assert not found.problem
        return len(found.subscriptions)

    with pytest.raises(UserError, match="must be 1 to 20 email addresses"):
        owner.launch({"EmailAddresses": "nobody"}, "failed")
    assert versions() == 1
    owner.leave(stage.subscription)
    assert versions() == 0


def test_it_says_which_addresses_no_link_can_end(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    stage = Player(embedded_aws, Choices(), Console(quiet=True)).subscribe()
    hub, account = stage.organization.hub, stage.organization.owner_account
    let_the_hub_look(embedded_aws, account, hub)
    look = ["cloudformation:DescribeStacks", "sns:GetSubscriptionAttributes", "sns:ListSubscriptionsByTopic"]
    root = embedded_aws.session(account, REGION)
    policy = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": look, "Resource": "*"}]}
    root.client("iam").put_role_policy(RoleName=ROLE, PolicyName="Topics", PolicyDocument=json.dumps(policy))
    owner = Owner(embedded_aws, account, "jane")
    owner.update(stage.subscription, {"EmailAddresses": f"{Choices().email},unconfirmed@example.com"})
    link = fetch_invitations(embedded_aws.control, "unconfirmed@example.com")[-1].url
    line = CommandLine(embedded_aws, tmp_path)

    def cell() -> str:
        shown = line.succeeds(hub, "coverage", "--role-name", ROLE)
        return next(row for row in shown.splitlines() if account in row).split("\t")[5]

    assert cell() == "1 confirmed, 1 not"
    line.succeeds(account, "confirm", link)
    assert cell() == "2 confirmed, 0 not; no link can end unconfirmed@example.com"
    document = json.loads(line.succeeds(hub, "coverage", "--role-name", ROLE, "--json"))
    (found,) = document["accounts"][0]["subscriptions"]
    assert found["protected_addresses"] == ["unconfirmed@example.com"]


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
