"""The wizard asks, writes the file, shows the plan and installs; the last answers are the next defaults."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from click.testing import Result
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from common.choices.configuration import Configuration
from common.choices.key import default_of
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.command_line import CommandLine
from installer.commands.wizard import _own_domain
from installer.configuration.questions import validator
from installer.organization.setup import OrganizationSetup
from local.journey.setup import as_management
from tests.installer.launch_role import give_launch_role

ENTER = "\r"
DOWN = "\x1b[B"
SPACE = " "
BACKSPACE = "\x7f"


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws) -> Organization:
    found = create_organization(embedded_aws)
    setup = OrganizationSetup(embedded_aws.session(found.management), "us-east-1", as_management(found))
    setup.enable_sharing()
    setup.delegate(found.hub)
    give_launch_role(embedded_aws, found.hub)
    return found


@pytest.fixture
def line(embedded_aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(embedded_aws, tmp_path)


def answer(line: CommandLine, account: str, keys: list[str], confirmed: str, *flags: str) -> Result:
    with create_pipe_input() as pipe, create_app_session(input=pipe, output=DummyOutput()):
        pipe.send_text("".join(keys))
        return line.run(account, *flags, typed=confirmed)


def test_wizard(line: CommandLine, organization: Organization) -> None:
    keys = [
        ENTER,  # Regions: the one of the session
        ENTER,  # a Lambda function
        ENTER,  # the launch role
        ENTER,  # Security Hub CSPM
        f"my-company{ENTER}",  # portal
        f"ViewFindings{ENTER}",  # permission set for links
        f"#security{ENTER}",  # contact
        f"example.com{ENTER}",  # domains
        ENTER,  # time zone
        f"{DOWN}{ENTER}",  # severity: from High to Medium
        f"{BACKSPACE}2{ENTER}",  # permission sets that may launch: another name than the usual one
        f"{BACKSPACE}2{ENTER}",  # home Region of Identity Center: from us-east-1 to us-east-2
        ENTER,  # no roles
        ENTER,  # not the whole organization
        f"{SPACE}{ENTER}",  # the first unit
        f"security@example.com{ENTER}",
    ]
    result = answer(line, organization.hub, keys, "y\n")
    assert result.exit_code == 0, result.output
    assert "Wrote notifications.toml." in result.output
    assert "us-east-1: Would create Product" in result.output
    assert "us-east-1: installed. Portfolio port-" in result.output
    written = tomlkit.parse((line.folder / "notifications.toml").read_text()).unwrap()
    assert written["portal"] == "my-company"
    assert written["minimum_severity"] == "Medium"
    assert written["email_domains"] == ["example.com"]
    assert written["permission_sets"] == ["SubscribeToSecurityNotification2"]
    assert written["contact"] == "#security"
    assert written["share_with_organizational_units"] in ([organization.shared_unit], [organization.other_unit])

    assert written["identity_center_region"] == "us-east-2"

    again = answer(line, organization.hub, [ENTER] * 16, "y\n")
    assert again.exit_code == 0, again.output
    assert "Nothing would change." in again.output


def test_no_at_the_end_installs_nothing(line: CommandLine, embedded_aws: EmbeddedAws) -> None:
    other = create_organization(embedded_aws)
    give_launch_role(embedded_aws, other.hub)
    result = answer(line, other.hub, [ENTER] * 15, "n\n")
    assert result.exit_code == 1
    assert embedded_aws.session(other.hub).client("servicecatalog").list_portfolios()["PortfolioDetails"] == []


def test_region_takes_none_of_the_regions_that_the_file_names(line: CommandLine, organization: Organization) -> None:
    file = line.folder / "notifications.toml"
    for flag in ("us-east-1", "eu-west-2"):
        file.write_text("regions = ['us-east-1', 'eu-west-1']\n")
        keys = [*[ENTER] * 6, f"example.com{ENTER}", *[ENTER] * 8]
        answer(line, organization.hub, keys, "n\n", "--region", flag)
        written = tomlkit.parse(file.read_text()).unwrap()
        assert written["email_domains"] == ["example.com"]
        assert written["regions"] == ["us-east-1", "eu-west-1"]


def test_answers_that_install_would_refuse_are_not_offered(line: CommandLine, organization: Organization) -> None:
    keys = [
        ENTER,
        f"{DOWN}{ENTER}",  # EventBridge alone
        ENTER,
        f"{DOWN}{DOWN}{ENTER}",  # two further on is the first again: both Security Hubs need the function's memory
        *[ENTER] * 11,
    ]
    answer(line, organization.hub, keys, "n\n")
    written = tomlkit.parse((line.folder / "notifications.toml").read_text()).unwrap()
    assert (written["formatting"], written["source"]) == ("eventbridge", "cspm")


def test_a_region_that_does_not_exist_is_refused_at_the_question(line: CommandLine, organization: Organization) -> None:
    nowhere = ", eu-nowhere-1"
    keys = [f"{nowhere}{ENTER}", BACKSPACE * len(nowhere), *[ENTER] * 15]
    result = answer(line, organization.hub, keys, "n\n")
    assert result.exit_code == 1, result.output
    written = tomlkit.parse((line.folder / "notifications.toml").read_text()).unwrap()
    assert written["regions"] == ["us-east-1"]


def test_a_broken_file_does_not_keep_from_asking(line: CommandLine, organization: Organization) -> None:
    (line.folder / "notifications.toml").write_text("regions = ['eu-nowhere-1'\n")
    result = answer(line, organization.hub, [ENTER] * 15, "n\n")
    assert "this is no TOML" in result.output
    assert "It is kept as notifications.toml.old; everything is asked anew." in result.output
    assert (line.folder / "notifications.toml.old").read_text().startswith("regions = ['eu-nowhere-1'")
    assert tomlkit.parse((line.folder / "notifications.toml").read_text()).unwrap()["regions"] == ["us-east-1"]


@pytest.mark.parametrize(
    ("arn", "domains"),
    [
        ("arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Admin_0a1b/jane@example.com", ("example.com",)),
        ("arn:aws:iam::111122223333:user/jane", ()),
        ("arn:aws:sts::111122223333:assumed-role/Admin/@home", ()),
    ],
)
def test_the_own_domain_is_offered(arn: str, domains: tuple[str, ...]) -> None:
    assert _own_domain(arn) == domains


@pytest.mark.parametrize(
    ("key", "several", "text", "wrong"),
    [
        ("portal", False, "my-company", ""),
        ("portal", False, "my company", "'my company' is no Identity Center portal"),
        ("regions", True, "eu-west-1, us-east-1", ""),
        ("regions", True, "eu-west-1, Ireland", "'Ireland' is no Region"),
        ("share_with_organizational_units", True, "ou-1", "'ou-1' is no organizational unit"),
        ("support_email", False, "", ""),
        ("support_email", False, "nobody", "'nobody' is no email address"),
    ],
)
def test_answers_are_checked_as_they_are_typed(key: str, several: bool, text: str, wrong: str) -> None:
    assert isinstance(default_of(Configuration, key), tuple) is several
    found = validator(key)(text)
    assert found is True if not wrong else str(found).startswith(wrong)
