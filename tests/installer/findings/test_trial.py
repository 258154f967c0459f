"""`test-finding` reaches each kind of subscription in its own way, and says which."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from common.choices.words import FindingSource, Formatting
from embedded_aws.process import EmbeddedAws
from formatter.finding.reader import finding_from
from formatter.finding.severity import Severity
from harness.command_line import CommandLine
from installer.errors import UserError
from installer.findings.deployed import deployed
from installer.findings.newer_sample import hand_over, make_guardduty_sample, newer_event
from product.subscription.pattern.formats import OCSF
from tests.product.subscription.deployment import ADDRESS, Account

NOW = datetime(2026, 10, 26, 7, 0, tzinfo=timezone.utc)
CSPM, NEWER, BOTH = FindingSource.CSPM, FindingSource.SECURITY_HUB, FindingSource.BOTH


@pytest.fixture
def line(embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(embedded_aws, tmp_path)


def tried(line: CommandLine, account: Account, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(line.succeeds(account.id, "test-finding", "--json", *arguments))
    return found


@pytest.mark.parametrize(
    ("sources", "ways"),
    [
        ([], ["imported"]),
        ([CSPM], ["imported"]),
        ([BOTH], ["imported"]),
        ([NEWER], ["handed over"]),
        ([CSPM, NEWER], ["imported", "handed over"]),
    ],
)
def test_the_way_goes_by_what_is_deployed(
    embedded_aws: EmbeddedAws, line: CommandLine, sources: list[FindingSource], ways: list[str]
) -> None:
    account = Account(embedded_aws)
    stacks = [account.deploy(ADDRESS, source=source) for source in sources]
    found = tried(line, account)
    assert found["ways"] == ways
    assert found["findings"][0] == found["finding_id"]
    seen = {one.stack: (one.is_on_cspm, one.is_on_newer) for one in deployed(account.session, account.id)}
    expected = {CSPM: (True, False), NEWER: (False, True), BOTH: (True, True)}
    assert seen == {stack.name: expected[source] for stack, source in zip(stacks, sources, strict=True)}


def test_it_says_why_a_function_is_asked_and_what_that_does_not_try(
    embedded_aws: EmbeddedAws, line: CommandLine
) -> None:
    account = Account(embedded_aws)
    stack = account.deploy(ADDRESS, source=NEWER)
    said = line.succeeds(account.id, "test-finding")
    assert f"since {stack.name} listens to the newer Security Hub, into which nobody can import findings" in said
    assert "these stand in the rule" in said
    refused = line.refuses(account.id, "test-finding", "--resolve")
    assert "holds no test finding that could be resolved" in refused


class Lambda:
    """A session whose Lambda keeps what it is given."""

    def client(self, _service: str) -> Any:
        return self

    def invoke(self, **given: Any) -> None:
        self.given = given


@pytest.mark.parametrize("severity", ["Low", "Medium", "High", "Critical"])
def test_the_function_gets_what_security_hub_sends(embedded_aws: EmbeddedAws, severity: str) -> None:
    session: Any = Lambda()
    account = Account(embedded_aws)
    event = newer_event(account.session, account.id, severity, {"team": "web"}, NOW)
    finding_id = hand_over(session, "formatter", event)
    assert (session.given["FunctionName"], session.given["InvocationType"]) == ("formatter", "Event")
    assert json.loads(session.given["Payload"]) == event
    assert (event["source"], event["detail-type"]) == ("aws.securityhub", OCSF.detail_type)
    finding = finding_from(event["detail"]["findings"][0])
    assert finding is not None
    assert (finding.own_id, finding.severity) == (finding_id, Severity[severity.upper()])
    assert (finding.account_id, finding.region) == (account.id, "us-east-1")
    assert finding.resources[0].tags == {"team": "web"}
    # The rule would take it too.
    answers = {**ADDRESS, "MinimumSeverity": severity, "TagKey": "team", "TagValues": "web"}
    assert account.deploy(answers, source=NEWER).takes(event["detail"]["findings"][0], OCSF, "SecNotifHubRule")


class GuardDuty:
    """A session of an account with GuardDuty on, or off."""

    region_name = "eu-west-1"

    def __init__(self, *detectors: str) -> None:
        self._detectors = detectors
        self.asked: dict[str, Any] = {}

    def client(self, _service: str) -> Any:
        return self

    def list_detectors(self) -> dict[str, Any]:
        return {"DetectorIds": list(self._detectors)}

    def create_sample_findings(self, **asked: Any) -> None:
        self.asked = asked


def test_without_a_function_guardduty_makes_a_sample() -> None:
    session: Any = GuardDuty("d-1")
    kind = make_guardduty_sample(session, "High")
    assert session.asked == {"DetectorId": "d-1", "FindingTypes": [kind]}


def test_without_guardduty_it_says_what_would_reach_the_subscription() -> None:
    session: Any = GuardDuty()
    with pytest.raises(UserError, match="GuardDuty, which makes samples, is not on in eu-west-1"):
        make_guardduty_sample(session, "High")


def test_a_subscription_of_eventbridge_alone_is_seen_without_a_function(embedded_aws: EmbeddedAws) -> None:
    account = Account(embedded_aws)
    account.deploy(ADDRESS, source=NEWER, formatting=Formatting.EVENTBRIDGE)
    (found,) = deployed(account.session, account.id)
    assert (found.is_on_cspm, found.is_on_newer, found.function) == (False, True, "")
