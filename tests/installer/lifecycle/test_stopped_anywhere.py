"""Every command may be stopped at any call to AWS, or meet itself at work: the same again ends right."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from common.choices.configuration import Configuration
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.hub.deployment import Hub
from installer.lifecycle.installation import Installation
from installer.subscriptions import operations, records
from tests.installer.calls import Calls, Meanwhile
from tests.installer.launch_role import give_launch_role
from tests.installer.subscriptions.operator import REGION, operator

STOPPED = 130
PRODUCT = "arn:aws:catalog:us-east-1:111122223333:product/prod-a1b2c3d4e5f6g"
ENROLL = ("enroll", "--address", "a@example.com", "--profile", "operator", "--yes")
UPDATE = ("update-subscriptions", "--profile", "operator", "--yes")
END = ("enroll", "--end", "--profile", "operator", "--yes")
AT_WORK = ("another deployment is at work", "somebody is changing it now", "still under change")
FEWEST_STOPS = 3
LOOKS = 200
"""Far more than CloudFormation needs for what was begun."""


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    monkeypatch.setattr(records, "_SECONDS_BETWEEN_LOOKS", 0.02)
    return Calls(monkeypatch)


def stopped_everywhere(calls: Calls, line: Profiles, *command: str) -> None:
    """Run a command, stopped at ever later calls, until it comes to its end before it is stopped."""
    stops, point = 0, 3
    calls.stop_at(point)
    while ended(line, *command):
        stops, point = stops + 1, point + point // 2 + 1
        calls.stop_at(point)
    calls.let_go()
    assert stops >= FEWEST_STOPS


def ended(line: Profiles, *command: str) -> bool:
    """Run a command, once AWS is done with what was begun before; returns whether it was stopped."""
    for _ in range(LOOKS):
        result = line.run(*command)
        if result.exit_code in (0, STOPPED):
            assert (result.exit_code == STOPPED) == ("Stopped." in result.output), result.output
            return result.exit_code == STOPPED
        assert any(one in result.output for one in AT_WORK), (command, result.output, result.exception)
        time.sleep(0.02)
    raise AssertionError(result.output)


def test_a_life_that_is_stopped_everywhere(
    embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.chdir(tmp_path)
    found = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path, management=found.management, hub=found.hub)
    organization = ("organization", "--profile", "management", "--hub-account", found.hub, "--product-arn", PRODUCT)
    stopped_everywhere(calls, line, *organization, "--yes")
    assert line.says(*organization).count("Already so: ") == 5

    chosen = ("--profile", "hub", "--regions", REGION, "--roles", "Admin")
    share = ("--share-with-organizational-units", found.shared_unit)
    line.says("plan", *chosen, *share, "--out", "plan.json", exit_code=3)
    stopped_everywhere(calls, line, "install", "plan.json", "--profile", "hub", "--yes")
    assert line.says("plan", *chosen, *share) == "Nothing would change.\n"

    remove = ("share", *chosen[:4], "--remove", found.shared_unit, "--yes")
    stopped_everywhere(calls, line, *remove)
    assert line.says(*remove).startswith("Nothing would change.")
    again = ("share", *chosen[:4], *share, "--yes")
    stopped_everywhere(calls, line, *again)
    assert line.says(*again) == "Nothing would change.\n"
    hub = embedded_aws.session(found.hub, REGION)
    assert len(hub.client("servicecatalog").list_portfolios()["PortfolioDetails"]) == 1

    leave = ("uninstall", "--profile", "hub", "--regions", REGION, "--leave-subscriptions", "--yes")
    stopped_everywhere(calls, line, *leave)
    assert f"{REGION}: nothing was there" in line.says(*leave)
    assert hub.client("servicecatalog").list_portfolios()["PortfolioDetails"] == []
    assert hub.client("s3").list_buckets()["Buckets"] == []


@pytest.fixture(scope="module")
def folder(embedded_aws: EmbeddedAws, organization: Organization, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the admin works, who has installed."""
    return tmp_path_factory.mktemp("admin")


@pytest.fixture(scope="module")
def installed(embedded_aws: EmbeddedAws, organization: Organization, folder: Path) -> Profiles:
    return operator(embedded_aws, organization, folder)


@pytest.fixture
def line(installed: Profiles, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Profiles]:
    """The admin's terminal; nobody has a subscription afterwards."""
    monkeypatch.chdir(folder)
    yield installed
    installed.says(*END)


def subscriptions(line: Profiles) -> list[dict[str, Any]]:
    """Return the subscriptions of each account, of which each has one."""
    found = json.loads(line.run("coverage", "--profile", "operator", "--json").stdout)["accounts"]
    assert [len(one["subscriptions"]) for one in found] == [1, 1]
    return [one["subscriptions"][0] for one in found]


def new_version(line: Profiles, time_zone: str) -> None:
    line.says("install", "--profile", "hub", "--time-zone", time_zone, "--yes")


def test_enroll_update_and_end_stopped_everywhere(line: Profiles, calls: Calls) -> None:
    stopped_everywhere(calls, line, *ENROLL)
    first = subscriptions(line)
    assert {one["status"] for one in first} == {"AVAILABLE"}
    new_version(line, "Asia/Tokyo")
    stopped_everywhere(calls, line, *UPDATE)
    second = subscriptions(line)
    assert [one["id"] for one in second] == [one["id"] for one in first]
    assert {(one["outdated"], one["status"]) for one in second} == {(False, "AVAILABLE")}
    stopped_everywhere(calls, line, *END)
    assert json.loads(line.run("coverage", "--profile", "operator", "--json").stdout)["totals"]["none"] == 2


