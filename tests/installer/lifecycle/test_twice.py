"""Each command that changes something says the second time that there is nothing to do, and asks nothing twice to know it."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
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


MAY_CHANGE = {"DescribeStacks"}
"""Asked once more right before a change set is made of the stack, since another deployment may be at work by then."""


LOOKS = {
    ("status", "--profile", "hub", "--management-profile", "management"): 0,
    ("plan", "--profile", "hub", "--time-zone", "Asia/Tokyo"): 3,
    ("share", "--profile", "hub", "--dry-run"): 0,
    ("doctor", "--profile", "hub"): 1,
    ("doctor", "--profile", "management"): 1,
    ("coverage", "--profile", "operator"): 0,
    ("report", "--profile", "operator"): 0,
}
"""What only looks, with its exit code."""


class Called:
    """What was called: what changes something, and how often each question was asked of whom."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self._asked: Counter[tuple[str, ...]] = Counter()

    @property
    def asked_twice(self) -> list[str]:
        return [question[1] for question, times in self._asked.items() if times > 1 and question[1] not in MAY_CHANGE]

    def watch(self, client: Any) -> None:
        client.meta.events.register("before-call", partial(self._note, repr(id(client))))

    def _note(self, whom: str, model: Any, params: Any, **_: Any) -> None:
        self._asked[whom, model.name, params["url"], repr(params["body"])] += 1
        if not model.name.startswith(READS) and model.name not in ONLY_A_PLAN:
            self.written.append(model.name)

    def forget(self) -> None:
        self.written.clear()
        self._asked.clear()


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Called:
    """Record the calls of all sessions."""
    found = Called()
    client = boto3.Session.client

    def watched(session: Any, service: str, **arguments: Any) -> Any:
        made = client(session, service, **arguments)
        found.watch(made)
        return made

    monkeypatch.setattr(boto3.Session, "client", watched)
    monkeypatch.setattr(records, "_SECONDS_BETWEEN_LOOKS", 0.02)
    return found


def test_every_command_twice(
    embedded_aws: EmbeddedAws,
    organization: Organization,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    called: Called,
) -> None:
    monkeypatch.chdir(tmp_path)
    line = operator(embedded_aws, organization, tmp_path)
    hub, unit = ("--profile", "hub"), organization.shared_unit
    product = json.loads(line.run("status", *hub, "--json").stdout)["regions"][0]["product_arn"]
    prepare = ("organization", "--profile", "management", "--hub-account", organization.hub)

    def twice(*command: str, says: str = "Nothing would change.") -> None:
        line.says(*command)
        called.forget()
        again = line.says(*command)
        assert says in again, again
        assert (called.written, called.asked_twice) == ([], []), command

    for looks, exit_code in LOOKS.items():
        called.forget()
        line.says(*looks, exit_code=exit_code)
        assert (called.written, called.asked_twice) == ([], []), looks
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
