"""A history goes through the real formatter: what is told, what is not and why, in every order of arrival."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from installer.main import main

FINDING = "arn:aws:securityhub:us-east-1:111122223333:security-control/S3.8/finding/1"


def event(time: str, number: int = 1, **changes: Any) -> dict[str, Any]:
    finding = {
        "SchemaVersion": "2018-10-08",
        "Id": FINDING,
        "ProductArn": "arn:aws:securityhub:us-east-1::product/aws/securityhub",
        "ProductName": "Security Hub",
        "AwsAccountId": "111122223333",
        "Region": "us-east-1",
        "CreatedAt": "2026-11-20T10:00:00Z",
        "UpdatedAt": "2026-11-20T10:00:00Z",
        "Severity": {"Label": "HIGH"},
        "Workflow": {"Status": "NEW"},
        "RecordState": "ACTIVE",
        "Compliance": {"Status": "FAILED", "SecurityControlId": "S3.8"},
        "Title": "S3 general purpose buckets should block public access",
        "Resources": [{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::web-shop-uploads"}],
        **changes,
    }
    return {
        "id": f"e-{number}",
        "time": time,
        "source": "aws.securityhub",
        "detail-type": "Security Hub Findings - Imported",
        "detail": {"findings": [finding]},
    }


OPENED = event("2026-11-20T10:00:05Z")
SUPPRESSED = event("2026-11-20T10:20:00Z", 2, Workflow={"Status": "SUPPRESSED"})
PASSED = event(
    "2026-11-20T12:00:05Z",
    3,
    UpdatedAt="2026-11-20T12:00:00Z",
    Severity={"Label": "INFORMATIONAL"},
    Compliance={"Status": "PASSED", "SecurityControlId": "S3.8"},
    Workflow={"Status": "RESOLVED"},
)


def replay(tmp_path: Path, events: list[dict[str, Any]], *flags: str) -> list[dict[str, Any]]:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(map(json.dumps, events)))
    result = CliRunner().invoke(main, ["replay", str(file), "--json", *flags], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def kinds(lines: list[dict[str, Any]]) -> list[str]:
    return [line["kind"] for line in lines if "kind" in line]


@pytest.mark.parametrize(
    ("events", "flags", "expected", "open_ids"),
    [
        ([OPENED], (), ["WELCOME", "NEW"], [FINDING]),
        ([OPENED, PASSED], (), ["WELCOME", "NEW", "RESOLVED"], []),
        ([OPENED, PASSED], ("--notify-when-resolved", "no"), ["WELCOME", "NEW"], []),
        ([PASSED, OPENED], ("--arrival", "file"), ["WELCOME"], []),
        ([OPENED, SUPPRESSED, OPENED], ("--arrival", "file"), ["WELCOME", "NEW"], []),
        ([OPENED], ("--minimum-severity", "Critical"), ["WELCOME"], []),
        ([OPENED], ("--delivery", "Hourly"), ["WELCOME", "DIGEST"], [FINDING]),
        ([OPENED], ("--lead-addresses", "lead@example.com"), ["WELCOME", "NEW"], [FINDING]),
        ([OPENED], ("--confirmed", "2026-11-20T11:00:00Z"), ["WELCOME"], [FINDING]),
        ([OPENED, PASSED], ("--until", "2026-11-20T11:00:00Z"), ["WELCOME", "NEW"], [FINDING]),
    ],
)
def test_what_is_sent(
    tmp_path: Path, events: list[dict[str, Any]], flags: tuple[str, ...], expected: list[str], open_ids: list[str]
) -> None:
    lines = replay(tmp_path, events, *flags)
    assert kinds(lines) == expected
    assert lines[-1]["summary"]["open"] == open_ids
    assert lines[-1]["summary"]["emails"] == len(expected)


def test_what_welcome_named_is_open_also_before_its_event_arrives(tmp_path: Path) -> None:
    other = event(
        "2026-11-20T12:00:05Z", 2, Id="other", Resources=[{"Type": "AwsS3Bucket", "Id": "arn:aws:s3:::other"}]
    )
    times = ("--confirmed", "2026-11-20T11:00:00Z", "--until", "2026-11-20T11:30:00Z")
    lines = replay(tmp_path, [other, OPENED], "--arrival", "file", *times)
    assert kinds(lines) == ["WELCOME"]
    assert lines[-1]["summary"]["open"] == [FINDING]


def test_security_hub_is_asked_also_for_an_id_that_is_no_text(tmp_path: Path) -> None:
    opened = event("2026-11-20T10:00:05Z", Id="\ud800")
    lines = replay(tmp_path, [opened], "--until", "2026-11-24T00:00:00Z")
    assert kinds(lines) == ["WELCOME", "NEW", "WEEKLY", "ESCALATED"]


@pytest.mark.parametrize("arrival", ["time", "file", "shuffled", "doubled"])
def test_every_order_of_arrival_ends_the_same(tmp_path: Path, arrival: str) -> None:
    lines = replay(tmp_path, [OPENED, SUPPRESSED, PASSED], "--arrival", arrival, "--seed", "3")
    assert lines[-1]["summary"]["open"] == []


def test_a_silence_says_why(tmp_path: Path) -> None:
    lines = replay(tmp_path, [OPENED, OPENED], "--minimum-severity", "High")
    silences = [line for line in lines if "decision" in line]
    assert silences == [
        {
            "time": "2026-11-20T10:00:05Z",
            "finding": FINDING,
            "decision": "silent",
            "reason": "older than what is known",
        }
    ]


def test_a_message_names_its_findings_and_audience(tmp_path: Path) -> None:
    told = next(line for line in replay(tmp_path, [OPENED]) if line.get("kind") == "NEW")
    assert (told["findings"], told["audience"]) == ([FINDING], "owners")
    assert (told["due"], told["taken_on"]) == ("Fri 27 Nov 2026", "")
    assert "web-shop-uploads" in told["subject"]
    assert told["chat"]["source"] == "custom"


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--delivery", "Sometimes"), "--delivery: 'Sometimes' is none of the form's answers"),
        (("--tag-key", "team=shop"), "--tag-key: 'team=shop' must"),
        (("--until", "soon"), "--until: 'soon' is no time"),
        (("--lead-addresses", ",".join(f"{name}@example.com" for name in "abcdef")), "must be up to 5 email addresses"),
        (
            ("--email-addresses", "a@example.com", "--lead-addresses", "a@example.com"),
            "Error: The lead addresses are the email addresses, which hear of all that already",
        ),
        (("--tag-values", "shop"), "Error: Tag values need a tag key"),
    ],
)
def test_wrong_answers_are_one_sentence(tmp_path: Path, flags: tuple[str, ...], sentence: str) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text(json.dumps(OPENED))
    result = CliRunner().invoke(main, ["replay", str(file), *flags])
    assert result.exit_code == 2
    assert sentence in result.output


def test_a_file_without_an_event_says_so(tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl"
    file.write_text("")
    result = CliRunner().invoke(main, ["replay", str(file)])
    assert (result.exit_code, "no event in it" in result.output) == (2, True)


def test_a_long_history_says_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("installer.commands.replay._PROGRESS_EVERY", 2)
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(map(json.dumps, [OPENED, SUPPRESSED, PASSED])))
    result = CliRunner().invoke(main, ["replay", str(file)])
    assert result.stderr.splitlines() == ["2 events read ...", "2 events played ..."]


def test_people_read_a_line_a_message_and_a_summary(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(map(json.dumps, [OPENED, PASSED])))
    lines = CliRunner().invoke(main, ["replay", str(file)]).output.splitlines()
    assert lines[1].startswith("Fri 20 Nov 2026 10:00  [HIGH] S3.8 web-shop-uploads: ")
    assert lines[1].endswith("(1 finding)")
    assert "emails:                   3 (1 NEW, 1 RESOLVED, 1 WELCOME)" in lines


def test_findings_of_the_newer_security_hub_are_played_too(tmp_path: Path) -> None:
    raw = {
        "class_uid": 2003,
        "activity_id": 1,
        "status_id": 1,
        "severity": "High",
        "severity_id": 4,
        "finding_info": {"uid": FINDING, "title": "Block public access", "modified_time_dt": "2026-11-20T10:00:00Z"},
        "metadata": {"product": {"uid": "arn:aws:securityhub:us-east-1::productv2/aws/securityhub"}},
        "cloud": {"account": {"uid": "111122223333"}, "region": "us-east-1"},
        "resources": [{"type": "AwsS3Bucket", "uid": "arn:aws:s3:::web-shop-uploads"}],
        "compliance": {"control": "S3.8", "status": "Fail", "status_id": 3},
    }
    opened = {**event("2026-11-20T10:00:05Z"), "detail-type": "Findings Imported V2", "detail": {"findings": [raw]}}
    *told, end = replay(tmp_path, [opened])
    assert kinds(told) == ["WELCOME", "NEW"]
    assert end["summary"]["open"] == [FINDING]
