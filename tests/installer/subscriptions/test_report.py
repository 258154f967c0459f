"""The report adds up what every account's subscription counted, and names the accounts that could not be read."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from common.names import OPERATOR_ROLE_NAME
from embedded_aws.organization import Organization, create_account
from embedded_aws.process import EmbeddedAws
from formatter.settings import SWEEP_INPUT
from harness.profiles import Profiles
from local.journey.sample import sample_finding
from tests.installer.subscriptions.operator import operator
from tests.installer.subscriptions.test_operator import REGION, document, line, organization
from tests.permissions.customer_key import ALIAS, make_key

__all__ = ["line", "organization"]


def sweep(aws: EmbeddedAws, *accounts: str) -> None:
    for account in accounts:
        session = aws.session(account, REGION)
        stacks = session.client("cloudformation").describe_stacks()["Stacks"]
        outputs = {one["OutputKey"]: one["OutputValue"] for stack in stacks for one in stack.get("Outputs", ())}
        payload = json.dumps(dict(SWEEP_INPUT))
        answer = session.client("lambda").invoke(FunctionName=outputs["FunctionName"], Payload=payload)
        assert "FunctionError" not in answer, answer["Payload"].read()


def take_on(aws: EmbeddedAws, account: str) -> None:
    """Have a critical finding found, told, and taken on three hours later."""
    hub = aws.session(account, REGION).client("securityhub")
    finding = sample_finding(account, REGION, "Critical", {}, aws.now())
    hub.batch_import_findings(Findings=[finding])
    aws.wait_until_idle()
    aws.let_pass(timedelta(hours=3))
    hub.batch_update_findings(
        FindingIdentifiers=[{"Id": finding["Id"], "ProductArn": finding["ProductArn"]}],
        Workflow={"Status": "NOTIFIED"},
    )
    aws.wait_until_idle()


def test_what_is_open_in_every_account_and_how_long_it_took(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    organizations = embedded_aws.session(organization.management).client("organizations")
    first = organization.owner_account
    second, third = (
        create_account(organizations, name, organization.root, organization.shared_unit) for name in ("Second", "Third")
    )
    iam = embedded_aws.session(third).client("iam")
    for name in iam.list_role_policies(RoleName=OPERATOR_ROLE_NAME)["PolicyNames"]:
        iam.delete_role_policy(RoleName=OPERATOR_ROLE_NAME, PolicyName=name)
    iam.delete_role(RoleName=OPERATOR_ROLE_NAME)
    accounts = ("--account", first, "--account", second)
    document(line, "enroll", "--address", "team@example.com", *accounts, "--yes")
    sweep(embedded_aws, first)
    embedded_aws.let_pass(timedelta(days=2))
    take_on(embedded_aws, first)
    embedded_aws.let_pass(timedelta(days=2))
    sweep(embedded_aws, first)

    found = document(line, "report", exit_code=1)
    assert [one["account"] for one in found["unread"]] == [third]
    assert "You may not call AssumeRole" in found["unread"][0]["reason"]
    by_account = {one["account"]: one for one in found["subscriptions"]}
    assert by_account[second]["problem"] == "has not counted yet: it does so once a day"
    (critical,) = by_account[first]["severities"]
    assert (critical["severity"], critical["open"], critical["overdue"], critical["taken_on"]) == ("CRITICAL", 1, 1, 1)
    assert critical["time_to_take_on"]["half"] == pytest.approx(3 * 3600, rel=0.06)
    assert critical["time_to_tell"]["half"] < 60
    assert critical["time_to_close"] == {"half": None, "nine_tenths": None}
    assert found["totals"] == [critical]

    shown = line.says("report", "--profile", "operator", exit_code=1)
    assert f"{REGION}: {third} Third: You may not call AssumeRole" in shown
    assert document(line, "report", *accounts)["unread"] == []


def test_a_table_that_a_customers_key_encrypts_is_read_too(
    embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    account = organization.owner_account
    for one in (organization.hub, account):
        make_key(embedded_aws, one, organization.id, REGION)
    line = operator(embedded_aws, organization, tmp_path, key_alias=ALIAS)
    document(line, "enroll", "--address", "team@example.com", "--account", account, "--yes")
    sweep(embedded_aws, account)
    found = document(line, "report")
    assert found["unread"] == []
    assert [one["problem"] for one in found["subscriptions"]] == [""]
