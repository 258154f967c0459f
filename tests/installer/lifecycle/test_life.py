"""The whole life of an installation, as commands, on the embedded AWS with IAM enforced."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from common.choices.configuration import Configuration
from common.choices.values import plain_values
from common.names import ARTIFACT_STACK_NAME, FUNCTION, PORTFOLIO_STACK_NAME
from common.template_text import read_template
from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws, start
from harness.command_line import CommandLine
from harness.profiles import Profiles
from installer.configuration.reading import read_configuration
from installer.configuration.toml_file import write
from tests.embedded_aws.waiting import until
from tests.installer.launch_role import give_launch_role

REGION = "us-east-1"


@pytest.fixture(scope="module")
def aws() -> EmbeddedAws:  # type: ignore[misc]
    with start(enforce_permissions=True) as found:
        yield found


@pytest.fixture(scope="module")
def organization(aws: EmbeddedAws) -> Organization:
    return create_organization(aws)


@pytest.fixture
def line(aws: EmbeddedAws, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    monkeypatch.chdir(tmp_path)
    return CommandLine(aws, tmp_path)


def configured(folder: Path, **changes: object) -> str:
    values = plain_values(Configuration()) | {
        "regions": [REGION],
        "permission_sets": ["SubscribeToSecurityNotifications"],
        **changes,
    }
    path = folder / "notifications.toml"
    path.write_text(write(values))
    return str(path)


def test_life(line: CommandLine, organization: Organization, aws: EmbeddedAws) -> None:  # noqa: PLR0915  # it is one life
    hub, management = organization.hub, organization.management
    assert "FAIL" in line.succeeds(hub, "doctor", exit_code=1)

    setup = ("organization", "--hub-account", hub, "--yes")
    assert "Done: Bring the launch role to every account of the organization." in line.succeeds(management, *setup)
    assert line.succeeds(management, *setup).count("Already so: ") == 4

    unit, other = organization.shared_unit, organization.other_unit
    config = configured(
        line.folder, share_with_organizational_units=[unit, other], share_with_accounts=[organization.owner_account]
    )
    plan = line.succeeds(hub, "plan", "--config", config, exit_code=3)
    assert f"{REGION}: Would create Product (AWS::ServiceCatalog::CloudFormationProduct)" in plan
    assert f"{REGION}: Would share the portfolio with organizational unit {unit}" in plan
    assert line.succeeds(hub, "status", "--config", config).startswith(f"{REGION}: nothing is installed here.")

    assert "installed. Portfolio port-" in line.succeeds(hub, "install", "--config", config, "--yes")
    assert line.succeeds(hub, "install", "--config", config, "--yes") == "Nothing would change.\n"
    assert line.succeeds(hub, "plan", "--config", config) == "Nothing would change.\n"
    assert line.succeeds(hub, "share", "--config", config, "--yes") == "Nothing would change.\n"
    status = line.succeeds(hub, "status", "--config", config)
    assert status.count("shared with") == 3
    assert status.count(": current") == 1
    assert f"product arn:aws:catalog:{REGION}:{hub}:product/prod-" in status

    upgraded = configured(line.folder, share_with_organizational_units=[unit], time_zone="Asia/Tokyo")
    changes = line.succeeds(hub, "plan", "--config", upgraded, exit_code=3)
    assert "Would change Product" in changes
    assert f"Would stop sharing the portfolio with organizational unit {other}" in changes
    assert "say --take-away too if you mean it" in line.refuses(hub, "install", "--config", upgraded, "--yes")
    line.succeeds(hub, "install", "--config", upgraded, "--yes", "--take-away")
    status = line.succeeds(hub, "status", "--config", upgraded)
    assert (status.count(": deprecated"), status.count(": current"), status.count("shared with")) == (1, 1, 1)

    older = next(row.split()[1].rstrip(":") for row in status.splitlines() if row.endswith(": deprecated"))
    current = next(row.split()[1].rstrip(":") for row in status.splitlines() if row.endswith(": current"))
    install = ("install", "--config", upgraded, "--yes", "--take-away", "--remove-version")
    assert "is the current version and cannot be removed" in line.refuses(hub, *install, current)
    line.succeeds(hub, *install, older)
    again = line.succeeds(hub, *install, older)
    assert again.startswith(f"Nothing would change.\nNote: There is no version {older}; versions are {current}.\n")
    assert older not in line.succeeds(hub, "status", "--config", upgraded)

    both = ("--config", upgraded, "--regions", REGION, "--regions", "eu-west-1")
    assert "eu-west-1: installed." in line.succeeds(hub, "install", *both, "--yes")
    assert "eu-west-1: CREATE_COMPLETE" in line.succeeds(hub, "status", *both)

    shared = line.succeeds(hub, "share", *both, "--remove", unit, "--yes")
    assert f"Note: next time the file decides; write into {upgraded} what is to stay." in shared
    again = line.succeeds(hub, "share", *both, "--remove", unit, "--yes")
    assert again == f"Nothing would change.\nNote: The portfolio is not shared with {unit}.\n"
    assert line.succeeds(hub, "status", *both).count("shared with nobody yet") == 2
    assert "next time" not in line.succeeds(hub, "share", *both, "--yes")
    assert line.succeeds(hub, "status", *both).count(f"shared with organizational unit {unit}") == 2
    leave = (*both, "--leave-subscriptions")
    assert "could not look into" in line.refuses(hub, "uninstall", *both, "--yes")
    assert "nothing was removed" in line.refuses(hub, "uninstall", *leave, typed="yes\n")
    removed = line.succeeds(hub, "uninstall", *leave, typed="security-notifications-portfolio\n")
    assert removed.count(": removed") == 2
    assert line.succeeds(hub, "uninstall", *leave, "--yes").count("nothing was there") == 2
    for region in (REGION, "eu-west-1"):
        session = aws.session(hub, region)
        assert session.client("s3").list_buckets()["Buckets"] == []
        assert session.client("servicecatalog").list_portfolios()["PortfolioDetails"] == []
        assert session.client("servicecatalog").search_products_as_admin()["ProductViewDetails"] == []


def test_a_version_that_one_region_lacks_is_removed_from_the_other(line: CommandLine, aws: EmbeddedAws) -> None:
    other = create_organization(aws)
    give_launch_role(aws, other.hub)
    one, both = (
        ("--roles", "Admin", "--regions", REGION),
        ("--roles", "Admin", "--regions", REGION, "--regions", "eu-west-1"),
    )
    line.succeeds(other.hub, "install", *one, "--yes")
    line.succeeds(other.hub, "install", *both, "--yes", "--time-zone", "Asia/Tokyo")
    status = line.succeeds(other.hub, "status", *both[2:])
    (older,) = (row.split()[1].rstrip(":") for row in status.splitlines() if row.endswith(": deprecated"))
    remove = ("--yes", "--take-away", "--remove-version", older)
    line.succeeds(other.hub, "install", *both, "--time-zone", "Asia/Tokyo", *remove)
    assert older not in line.succeeds(other.hub, "status", *both[2:])


def test_region_beside_configured_regions_narrows_the_work(line: CommandLine, aws: EmbeddedAws) -> None:
    other = create_organization(aws)
    give_launch_role(aws, other.hub)
    hub, config = other.hub, ("--config", configured(line.folder, regions=[REGION, "eu-west-1"]))
    only = (*config, "--region", "eu-west-1")
    line.succeeds(hub, "install", *config, "--yes")

    wrong = line.refuses(hub, "uninstall", *config, "--region", "eu-west-2", "--yes")
    assert f"--region eu-west-2 is none of the configuration's Regions {REGION}, eu-west-1: name one of these" in wrong

    removed = line.succeeds(hub, "uninstall", *only, "--yes")
    assert f"Would remove shares, portfolio and buckets of account {hub} in eu-west-1." in removed
    assert REGION not in removed
    status = line.succeeds(hub, "status", *config)
    assert f"{REGION}: CREATE_COMPLETE" in status
    assert "eu-west-1: nothing is installed here." in status

    assert f"{REGION}: Would" not in line.succeeds(hub, "plan", *only, exit_code=3)
    assert line.succeeds(hub, "plan", *config, "--region", REGION) == "Nothing would change.\n"


def is_gone(stacks: Any, name: str) -> bool:
    return name not in {one["StackName"] for one in stacks.describe_stacks()["Stacks"]}


def test_one_region_of_two_is_half_there(line: CommandLine, aws: EmbeddedAws) -> None:
    other = create_organization(aws)
    give_launch_role(aws, other.hub)
    hub = other.hub
    both = ("--regions", REGION, "--regions", "eu-west-1")
    install = ("install", *both, "--roles", "Admin", "--formatting", "eventbridge", "--yes")
    line.succeeds(hub, *install)
    stacks = aws.session(hub, "eu-west-1").client("cloudformation")
    stacks.update_termination_protection(StackName=PORTFOLIO_STACK_NAME, EnableTerminationProtection=False)
    stacks.delete_stack(StackName=PORTFOLIO_STACK_NAME)
    until(lambda: is_gone(stacks, PORTFOLIO_STACK_NAME))

    status = line.succeeds(hub, "status", *both)
    assert status.startswith(f"{REGION}: CREATE_COMPLETE\n  product ")
    assert "eu-west-1: no portfolio yet\n  PROBLEM: the portfolio is missing\n  ./install.sh plan says what" in status
    refused = line.refuses(hub, "share", *both, "--share-with-organization", "--yes")
    assert "eu-west-1: what is installed is not whole (the portfolio is missing): run ./install.sh install" in refused
    mended = line.succeeds(hub, *install)
    assert "eu-west-1: Would create Portfolio" in mended
    assert f"{REGION}: Would" not in mended
    assert "PROBLEM" not in line.succeeds(hub, "status", *both)


def test_region_does_not_say_where_the_launch_role_comes_from(aws: EmbeddedAws, tmp_path: Path) -> None:
    other = create_organization(aws)
    line = Profiles(aws, tmp_path, hub=other.hub, management=other.management)
    line.says("organization", "--profile", "management", "--hub-account", other.hub, "--yes")
    regions = ("--regions", REGION, "--regions", "eu-west-1", "--region", "eu-west-1")
    status = line.says("status", "--profile", "hub", "--management-profile", "management", *regions)
    assert f"by the StackSet in {REGION}." in status


def test_uninstall_goes_on_where_a_bucket_is_gone_already(aws: EmbeddedAws, tmp_path: Path) -> None:
    other = create_organization(aws)
    give_launch_role(aws, other.hub)
    line = CommandLine(aws, tmp_path)
    line.succeeds(other.hub, "install", "--yes", "--regions", REGION, "--formatting", "eventbridge")
    s3 = aws.session(other.hub, REGION).client("s3")
    bucket = f"security-notifications-artifacts-{other.hub}-{REGION}"
    for version in s3.list_object_versions(Bucket=bucket)["Versions"]:
        s3.delete_object(Bucket=bucket, Key=version["Key"], VersionId=version["VersionId"])
    s3.delete_bucket(Bucket=bucket)
    assert f"{REGION}: removed" in line.succeeds(other.hub, "uninstall", "--yes", "--regions", REGION)
    assert s3.list_buckets()["Buckets"] == []


def test_the_management_account_is_refused(line: CommandLine, organization: Organization) -> None:
    answer = line.refuses(organization.management, "install", "--yes", "--regions", REGION)
    assert "is the organization's management account; install in a hub account instead" in answer


def test_an_account_without_organization_is_refused(line: CommandLine) -> None:
    assert "is in no organization" in line.refuses("999900001111", "install", "--yes", "--regions", REGION)


def test_the_organization_is_prepared_from_the_management_account_only(
    line: CommandLine, organization: Organization
) -> None:
    assert "is not the management account" in line.refuses(organization.hub, "organization", "--yes")


def test_a_unit_of_another_organization_is_one_sentence(line: CommandLine, organization: Organization) -> None:
    line.succeeds(organization.management, "organization", "--hub-account", organization.hub, "--yes")
    flags = ("--regions", REGION, "--share-with-organizational-units", "ou-zzzz-99999999", "--yes")
    answer = line.refuses(organization.hub, "install", *flags)
    assert "organizational unit ou-zzzz-99999999" in answer


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        (("--time-zone", "Europ/Berlin"), "did you mean 'Europe/Berlin'"),
        (("--formatting", "eventbridge", "--source", "both"), "is mailed twice; choose formatting 'lambda'"),
        (("--formatting", "lamda"), "must be one of lambda, eventbridge"),
        (("--share-with-accounts", "123"), "'123' is no account id; it has 12 digits."),
        (("--portal", "https://"), "is no Identity Center portal"),
        (("--minimum-severity", "severe"), "must be one of Critical, High, Medium, Low"),
        (("--email-domains", "@example.com"), "is no email domain"),
    ],
)
def test_a_wrong_flag_is_named(line: CommandLine, flags: tuple[str, ...], sentence: str) -> None:
    assert sentence in line.refuses("999900001111", "plan", "--regions", REGION, *flags)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("regoins = ['eu-west-1']\n", "line 1: unknown key 'regoins'; did you mean 'regions'?"),
        ("regions = ['eu-west-1']\ntime_zone = 5\n", "line 2: 'time_zone' must be a text, not 5."),
        ("regions = 'eu-west-1'\n", "line 1: 'regions' must be a list of texts"),
        ("account_filter = 'yes'\n", "line 1: 'account_filter' must be true or false"),
        ("regions = [\n", "this is no TOML"),
        ("regions = ['EU']\n", "'EU' is no Region; a Region looks like eu-west-1."),
        ("permission_sets = ['Owners']\npermission_set = 5\n", "line 2: 'permission_set' must be a text, not 5."),
        ("regions = ['eu-west-1', '']\n", "line 1: 'regions' holds an empty text; take it out"),
        (
            "identity_center_region = ''\n",
            "line 1: 'identity_center_region' must not be empty; leave it out for 'us-east-1'.",
        ),
        ("permission_sets = [' ']\n", "line 1: 'permission_sets' holds an empty text; take it out"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(line: CommandLine, text: str, sentence: str) -> None:
    (line.folder / "wrong.toml").write_text(text)
    assert sentence in line.refuses("999900001111", "plan", "--config", str(line.folder / "wrong.toml"))


def test_a_file_in_another_encoding_is_refused(line: CommandLine) -> None:
    (line.folder / "latin.toml").write_bytes("provider = 'Zürich'\n".encode("latin-1"))
    assert "latin.toml is no UTF-8 text (byte 13)" in line.refuses("999900001111", "plan", "--config", "latin.toml")


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "marked.toml").write_text("provider = 'Zürich'\n", encoding="utf-8-sig")
    assert read_configuration(tmp_path / "marked.toml").provider == "Zürich"


def test_what_is_named_twice_is_meant_once(tmp_path: Path) -> None:
    (tmp_path / "twice.toml").write_text(f"regions = ['{REGION}', 'eu-west-1', '{REGION}']\n")
    assert read_configuration(tmp_path / "twice.toml").regions == (REGION, "eu-west-1")


def test_a_missing_file_says_how_to_write_it(line: CommandLine) -> None:
    assert "Run ./install.sh once to write it." in line.refuses("999900001111", "plan", "--config", "none.toml")


def test_render_writes_what_install_deploys(line: CommandLine, aws: EmbeddedAws) -> None:
    organization = create_organization(aws)
    hub, config = organization.hub, configured(line.folder)
    line.succeeds(organization.management, "organization", "--hub-account", hub, "--yes")
    line.succeeds(hub, "install", "--config", config, "--yes")

    out = line.folder / "out"
    line.succeeds("999900001111", "render", str(out), "--config", config, "--hub-account", hub)
    assert sorted(path.name for path in out.iterdir()) == [
        "artifacts",
        "artifacts.yaml",
        "launch_role.yaml",
        "launch_role_stack_set.yaml",
        "own_findings.yaml",
        "permission_set.yaml",
        f"portfolio_{REGION}.yaml",
    ]
    stacks = aws.session(hub, REGION).client("cloudformation")
    s3 = aws.session(hub, REGION).client("s3")
    (bucket,) = (one["Name"] for one in s3.list_buckets()["Buckets"] if "artifacts" in one["Name"])
    published = {
        one["Key"]: s3.get_object(Bucket=bucket, Key=one["Key"])
        for one in s3.list_objects_v2(Bucket=bucket)["Contents"]
    }
    bodies = {key: one["Body"].read() for key, one in published.items()}
    written = {path.relative_to(out / "artifacts").as_posix(): path.read_bytes() for path in out.glob("artifacts/*/*")}
    (zip_file,) = (key for key in written if key.endswith(".zip"))
    assert written.pop(zip_file) == bodies.pop(zip_file)
    # What is deployed names the version of the zip's object, which only S3 gives.
    ((deployed_key, deployed),), ((rendered_key, rendered),) = bodies.items(), written.items()
    template = read_template(deployed.decode())
    assert (
        template["Resources"][FUNCTION]["Properties"]["Code"].pop("S3ObjectVersion") == published[zip_file]["VersionId"]
    )
    assert template == read_template(rendered.decode())
    for stack, file in ((ARTIFACT_STACK_NAME, "artifacts"), (PORTFOLIO_STACK_NAME, f"portfolio_{REGION}")):
        body = stacks.get_template(StackName=stack)["TemplateBody"].replace(deployed_key, rendered_key)
        assert (out / f"{file}.yaml").read_text(encoding="utf-8") == body


def test_render_refuses_what_is_no_account(line: CommandLine) -> None:
    refused = line.refuses("999900001111", "render", str(line.folder), "--hub-account", "12")
    assert "'12' is no account" in refused


def test_who_returns_to_earlier_choices_gets_the_earlier_version_back(line: CommandLine, aws: EmbeddedAws) -> None:
    organization = create_organization(aws)
    hub = organization.hub
    line.succeeds(organization.management, "organization", "--hub-account", hub, "--yes")
    install = ("install", "--yes", "--config", configured(line.folder), "--time-zone")

    def versions() -> list[str]:
        rows = line.succeeds(hub, "status", "--config", str(line.folder / "notifications.toml")).splitlines()
        return [row.rpartition(": ")[2] for row in rows if row.endswith((": current", ": deprecated"))]

    for time_zone in ("UTC", "Asia/Tokyo"):
        line.succeeds(hub, *install, time_zone)
    assert versions() == ["deprecated", "current"]

    plan = line.succeeds(hub, "plan", *install[2:], "UTC", exit_code=3)
    assert f"{REGION}: time_zone: Asia/Tokyo -> UTC\n" in plan
    assert re.findall(r"Would (mark version) .*?( as \w+)?$", plan, re.MULTILINE) == [
        ("mark version", " as current"),
        ("mark version", " as deprecated"),
    ]
    assert "Would make version" not in plan
    line.succeeds(hub, *install, "UTC")
    assert versions() == ["current", "deprecated"]
    assert line.succeeds(hub, "plan", *install[2:], "UTC") == "Nothing would change.\n"
