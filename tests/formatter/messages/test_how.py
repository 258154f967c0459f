"""HOW holds steps, commands, proof, runbook and how to take it on; nothing of it where nothing is left to do."""

from __future__ import annotations

import json
import shlex

import pytest

from formatter.finding.finding import Finding
from formatter.finding.reader import finding_from
from formatter.memory.records import Kind, TakenOn
from formatter.messages.how import take_on_command
from formatter.settings import AdminChoices, Preferences
from harness.findings import NOW, finding, told

BOOKS = {"S3.8": "https://w/s3", "GuardDuty": "https://w/gd", "Falcon": "https://w/falcon", "*": "https://w/all"}
S3_8 = {"Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"}, "Title": "T"}


def how_of(one: Finding, kind: Kind = Kind.NEW, **history: object) -> str:
    return told(one, kind, **history).body.partition("\nHOW\n")[2].partition("\n\n")[0]


@pytest.mark.parametrize(
    ("one", "page"),
    [
        (finding("securityhub", **S3_8), "https://w/s3"),
        (finding("guardduty", ProductName="GuardDuty"), "https://w/gd"),
        (finding(ProductName="Falcon"), "https://w/falcon"),
        (finding("inspector", ProductName="Inspector"), "https://w/all"),
        (finding(**S3_8), "https://w/all"),
    ],
    ids=["control", "product", "partner", "any", "a control that is not AWS's"],
)
def test_the_runbook_of_the_control_comes_before_the_one_of_the_product(one: Finding, page: str) -> None:
    preferences = Preferences(admin=AdminChoices(runbooks=BOOKS))
    assert f"Your company's runbook:\n  {page}\n" in told(one, preferences=preferences).body


def test_the_command_to_take_it_on_survives_a_shell() -> None:
    command = take_on_command(finding("securityhub", Id="arn:it's/one", Region="eu-west-1"))
    words = shlex.split(command)
    assert words[:5] == ["aws", "securityhub", "batch-update-findings", "--region", "eu-west-1"]
    (named,) = json.loads(words[words.index("--finding-identifiers") + 1])
    assert named["Id"] == "arn:it's/one"
    assert words[words.index("--workflow") + 1] == "Status=NOTIFIED"
    assert set(json.loads(words[words.index("--note") + 1])) == {"Text", "UpdatedBy"}


def test_the_newer_security_hub_has_a_command_of_its_own() -> None:
    ocsf = finding_from(
        {
            "finding_info": {"uid": "u-1", "title": "T"},
            "cloud": {"account": {"uid": "111122223333"}, "region": "eu-west-1"},
            "metadata": {"product": {"uid": "arn:aws:securityhub:eu-west-1::productv2/aws/guardduty"}},
        }
    )
    words = shlex.split(take_on_command(ocsf))
    assert words[2] == "batch-update-findings-v2"
    assert words[words.index("--status-id") + 1] == "2"
    assert "Set its status to In Progress" in how_of(ocsf)


@pytest.mark.parametrize("fields", [{"Id": ""}, {"Id": "x" * 600}, {"ProductArn": ""}])
def test_no_command_without_what_it_takes(fields: dict[str, str]) -> None:
    assert take_on_command(finding("securityhub", **fields)) == ""


def test_who_is_at_it_is_not_asked_to_take_it_on() -> None:
    assert "You are at it?" in how_of(finding("securityhub", **S3_8))
    assert "You are at it?" not in how_of(finding("securityhub", **S3_8), Kind.REMINDER, taken_on=TakenOn(NOW, "Joe"))
    assert "You are at it?" not in how_of(finding("securityhub", **S3_8, Workflow={"Status": "NOTIFIED"}))


def test_it_says_which_role_the_links_use_and_that_a_change_takes_another() -> None:
    assert "To change the resource takes a role that may; View, which the links use," in how_of(
        finding("securityhub", **S3_8)
    )


@pytest.mark.parametrize("kind", [Kind.RESOLVED, Kind.NO_LONGER_REPORTED])
def test_nothing_is_asked_for_once_it_is_over(kind: Kind) -> None:
    body = told(finding("securityhub", **S3_8), kind).body
    assert "\nHOW\n" not in body
    assert "Do now" not in body
