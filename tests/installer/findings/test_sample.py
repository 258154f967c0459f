"""A test finding reaches Security Hub of the account, a new one each time, and the latest can be resolved."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from harness.command_line import CommandLine
from installer.findings.sample import import_test_finding


@pytest.fixture
def line(embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(embedded_aws, tmp_path)


def test_each_run_imports_a_finding_of_its_own(embedded_aws: EmbeddedAws, line: CommandLine) -> None:
    account = new_account_id()
    hub = embedded_aws.session(account).client("securityhub")
    said = [
        line.succeeds(account, "test-finding", "--severity", "critical", "--tag", "team=checkout") for _ in range(2)
    ]
    first, second = hub.get_findings()["Findings"]
    assert (first["Severity"]["Label"], first["RecordState"]) == ("CRITICAL", "ACTIVE")
    assert first["Resources"][0]["Tags"] == {"team": "checkout"}
    assert [one.split()[1].rstrip(".") for one in said] == [first["Id"], second["Id"]]
    assert first["Id"] != second["Id"]
    assert "mail it within a minute, or with their next digest" in said[0]


def test_the_latest_open_one_is_resolved_as_it_is(embedded_aws: EmbeddedAws, line: CommandLine) -> None:
    account = new_account_id()
    session = embedded_aws.session(account)
    yesterday = datetime.now(timezone.utc) - timedelta(days=1)
    older = import_test_finding(session, "High", {}, yesterday)
    newer = import_test_finding(session, "Low", {"team": "web"}, yesterday + timedelta(hours=1))
    said = line.succeeds(account, "test-finding", "--resolve")
    assert said.startswith(
        f"Resolved {newer}. Subscriptions that told it and want notices of what is resolved mail that"
    )
    found = {one["Id"]: one for one in session.client("securityhub").get_findings()["Findings"]}
    assert (found[older]["RecordState"], found[newer]["RecordState"]) == ("ACTIVE", "ARCHIVED")
    assert (found[newer]["Severity"]["Label"], found[newer]["Resources"][0]["Tags"]) == ("LOW", {"team": "web"})
    assert found[newer]["CreatedAt"] < found[newer]["UpdatedAt"]

    assert older in line.succeeds(account, "test-finding", "--resolve")
    refused = line.refuses(account, "test-finding", "--resolve")
    assert (
        f"There is no open test finding in account {account}, us-east-1: run ./install.sh test-finding first" in refused
    )
