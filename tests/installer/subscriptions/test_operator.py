"""The hub looks after subscriptions through the operator role: enrolls, updates with the owner's answers, ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from common.names import OPERATOR_ROLE_NAME
from embedded_aws.organization import Organization, create_account, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.subscriptions import operations
from installer.subscriptions.launching import Launcher
from installer.subscriptions.subscription import BASELINE_NAME
from tests.installer.subscriptions.operator import REGION, operator


@pytest.fixture
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture
def line(
    embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Profiles:
    """A hub that is installed, shared and has the operator role in its accounts; the operator's profile is `operator`."""
    monkeypatch.chdir(tmp_path)
    return operator(embedded_aws, organization, tmp_path)


def document(line: Profiles, *arguments: str, exit_code: int = 0) -> dict[str, Any]:
    result = line.run(*arguments, "--profile", "operator", "--json")
    assert result.exit_code == exit_code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def subscriptions(line: Profiles) -> list[dict[str, Any]]:
    return [one for account in document(line, "coverage")["accounts"] for one in account["subscriptions"]]


def try_sources_of_addresses(aws: EmbeddedAws, organization: Organization, line: Profiles, without: str) -> None:
    """Plan with each of them, and with a file and a unit that are mistakes."""
    organizations = aws.session(organization.management).client("organizations")
    known = organization.owner_account
    contacts = aws.session(known).client("account")
    contacts.put_alternate_contact(
        AlternateContactType="SECURITY", EmailAddress="sec@example.com", Name="S", PhoneNumber="1", Title="T"
    )
    organizations.tag_resource(ResourceId=known, Tags=[{"Key": "Contact", "Value": "tagged@example.com"}])
    organizations.tag_resource(ResourceId=without, Tags=[{"Key": "Contact", "Value": "the platform team"}])
    Path("addresses.csv").write_text(
        f"\ufeffaccount,address\r\n{known},listed@example.com\r\n999900001111,x@example.com\r\n", encoding="utf-8"
    )
    dry = ("--dry-run",)
    launch = "launch a baseline for {} from Critical on".format
    for flags, said in (
        ((), (launch("sec@example.com"), "has no address")),
        (("--address-tag", "Contact"), (launch("tagged@example.com"), "has no address (the platform team)")),
        (("--addresses", "addresses.csv"), (launch("listed@example.com"), "has no address")),
        (("--address", "one@example.com"), (launch("one@example.com"), launch("one@example.com"))),
    ):
        texts = {
            one["account"]: one["text"] for one in document(line, "enroll", *flags, *dry, exit_code=3)["operations"]
        }
        assert (texts[known], texts[without]) == said, flags
    warned = line.run("enroll", "--addresses", "addresses.csv", *dry, "--profile", "operator").stderr
    assert "Note: addresses.csv names accounts that do not get the portfolio: 999900001111." in warned

    Path("addresses.csv").write_text(f"{known},a@example.com\n{known},b@example.com\n")
    twice = line.says("enroll", "--addresses", "addresses.csv", "--profile", "operator", exit_code=2)
    assert f"addresses.csv, line 2: {known} has a@example.com above already." in twice
    empty = organizations.create_organizational_unit(ParentId=organization.root, Name="Empty")["OrganizationalUnit"][
        "Id"
    ]
    nobody = line.says("enroll", "--unit", empty, "--address", "a@example.com", "--profile", "operator", exit_code=2)
    assert f"There is no other account than the hub in {empty}." in nobody