@pytest.mark.parametrize("moment", ["before", "after"])
def test_two_at_once_leave_one_subscription_an_account(
    line: Profiles, calls: Calls, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    monkeypatch.setattr(operations, "THREADS", 1)  # two terminals in one process: one prints at a time
    other = Meanwhile(line, "ProvisionProduct", *ENROLL)
    setattr(calls, moment, other)
    said = line.run(*ENROLL)
    calls.let_go()
    lost = 2 if moment == "before" else 1
    assert said.exit_code == 1
    assert f"{2 - lost} done, 0 skipped, {lost} failed." in said.output
    assert "somebody has launched one there meanwhile: nothing more is to be done" in said.output
    assert f"{lost} done, {2 - lost} skipped, 0 failed." in other.said
    first = subscriptions(line)

    new_version(line, f"Europe/{'Berlin' if moment == 'before' else 'Paris'}")
    other = Meanwhile(line, "UpdateProvisionedProduct", *UPDATE)
    setattr(calls, moment, other)
    said = line.run(*UPDATE)
    calls.let_go()
    # Whoever comes second finds nothing left to change there, which Service Catalog calls a success.
    assert (said.exit_code, "0 failed." in other.said) == (0, True)
    second = subscriptions(line)
    assert [one["id"] for one in second] == [one["id"] for one in first]
    assert not any(one["outdated"] for one in second)


def test_two_at_once_end_the_same_or_one_says_so(
    embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.chdir(tmp_path)
    found = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path, management=found.management, hub=found.hub)
    hub = ("--profile", "hub", "--regions", REGION)
    share = ("--share-with-organizational-units", found.shared_unit)
    prepare = ("organization", "--profile", "management", "--hub-account", found.hub, "--product-arn")
    install = ("install", *hub, "--roles", "Admin")
    line.says(*prepare, PRODUCT, "--yes")
    line.says(*install, "--yes")
    second = PRODUCT.replace("us-east-1", "eu-west-1")
    for operation, command, nothing in (
        ("ExecuteChangeSet", (*prepare, second), "Nothing would change."),
        ("ExecuteChangeSet", (*install, "--time-zone", "Asia/Tokyo"), "Nothing would change."),
        ("CreatePortfolioShare", ("share", *hub, *share), "Nothing would change."),
        ("DeletePortfolioShare", ("share", *hub, "--remove", found.shared_unit), "Nothing would change."),
        ("DeleteStack", ("uninstall", *hub), f"{REGION}: nothing was there"),
    ):
        other = Meanwhile(line, operation, *command, "--yes")
        calls.before = other
        said = line.run(*command, "--yes")
        calls.let_go()
        assert "Traceback" not in said.output
        assert said.exit_code == 0 or (said.exit_code, said.output.count("Error: ")) == (2, 1), (command, said.output)
        assert "Error: " not in other.said, (command, other.said)
        again = line.says(*command, "--yes")
        assert nothing in again, again


@pytest.mark.parametrize(
    "operation",
    ["CreateChangeSet", "DescribeChangeSet", "DeleteChangeSet", "RegisterDelegatedAdministrator", "ExecuteChangeSet"],
)
def test_two_that_prepare_a_new_organization_at_once(
    embedded_aws: EmbeddedAws, tmp_path: Path, calls: Calls, operation: str
) -> None:
    found = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path, management=found.management)
    command = ("organization", "--profile", "management", "--hub-account", found.hub, "--product-arn", PRODUCT, "--yes")
    other = Meanwhile(line, operation, *command)
    calls.before = other
    said = line.run(*command)
    calls.let_go()
    assert "Error: " not in other.said, other.said
    assert said.exit_code == 0 or "was changed meanwhile: another deployment is at work" in said.output, said.output
    assert line.says(*command).endswith("Nothing would change.\n")


@pytest.mark.parametrize("operation", ["PutObject", "CreateChangeSet", "DescribeChangeSet"])
def test_two_first_installations_at_once(
    embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: Calls, operation: str
) -> None:
    """The other one shows no progress: two that do in one process wait for each other."""
    monkeypatch.chdir(tmp_path)
    found = create_organization(embedded_aws)
    give_launch_role(embedded_aws, found.hub)
    line = Profiles(embedded_aws, tmp_path, hub=found.hub)
    command = ("install", "--profile", "hub", "--regions", REGION, "--roles", "Admin", "--yes")
    others: list[Hub] = []

    def meanwhile(name: str) -> None:
        if name == operation:
            calls.let_go()
            other = Installation.start("hub", None, Configuration(regions=(REGION,), roles=("Admin",)))
            assert other.plan()
            others.extend(other.install(lambda _: None).values())

    calls.before = meanwhile
    said = line.run(*command)
    assert [one.changed for one in others] == [True]
    assert said.exit_code == 0 or "was changed meanwhile: another deployment is at work" in said.output, said.output
    assert line.says(*command) == "Nothing would change.\n"


def test_who_plans_while_somebody_else_makes_a_new_stack_leaves_it_alone(
    embedded_aws: EmbeddedAws, tmp_path: Path, calls: Calls
) -> None:
    found = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path, management=found.management)
    command = ("organization", "--profile", "management", "--hub-account", found.hub)
    other = Meanwhile(line, "ExecuteChangeSet", *command, "--dry-run")
    calls.before = other
    line.says(*command, "--yes")
    assert "Would: Bring the launch role" in other.said
