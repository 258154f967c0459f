"""What `verify` cannot or must not do, it says in one sentence, and leaves things as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from docs.output_schema import output_schema
from embedded_aws.organization import new_account_id
from harness.json_schema import validate
from harness.profiles import Profiles
from installer.checks.needed_actions import NEEDS, VERIFY
from installer.verification.selection import chosen
from installer.verification.steps.table import STEPS
from installer.verification.who import Who
from local.journey.choices import Choices
from local.journey.owner import Owner
from tests.installer.verification.ground import Ground

READING = ("--only", "templates", "--only", "patterns")


@pytest.fixture
def line(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Profiles:
    monkeypatch.chdir(tmp_path)
    known = ground.organization
    accounts = {
        "management": known.management,
        "hub": known.hub,
        "workload": known.owner_account,
        "other": known.other_account,
        "stranger": new_account_id(),
    }
    return Profiles(ground.aws, tmp_path, **accounts)


WITH_ALL = ("--profile", "hub", "--workload-profile", "workload", "--email", "you@example.com", "--yes")


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--profile", "management"), "is the organization's management account"),
        (("--profile", "stranger"), "is in no organization"),
        (("--profile", "other"), "Nothing is installed in account"),
        (("--profile", "hub", "--workload-profile", "management"), "--workload-profile is of the management account"),
        (("--profile", "hub", "--management-profile", "other"), "--management-profile is of account"),
        (
            ("--profile", "hub", "--workload-profile", "workload", "--owner-profile", "other"),
            "both must be of the same one",
        ),
        (("--profile", "hub", "--workload-profile", "workload"), "Name an address of yours with --email"),
        (("--profile", "hub", "--email", "you"), "'you' is no email address"),
        (("--profile", "hub", "--only", "lunch"), "There is no step lunch; steps are templates, patterns"),
        (
            ("--profile", "hub", "--only", "finding", "--skip", "launch"),
            "finding stands on a step that is to be skipped",
        ),
        (("--profile", "hub", "--json", *WITH_ALL[4:6]), "--json asks nothing: say --yes too"),
        (("--profile", "nobody"), "There is no profile 'nobody'"),
    ],
)
def test_it_is_said_and_nothing_is_made(
    ground: Ground, line: Profiles, tmp_path: Path, flags: tuple[str, ...], sentence: str
) -> None:
    before = ground.inventory()
    assert sentence in line.says("verify", *flags, exit_code=2)
    assert ground.inventory() == before
    assert [file.name for file in tmp_path.iterdir()] == ["aws-config"]


def test_an_account_with_subscriptions_of_others_is_left_alone(ground: Ground, line: Profiles) -> None:
    owner = Owner(ground.aws, ground.organization.owner_account, Choices().owner)
    theirs = owner.launch({"EmailAddresses": "owner@example.com"}, "payments-alerts")
    before = ground.inventory()
    try:
        said = line.says("verify", *WITH_ALL, exit_code=2)
        assert "has subscriptions of others (payments-alerts)" in said
        assert ground.inventory() == before
        line.says("verify", *WITH_ALL, "--only", "patterns")
    finally:
        owner.leave(theirs)


@pytest.fixture
def without_security_hub(ground: Ground) -> Iterator[None]:
    hub = ground.aws.session(ground.organization.owner_account).client("securityhub")
    hub.disable_security_hub()
    yield
    hub.enable_security_hub()


@pytest.mark.usefixtures("without_security_hub")
def test_without_security_hub_nothing_is_tried(ground: Ground, line: Profiles) -> None:
    before = ground.inventory()
    assert "Security Hub is off in account" in line.says("verify", *WITH_ALL, exit_code=2)
    assert ground.inventory() == before


def test_a_dry_run_says_what_each_step_makes_and_costs(line: Profiles) -> None:
    said = line.says("verify", "--dry-run", exit_code=3)
    for step in STEPS:
        assert f"{step.name}\t{step.title}\t" in said
        assert f"\t{step.makes}\t{step.cost}" in said
    line.says("verify", "--dry-run", *READING)
    planned = json.loads(line.run("verify", "--dry-run", "--json").stdout)
    validate(planned, json.loads(output_schema()))
    assert [one["verdict"] for one in planned["steps"]] == ["planned"] * len(STEPS)


def test_the_report_holds_no_account_and_is_what_json_prints(ground: Ground, line: Profiles, tmp_path: Path) -> None:
    arguments = ("verify", *WITH_ALL, *READING, "--only", "stack-set", "--report", "report.json")
    printed = json.loads(line.run(*arguments, "--json").stdout)
    validate(printed, json.loads(output_schema()))
    text = (tmp_path / "report.json").read_text()
    assert json.loads(text) == printed
    assert re.search(r"\d{12}|@", text) is None
    assert [one["verdict"] for one in printed["steps"]] == ["as expected", "as expected", "skipped"]
    assert printed["steps"][1]["settles"] == ["exists-on-leaves", "array-consistency"]
    assert "templates\tas expected\tit takes the product" in line.says("verify", *WITH_ALL, *READING)


def test_the_policy_is_what_the_reading_steps_call(ground: Ground, tmp_path: Path) -> None:
    called, sessions = set[str](), ground.sessions(Who.MANAGEMENT, Who.WORKLOAD, Who.OWNER)
    services = {"service-catalog": "servicecatalog", "eventbridge": "events"}

    def note(event_name: str, **_call: object) -> None:
        _, service, operation = event_name.split(".")
        called.add(f"{services.get(service, service)}:{operation}")

    sessions[Who.HUB].events.register("before-call", note)
    assert ground.prepare(tmp_path, ["templates", "patterns"], sessions=sessions).run().is_good
    needed = {action for need in NEEDS[VERIFY] for action in need.actions}
    assert called - {"sts:GetCallerIdentity"} == needed


def test_each_step_can_be_left_out_and_takes_those_that_stand_on_it_along() -> None:
    assert [step.name for step in chosen((), ["launch"])] == [
        *("templates", "patterns", "stack-set", "newer-security-hub", "change-set"),
        *("wrong-answers", "eventbridge-edition", "upgrade"),
    ]
    for step in STEPS:
        assert step.name not in {one.name for one in chosen((), [step.name])}
        assert step.name in {one.name for one in chosen([step.name], ())}
