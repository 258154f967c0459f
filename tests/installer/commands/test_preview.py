"""`preview` shows the email of every finding, without AWS and without a network."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from harness.findings import EVENTS
from installer.main import main

FINDING = {
    "Id": "arn:aws:securityhub:eu-west-1:111122223333:security-control/S3.9/finding/1",
    "Title": "Ünencrypted bucket",
    "AwsAccountId": "111122223333",
    "Region": "eu-west-1",
    "Severity": {"Label": "HIGH"},
    "UpdatedAt": "2026-07-01T12:00:00Z",
}
SUBJECT = "[HIGH] imported 111122223333: Ünencrypted bucket"
INSIGHT = "which name no finding; send the findings instead."
OCSF_SUBJECT = "[CRITICAL] imported 111122223333: A container ran a new file"
OCSF = {
    "finding_info": {"uid": "u-1", "title": "A container ran a new file"},
    "severity_id": 5,
    "cloud": {"account": {"uid": "111122223333"}},
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("preview must not use the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def run(*arguments: str, given: str | bytes = "") -> Result:
    return CliRunner().invoke(main, ["preview", *arguments], input=given)


def rows(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("text", "subjects"),
    [
        (json.dumps(FINDING), [SUBJECT]),
        (json.dumps(FINDING, indent=2), [SUBJECT]),
        ("\ufeff" + json.dumps(FINDING), [SUBJECT]),
        (json.dumps(OCSF), [OCSF_SUBJECT]),
        (json.dumps([FINDING, OCSF]), [SUBJECT, OCSF_SUBJECT]),
        (f"{json.dumps(FINDING)}\n\n{json.dumps(FINDING)}\n", [SUBJECT] * 2),
        (json.dumps({"Findings": [FINDING, FINDING]}), [SUBJECT] * 2),
        (json.dumps({"detail": {"findings": [FINDING, FINDING]}}), [SUBJECT] * 2),
        (
            json.dumps({"detail": {"actionName": "Ask", "findings": [FINDING]}}),
            ["[HIGH] SENT BY ANALYST imported 111122223333: Ünencrypted bucket"],
        ),
        (json.dumps({"finding": FINDING, "source": "a collection"}), [SUBJECT]),
        (json.dumps({"Id": "x"}), ["[HIGH] imported: no title"]),
    ],
    ids=[
        "one",
        "indented",
        "byte order mark",
        "OCSF",
        "list",
        "lines",
        "AWS CLI",
        "event",
        "custom action",
        "wrapped",
        "bare",
    ],
)
def test_every_form_of_findings(tmp_path: Path, text: str, subjects: list[str]) -> None:
    (tmp_path / "findings.json").write_text(text, encoding="utf-8")
    result = run("--json", str(tmp_path / "findings.json"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert [row["subject"].partition(" #")[0] for row in rows(result)] == subjects
    listed = run("--list", str(tmp_path / "findings.json"))
    assert listed.stdout.splitlines() == [row["subject"] for row in rows(result)]


def test_json_has_one_object_a_line() -> None:
    result = run("--json", "-", given=json.dumps(FINDING))
    (row,) = rows(result)
    assert list(row) == ["id", "subject", "body", "chat", "bytes", "cut", "remark"]
    assert (row["bytes"], row["cut"]) == (len(row["body"].encode()), False)
    assert row["id"] == FINDING["Id"]
    assert 'What: "Ünencrypted bucket"' in row["body"]
    (same,) = rows(run("--format", "json", "-", given=json.dumps(FINDING)))
    assert (same["id"], same["subject"]) == (row["id"], row["subject"])


@pytest.mark.parametrize(
    ("fields", "remark", "subject"),
    [
        ({}, None, "[HIGH] "),
        (
            {"RecordState": "ARCHIVED"},
            "(sent only if the finding was told while it was open)",
            "[HIGH] NO LONGER REPORTED ",
        ),
        ({"Workflow": {"Status": "SUPPRESSED"}}, "(not sent: suppressed)", "[HIGH] "),
    ],
    ids=["open", "closed", "suppressed"],
)
def test_text_says_when_an_email_would_not_be_sent(fields: dict[str, Any], remark: str | None, subject: str) -> None:
    result = run("-", given=json.dumps(FINDING | fields))
    before, _, after = result.stdout.partition("Subject: ")
    assert before == "=" * 78 + "\n" + (f"{remark}\n" if remark else "")
    assert after.startswith(f"{subject}imported 111122223333: Ünencrypted bucket #")
    assert re.match(r"[^\n]+\n\([0-9,]+ bytes; whole\)\n={78}\n", after)


def test_options_reach_the_email() -> None:
    options = ("--time-zone", "Asia/Kathmandu", "--portal", "corp", "--permission-set", "View")
    (row,) = rows(run("--json", *options, "-", given=json.dumps(FINDING)))
    assert "Wed 01 Jul 2026, 17:45 +0545 (UTC+05:45)" in row["body"]
    assert "https://corp.awsapps.com/start/#/console?account_id=111122223333&role_name=View&destination=" in row["body"]


def test_all_fixtures_at_once() -> None:
    files = sorted(map(str, EVENTS.glob("*.json")))
    result = run("--json", *files)
    assert result.exit_code == 0
    assert len(rows(result)) == len(files) + 1, "one of them holds two findings"


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            "",
            "standard input: is empty; it should hold a finding, a list of findings, one finding a line, or an event.",
        ),
        ("no JSON", "standard input, line 1: this is no JSON (Expecting value)."),
        (
            '{\n"Id": 1,\n',
            "standard input, line 3: this is no JSON (Expecting property name enclosed in double quotes).",
        ),
        ("[1]", "standard input: a finding is a JSON object, not 1."),
        (
            '{"Name": 1}',
            "standard input: this object is no finding: it has neither Id, Title, finding_info nor an event's detail.",
        ),
        (
            '{"detail": {"insightName": "Top buckets", "insightResults": [{"b": 3}]}}',
            f"standard input: these are the results of the insight 'Top buckets', {INSIGHT}",
        ),
        ("[" * 100_000, "standard input: is nested too deeply to be read."),
    ],
    ids=["empty", "text", "cut off", "numbers", "another object", "insight", "too deep"],
)
def test_what_is_no_finding_is_said_in_one_sentence(given: str, problem: str) -> None:
    result = run("--json", "-", given=given)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"{problem}\n")


def test_a_broken_line_keeps_no_other_from_being_shown() -> None:
    result = run("--json", "-", given=f"{json.dumps(FINDING)}\n{{broken\n{json.dumps(OCSF)}\n")
    assert result.exit_code == 2
    assert [row["id"] for row in rows(result)] == [FINDING["Id"], "u-1"]
    assert result.stderr.startswith("standard input, line 2: this is no JSON (")


def test_a_missing_file_and_a_binary_one(tmp_path: Path) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xd8")
    result = run(str(tmp_path / "none"), str(tmp_path / "picture"))
    assert result.exit_code == 2
    assert result.stderr.splitlines() == [
        f"{tmp_path}/none: cannot be read: No such file or directory.",
        f"{tmp_path}/picture: is no UTF-8 text (byte 0).",
    ]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Europe/Berln", "did you mean Europe/Berlin?"), ("Q", "try Europe/Berlin.")],
)
def test_an_unknown_time_zone(name: str, hint: str) -> None:
    result = run("--time-zone", name, "-", given=json.dumps(FINDING))
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"'{name}' is no time zone; {hint}" in result.stderr


def test_public_findings_all_show(public_findings: Path) -> None:
    files = sorted(public_findings.glob("*.jsonl"))
    result = run("--json", *map(str, files))
    refused = result.stderr.splitlines()
    assert all("results of the insight" in line for line in refused)
    lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in files)
    shown = rows(result)
    assert len(shown) + len(refused) >= lines
    assert all(row["id"] and row["subject"] and row["body"] for row in shown)
