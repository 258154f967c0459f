"""The file, the flags and the wizard go by one record; what is wrong is said with the value and what is right."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from common.choices.configuration import Configuration
from common.choices.key import Place, keys
from common.choices.values import plain_values
from formatter.settings import AdminChoices, WeeklyReport
from installer.configuration import flags
from installer.configuration.reading import configuration_from, read_configuration
from installer.configuration.toml_file import write
from installer.errors import UserError

CHANGED: dict[str, Any] = {
    "regions": ["eu-west-1", "us-east-1"],
    "formatting": "eventbridge",
    "launch": "caller",
    "source": "security-hub",
    "portal": "my-company",
    "permission_set": "ViewFindings",
    "contact": "Ask #security, extension 4711",
    "email_domains": ["example.com"],
    "time_zone": "Europe/Berlin",
    "minimum_severity": "Low",
    "account_filter": True,
    "custom_actions": False,
    "due_days": {"critical": 2, "high": 14, "medium": 0, "low": 0},
    "escalate_hours": {"critical": 20, "high": 0, "medium": 5, "low": 0},
    "weekly_report": "Friday 16:00",
    "runbooks": {"S3.8": "https://wiki.example.com/S3.8", "*": "https://wiki.example.com/"},
    "attach_json": False,
    "reserved_concurrency": 5,
    "key_alias": "alias/notifications",
    "log_retention_days": 365,
    "permission_sets": ["Subscribe"],
    "identity_center_region": "eu-central-1",
    "roles": ["team-*"],
    "share_with_organization": True,
    "share_with_organizational_units": ["ou-ab12-cd34ef56"],
    "share_with_accounts": ["111122223333"],
    "operator_role": "SecurityOperator",
    "provider": "Cloud team",
    "support_email": "security@example.com",
    "support_url": "https://example.com/help",
}


def test_each_key_has_a_changed_value_here() -> None:
    defaults = plain_values(Configuration())
    assert set(CHANGED) == set(defaults)
    assert [name for name, value in CHANGED.items() if value == defaults[name]] == []


@pytest.mark.parametrize("values", [plain_values(Configuration()), CHANGED])
def test_what_is_written_is_read(tmp_path: Path, values: dict[str, Any]) -> None:
    path = tmp_path / "notifications.toml"
    path.write_text(write(values), encoding="utf-8")
    assert plain_values(read_configuration(path)) == values


def test_every_key_is_a_flag_that_means_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found: list[Configuration] = []

    @click.command()
    @flags.configuration_flags
    def command(**given: Any) -> None:
        found.append(flags.configuration(None, given))

    arguments: list[str] = []
    for name, value in CHANGED.items():
        flag = flags.flag_name(name)
        if isinstance(value, bool):
            arguments.append(flag if value else f"--no-{flag[2:]}")
        elif isinstance(value, dict):
            arguments += [part for key, one in value.items() for part in (flag, f"{key}={one}")]
        else:
            arguments += [part for one in (value if isinstance(value, list) else [value]) for part in (flag, str(one))]
    result = CliRunner().invoke(command, arguments)
    assert result.exit_code == 0, result.output
    assert plain_values(found[0]) == CHANGED


def test_flags_of_lists_and_tables_add_to_the_file(tmp_path: Path) -> None:
    path = tmp_path / "notifications.toml"
    path.write_text("roles = ['Admin']\nportal = 'mine'\n[due_days]\nlow = 60\n")
    found = flags.configuration(path, {"roles": ("Other",), "portal": "yours", "due_days": ("high=3",)})
    assert (found.roles, found.portal) == (("Admin", "Other"), "yours")
    assert found.due_days == {"critical": 1, "high": 3, "medium": 30, "low": 60}


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due_days": ("critical=-1",)}, "--due-days: 'due_days' of critical must be from 0 to 365, not -1."),
        ({"due_days": ("critical=soon",)}, "--due-days: 'due_days' of critical must be a whole number, not 'soon'."),
        ({"due_days": ("soon",)}, "--due-days 'soon' must be NAME=VALUE."),
        (
            {"due_days": ("high=2",)},
            "--escalate-hours: high findings would be escalated after 72 hours, when they are overdue already (due_days 2); at",
        ),
    ],
)
def test_a_wrong_flag_is_refused_with_what_is_right(given: dict[str, tuple[str, ...]], sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        flags.configuration(None, given)
    assert refused.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("regions", "eu-west-1", "must be a list of texts, not 'eu-west-1'."),
        ("regions", [""], "holds an empty text"),
        ("regions", ["Ireland"], "'Ireland' is no Region"),
        ("account_filter", "yes", "must be true or false, not 'yes'."),
        ("portal", True, "must be a text, not True."),
        ("formatting", "lamda", "must be one of lambda, eventbridge, not 'lamda'; did you mean 'lambda'?"),
        ("formatting", " ", "must not be empty; leave it out for 'lambda'."),
        ("time_zone", "Berlin", "must be one of a long list, not 'Berlin'; did you mean 'Europe/Berlin'?"),
        ("minimum_severity", "Urgent", "must be one of Critical, High, Medium, Low, not 'Urgent'"),
        ("due_days", "soon", "must be a table of names and values, such as {critical = 1}, not 'soon'."),
        ("runbooks", 7, "must be a table of names and values, not 7."),
        ("due_days", {"urgent": 1}, "has no 'urgent'; it has critical, high, medium, low."),
        ("due_days", {"high": -1}, "of high must be from 0 to 365, not -1."),
        ("due_days", {"high": "7"}, "of high must be a whole number, not '7'."),
        ("due_days", {"high": True}, "of high must be a whole number, not True."),
        (
            "escalate_hours",
            {"critical": 25},
            "critical findings would be escalated after 25 hours, when they are overdue already (due_days 1); at most 24",
        ),
        ("weekly_report", "daily", "'daily' is no day and full hour of the week"),
        ("weekly_report", "Monday 08:30", "'Monday 08:30' is no day and full hour of the week"),
        ("weekly_report", "Monday 24:00", "'Monday 24:00' is no day and full hour of the week"),
        ("contact", "two\nlines", "is no line of text"),
        ("runbooks", {"S3.8": "http://wiki.example.com"}, "'http://wiki.example.com' is no https address"),
        ("runbooks", {"S3.8": "https://me@wiki.example.com"}, "is no https address"),
        ("runbooks", {"": "https://wiki.example.com"}, "'' is no control id or product"),
        ("reserved_concurrency", 1_001, "must be from 0 to 1000, not 1001."),
        ("log_retention_days", 91, "must be one of 1, 3, 5, 7"),
        ("key_alias", "alias/aws/sns", "'alias/aws/sns' is no alias of a KMS key"),
        ("key_alias", "1234abcd", "'1234abcd' is no alias of a KMS key"),
        ("operator_role", "*-team", "'*-team' is no role name"),
        ("portl", "x", "unknown key 'portl'; did you mean 'portal'?"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_right(tmp_path: Path, key: str, value: Any, sentence: str) -> None:
    path = tmp_path / "notifications.toml"
    path.write_text(write({"provider": "Us", key: value}))
    with pytest.raises(UserError) as refused:
        read_configuration(path)
    assert sentence in refused.value.message
    line = int(refused.value.message.split("line ")[1].split(":")[0])
    assert key in path.read_text().splitlines()[line - 1]


def test_both_security_hubs_need_the_memory() -> None:
    with pytest.raises(UserError, match="needs the Lambda function's memory"):
        configuration_from({"source": "both", "formatting": "eventbridge"}, str)


def test_every_key_says_what_it_is_and_where_it_goes() -> None:
    for name, key in keys(Configuration).items():
        assert key.help, name
        assert not key.help.endswith("."), name
        assert key.places, name
        assert Place.INSTALLER not in key.places or len(key.places) == 1, name


@pytest.mark.parametrize("values", [plain_values(Configuration()), CHANGED])
def test_the_formatter_reads_what_was_chosen(values: dict[str, Any]) -> None:
    chosen = configuration_from(values, str)
    read = AdminChoices.from_document(plain_values(chosen, Place.FORMATTER))
    assert {field.name for field in fields(AdminChoices)} == set(plain_values(chosen, Place.FORMATTER))
    assert {one.name.lower(): days for one, days in read.due_days.items()} == chosen.due_days
    assert {one.name.lower(): hours for one, hours in read.escalate_hours.items()} == chosen.escalate_hours
    assert read.weekly_report == WeeklyReport.parse(chosen.weekly_report)
    assert read.weekly_report is not None
    told_otherwise = {"due_days", "escalate_hours", "weekly_report"}
    rest = [field.name for field in fields(AdminChoices) if field.name not in told_otherwise]
    assert {name: getattr(read, name) for name in rest} == {name: getattr(chosen, name) for name in rest}


def test_the_formatters_defaults_are_the_installers() -> None:
    assert AdminChoices.from_document(plain_values(Configuration(), Place.FORMATTER)) == AdminChoices()
