"""`./install.sh local` as a person meets it: output, exit codes, wrong input, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path

import pytest

from docs.output_schema import output_schema
from harness.json_schema import validate
from local.journey.sample import sample_finding
from tests.embedded_aws.waiting import until

COMMAND = [sys.executable, "-c", "from installer.main import run; run()", "local"]
STEPS = 8


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "COLUMNS": "120"}


def run(folder: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command with a folder for temporary files of its own, which must be empty afterwards."""
    result = subprocess.run(
        [*COMMAND, *arguments],
        env=environment(folder),
        input=given,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert list(folder.iterdir()) == []
    assert "Traceback" not in result.stderr
    return result


def lines(name: str, *texts: str, folder: Path) -> str:
    path = folder / name
    path.write_text("\n".join(texts))
    return str(path)


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


def sample(severity: str, title: str) -> str:
    """Return a finding about a bucket of its own: several about one bucket are one problem, told once."""
    finding = sample_finding("111122223333", "us-east-1", severity, {}, datetime.now(timezone.utc))
    resources = [finding["Resources"][0] | {"Id": f"arn:aws:s3:::{title.lower().replace(' ', '-')}"}]
    return json.dumps(finding | {"Title": title, "Resources": resources})


def test_once_shows_each_step_and_the_email(temporary: Path) -> None:
    result = run(temporary, "--once", "--email", "me@example.com", "--tag-key", "team", "--tag-values", "shop-*")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.count("✓") == STEPS + 2
    assert "was refused in account" in result.stdout
    assert "email in the mailbox after" in result.stdout
    assert "To: me@example.com" in result.stdout
    assert "Subject: [HIGH] " in result.stdout
    assert "Finding resolved: email in the mailbox after" in result.stdout
    assert "Subject: [HIGH] RESOLVED " in result.stdout


def test_one_bad_line_is_named_and_the_others_still_run(temporary: Path, tmp_path: Path) -> None:
    good = [sample("High", f"Problem {number}") for number in range(3)]
    path = lines("findings.jsonl", good[0], "{oops", good[1], sample("Low", "Trifle"), good[2], folder=tmp_path)
    result = run(temporary, "--once", "--finding", path)
    assert result.returncode == 2
    assert (
        result.stderr.strip() == f"{path}, line 2: this is no JSON (Expecting property name enclosed in double quotes)."
    )
    assert "4 findings: 3 told in 3 emails" in result.stdout
    assert "no email: below the minimum severity" in result.stdout


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "is empty; "),
        ("hello", "line 1: this is no JSON"),
        ('{"name": "value"}', "this object is no finding"),
        ("[1, 2]", "a finding is a JSON object, not 1"),
    ],
)
def test_a_file_without_a_finding_starts_nothing(temporary: Path, tmp_path: Path, content: str, sentence: str) -> None:
    result = run(temporary, "--once", "--finding", lines("file", content, folder=tmp_path))
    assert (result.returncode, result.stdout) == (2, "")
    assert sentence in result.stderr


def test_a_file_that_is_not_there_is_one_sentence(temporary: Path) -> None:
    result = run(temporary, "--once", "--finding", "nowhere.json")
    assert (result.returncode, result.stderr.strip()) == (
        2,
        "Error: nowhere.json: cannot be read: No such file or directory.",
    )


def test_a_wrong_answer_is_refused_by_the_form(temporary: Path) -> None:
    result = run(temporary, "--once", "--tag-values", "shop")
    assert result.returncode == 2
    assert "Tag values need a tag key" in result.stderr


def test_a_port_that_is_no_port_is_refused(temporary: Path) -> None:
    result = run(temporary, "--once", "--port", "99999")
    assert result.returncode == 2
    assert "99999 is not in the range" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "says", "number", "code"),
    [
        (["--finding", "-"], "Page with form, findings and mailbox: http://127.0.0.1:", signal.SIGINT, 0),
        (["--empty"], "An organization in which nothing is installed.", signal.SIGTERM, 128 + signal.SIGTERM),
    ],
    ids=["after the journey, with Ctrl-C", "before the admin's steps, with a signal"],
)
def test_it_stays_until_somebody_ends_it_and_then_leaves_nothing(
    temporary: Path, arguments: list[str], says: str, number: signal.Signals, code: int
) -> None:
    process = subprocess.Popen(
        [*COMMAND, *arguments],
        env=environment(temporary),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(sample("Critical", "Problem"))
    process.stdin.close()
    shown = ""
    while "Ctrl-C ends everything." not in shown:
        line = process.stdout.readline()
        assert line, shown
        shown += line
    assert says in shown
    assert "export AWS_CONFIG_FILE=" in shown
    assert "--profile owner " in shown
    assert list(temporary.iterdir()) != []
    process.send_signal(number)
    process.stdout.read()
    process.stdout.close()
    assert process.wait(30) == code
    until(lambda: list(temporary.iterdir()) == [])


def test_it_can_be_stopped_on_the_way_and_leaves_nothing(temporary: Path) -> None:
    with subprocess.Popen(
        [*COMMAND, "--once"],
        env=environment(temporary),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if "✓" in line)
        process.send_signal(signal.SIGINT)
        rest = process.stdout.read()
    assert (process.returncode, rest.splitlines()[-1]) == (130, "Stopped.")
    until(lambda: list(temporary.iterdir()) == [])


def test_the_journey_as_objects_is_what_a_replay_prints(temporary: Path) -> None:
    result = run(temporary, "--once", "--json")
    assert result.returncode == 0, result.stderr
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    schema = json.loads(output_schema())
    for one in objects:
        validate(one, schema)
    assert [one["kind"] for one in objects[:-1]] == ["WELCOME", "NEW", "RESOLVED"]
    assert {one["audience"] for one in objects[:-1]} == {"owners"}
    assert [bool(one["due"]) for one in objects[:-1]] == [False, True, False]
    assert objects[-1]["summary"] == {
        "emails": 3,
        "kinds": {"NEW": 1, "RESOLVED": 1, "WELCOME": 1},
        "told": 1,
        "open": [],
    }


def test_objects_are_printed_only_of_what_is_over(temporary: Path) -> None:
    result = run(temporary, "--json")
    assert (result.returncode, "add --once" in result.stderr) == (2, True)