def test_a_baseline_from_its_launch_to_its_end(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    without = create_account(
        embedded_aws.session(organization.management).client("organizations"),
        "No address",
        organization.root,
        organization.shared_unit,
    )
    try_sources_of_addresses(embedded_aws, organization, line, without)
    addresses = Path("addresses.csv")
    addresses.write_text(f"account,address\n{organization.owner_account},unconfirmed@example.com\n")
    enroll = ("enroll", "--addresses", str(addresses))
    planned = {one["account"]: one for one in document(line, *enroll, "--dry-run", exit_code=3)["operations"]}
    assert (
        planned[organization.owner_account]["text"] == "launch a baseline for unconfirmed@example.com from Critical on"
    )
    assert planned[without]["text"] == "has no address"

    done = {one["account"]: one["state"] for one in document(line, *enroll, "--yes", exit_code=1)["operations"]}
    assert done == {organization.owner_account: "done", without: "failed"}
    (baseline,) = subscriptions(line)
    assert (baseline["name"], baseline["baseline"], baseline["minimum_severity"]) == (BASELINE_NAME, True, "Critical")
    assert (baseline["confirmed"], baseline["unconfirmed"], baseline["outdated"]) == (0, 1, False)
    again = document(line, "enroll", "--account", organization.owner_account, "--address", "x@example.com", "--yes")
    assert [one["state"] for one in again["operations"]] == ["skipped"]

    (affected,) = document(line, "plan", "--time-zone", "Asia/Tokyo", exit_code=3)["affected"]
    assert affected == {"region": REGION, "accounts": 2, "unknown": 0, "subscriptions": {baseline["version"]: 1}}
    line.says("install", "--profile", "hub", "--time-zone", "Asia/Tokyo", "--yes")
    assert [one["outdated"] for one in subscriptions(line)] == [True]
    assert "NOBODY LISTENS (1 not confirmed)" in line.says("coverage", "--profile", "operator")
    updated = document(line, "update-subscriptions", "--yes")["operations"]
    assert [one["state"] for one in updated] == ["done"]
    (moved,) = subscriptions(line)
    assert (moved["outdated"], moved["minimum_severity"]) == (False, "Critical")
    assert document(line, "update-subscriptions", "--yes")["operations"] == []

    refused = line.says("uninstall", "--profile", "operator", "--yes", exit_code=2)
    assert f"subscriptions live in 1 account ({organization.owner_account})" in refused
    line.says("share", "--profile", "hub", "--remove", organization.shared_unit, "--yes")
    refused = line.says("uninstall", "--profile", "operator", "--yes", exit_code=2)
    assert f"subscriptions live in 1 account ({organization.owner_account})" in refused
    assert "could not look into" not in refused
    line.says("share", "--profile", "hub", "--yes")
    assert [one["state"] for one in document(line, "enroll", "--end", "--yes")["operations"]] == ["done"]
    assert subscriptions(line) == []


def test_stopped_the_same_command_goes_on_and_launches_nothing_twice(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = embedded_aws.session(organization.management).client("organizations")
    for name in ("Second", "Third"):
        create_account(client, name, organization.root, organization.shared_unit)
    enroll = ("enroll", "--address", "a@example.com", "--yes")
    begun = []
    launch = Launcher.launch

    def stop_at_the_second(self: Launcher, answers: Any) -> None:
        begun.append(answers)
        if len(begun) > 1:
            raise KeyboardInterrupt
        launch(self, answers)

    with monkeypatch.context() as stopping:
        stopping.setattr(Launcher, "launch", stop_at_the_second)
        stopping.setattr(operations, "THREADS", 1)
        assert "Stopped. AWS goes on" in line.says(*enroll, "--profile", "operator", exit_code=130)
    states = [one["state"] for one in document(line, *enroll)["operations"]]
    assert sorted(states) == ["done", "done", "skipped"]
    assert [one["state"] for one in document(line, *enroll)["operations"]] == ["skipped"] * 3
    assert len(subscriptions(line)) == 3


def test_an_account_without_the_operator_role_is_unknown(
    embedded_aws: EmbeddedAws, organization: Organization, line: Profiles
) -> None:
    iam = embedded_aws.session(organization.owner_account).client("iam")
    for name in iam.list_role_policies(RoleName=OPERATOR_ROLE_NAME)["PolicyNames"]:
        iam.delete_role_policy(RoleName=OPERATOR_ROLE_NAME, PolicyName=name)
    iam.delete_role(RoleName=OPERATOR_ROLE_NAME)
    found = document(line, "coverage", exit_code=1)
    assert found["totals"] == {"subscribed": 0, "outdated": 0, "none": 0, "unknown": 1}
    assert "You may not call AssumeRole" in found["accounts"][0]["problem"]
    enrolled = document(line, "enroll", "--address", "a@example.com", "--yes", exit_code=1)
    assert enrolled["operations"][0]["text"].startswith("could not be looked at")
