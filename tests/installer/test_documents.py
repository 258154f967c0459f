"""What `--json` prints is what its schema says, for every command that has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from docs.output_schema import output_schema
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.json_schema import validate
from harness.profiles import Profiles
from installer.documents import DOCUMENTS
from installer.lines import LINES
from installer.main import COMMANDS, main

SCHEMA = json.loads(output_schema())
EVENTS = Path(__file__).parents[1] / "events"


def valid(text: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(text)
    validate(document, SCHEMA)
    return document


def test_every_command_that_has_json_has_a_schema() -> None:
    having = set()
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        assert command
        if any("--json" in one.opts for one in command.params):
            having.add(name)
    assert having == {*DOCUMENTS, *LINES}, (
        "DOCUMENTS in installer/documents.py has what each command with --json prints"
    )


@pytest.mark.parametrize(("command", "kinds"), [("preview", {"subject"}), ("replay", {"subject", "reason", "summary"})])
def test_what_stands_on_each_line(command: str, kinds: set[str], tmp_path: Path) -> None:
    events = [
        json.loads((EVENTS / name).read_text()) for name in ("control_critical_root_mfa.json", "control_failed.json")
    ]
    history = tmp_path / "history.jsonl"
    history.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    lines = [valid(line) for line in CliRunner().invoke(main, [command, "--json", str(history)]).stdout.splitlines()]
    assert {kind for kind in ("subject", "reason", "summary") if any(kind in line for line in lines)} == kinds


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


def test_what_the_commands_print(embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path) -> None:
    line = Profiles(embedded_aws, tmp_path, management=organization.management, hub=organization.hub)
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub, "--json")
    assert "--json asks nothing: say --yes too" in line.says(*prepare, exit_code=2)
    planned = valid(line.run(*prepare, "--dry-run").stdout)
    assert {one["state"] for one in planned["steps"]} == {"pending"}
    assert not planned["done"]
    assert {one["state"] for one in valid(line.run(*prepare, "--yes").stdout)["steps"]} == {"done"}

    hub = ("--profile", "hub", "--regions", "us-east-1")
    choices = (*hub, "--roles", "Admin", "--share-with-organizational-units", organization.shared_unit)
    plan = valid(line.run("plan", *choices, "--json").stdout)
    assert {one["action"] for one in plan["changes"]} == {"add", "mend"}, "the stacks are protected too"
    installed = valid(line.run("install", *choices, "--json", "--yes").stdout)
    assert installed["done"]
    assert installed["hubs"][0]["region"] == "us-east-1"
    assert not valid(line.run("install", *choices, "--json", "--yes").stdout)["done"]
    status = valid(line.run("status", *hub, "--json").stdout)
    assert status["regions"][0]["installed"]
    assert status["regions"][0]["shares"][0]["id"] == organization.shared_unit
    assert valid(line.run("doctor", "--profile", "hub", "--json").stdout)["checks"]
    assert valid(line.run("coverage", *hub, "--json").stdout)["totals"]["unknown"] == 1
    assert len(valid(line.run("report", *hub, "--json").stdout)["unread"]) == 1
    enrolled = line.run("enroll", *hub, "--address", "a@example.com", "--json", "--dry-run")
    assert (enrolled.exit_code, valid(enrolled.stdout)["operations"][0]["state"]) == (1, "failed")
    assert valid(line.run("update-subscriptions", *hub, "--json", "--dry-run").stdout)["operations"]
    taken = ("share", *hub, "--remove", organization.shared_unit, "--json")
    assert valid(line.run(*taken, "--dry-run").stdout)["changes"][0]["takes_away"]
    assert valid(line.run(*taken, "--yes").stdout)["done"]
    assert valid(line.run("redrive", "--profile", "hub", "--json").stdout)["subscriptions"] == []
    gone = valid(line.run("uninstall", *hub, "--json", "--yes").stdout)
    assert gone["regions"] == {"us-east-1": True}
