"""A test finding reaches Security Hub of the account, open or resolved."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.embedded_aws import EmbeddedAws
from local.organization import new_account_id
from tests.installer.command_line import CommandLine


def test_it_is_imported_and_resolved(
    embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line, account = CommandLine(embedded_aws, tmp_path), new_account_id()
    hub = embedded_aws.session(account).client("securityhub")
    line.succeeds(account, "test-finding", "--severity", "critical", "--tag", "team=checkout")
    (finding,) = hub.get_findings()["Findings"]
    assert (finding["Severity"]["Label"], finding["RecordState"]) == ("CRITICAL", "ACTIVE")
    assert finding["Resources"][0]["Tags"] == {"team": "checkout"}
    line.succeeds(account, "test-finding", "--resolve")
    (finding,) = hub.get_findings()["Findings"]
    assert finding["RecordState"] == "ARCHIVED"
