"""Each command that changes something says the second time that there is nothing to do, and changes nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import boto3
import pytest

from embedded_aws.organization import Organization
from embedded_aws.process import EmbeddedAws
from installer.subscriptions import records
from tests.installer.subscriptions.operator import HUB_ROLE, operator

READS = ("Assume", "Batch", "Describe", "Detect", "Get", "Head", "List", "Lookup", "Scan", "Search", "Simulate")
ONLY_A_PLAN = {"CreateChangeSet", "DeleteChangeSet"}
"""A plan is made of a change set, which is never executed."""


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the calls that change something."""
    found: list[str] = []
    client = boto3.Session.client

    def note(model: Any, **_: Any) -> None:
        if not model.name.startswith(READS) and model.name not in ONLY_A_PLAN:
            found.append(model.name)

    def watched(session: Any, service: str, **arguments: Any) -> Any:
        made = client(session, service, **arguments)
        made.meta.events.register("before-call", note)
        return made

    monkeypatch.setattr(boto3.Session, "client", watched)
    monkeypatch.setattr(records, "_SECONDS_BETWEEN_LOOKS", 0.02)
    return found


def test_every_command_twice(
    embedded_aws: EmbeddedAws,
    organization: Organization,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    written: list[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    line = operator(embedded_aws, organization, tmp_path)
    hub, unit = ("--profile", "hub"), organization.shared_unit
    product = json.loads(line.run("status", *hub, "--json").stdout)["regions"][0]["product_arn"]
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub)

    def twice(*command: str, says: str = "Nothing would change.") -> None:
        line.says(*command)
        written.clear()
        again = line.says(*command)
        assert says in again, again
        assert written == [], command

    twice(*prepare, "--product-arn", product, "--operator-role", HUB_ROLE, "--yes")
    twice(*prepare, "--unit", organization.root, "--yes")
    line.says("plan", *hub, "--time-zone", "Asia/Tokyo", "--out", "plan.json", exit_code=3)
    twice("install", "plan.json", *hub, "--yes")
    twice("install", *hub, "--yes")
    older = json.loads(line.run("status", *hub, "--json").stdout)["regions"][0]["versions"]
    names = [one["name"] for one in older if one["guidance"] == "DEPRECATED"]
    assert len(names) == 1
    twice("install", *hub, "--yes", "--take-away", "--remove-version", names[0])
    twice("share", *hub, "--remove", unit, "--yes")
    twice("share", *hub, "--yes")
    looking = ("--profile", "operator", "--yes")
    twice("enroll", "--address", "a@example.com", *looking, says="0 failed.")
    line.says("install", *hub, "--time-zone", "Asia/Tokyo", "--yes")
    twice("update-subscriptions", *looking, says="")
    twice("enroll", "--end", *looking, says="")
    twice("redrive", *hub, says="")
    uninstall = ("uninstall", *hub, "--yes", "--leave-subscriptions", "--management-profile", "management")
    twice(*uninstall, says="nothing was there")
