"""A plan in a file is done exactly as it was read; where things have changed since, nothing is done."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from embedded_aws.organization import Organization, create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from installer.hub.content import RELEASE
from installer.hub.sharing import PortfolioSharing

REGION = "us-east-1"
FILE = "plan.json"


@pytest.fixture(scope="module")
def organization(embedded_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Organization:
    """An organization whose hub has the product, shared with one unit."""
    found = create_organization(embedded_aws)
    line = Profiles(embedded_aws, tmp_path_factory.mktemp("setup"), management=found.management, hub=found.hub)
    line.says("organization", "--profile", "management", "--hub-account", found.hub, "--yes")
    line.says("install", *choices(found, found.shared_unit), "--yes")
    return found


@pytest.fixture
def line(
    embedded_aws: EmbeddedAws, organization: Organization, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Profiles:
    monkeypatch.chdir(tmp_path)
    return Profiles(embedded_aws, tmp_path, hub=organization.hub)


def choices(organization: Organization, unit: str, time_zone: str = "UTC") -> tuple[str, ...]:
    return (
        *("--profile", "hub", "--regions", REGION, "--roles", "Admin", "--time-zone", time_zone),
        *("--share-with-organizational-units", unit),
    )


def moved(organization: Organization, time_zone: str = "Asia/Tokyo") -> tuple[str, ...]:
    """Choices that make a version or mark another, and with Tokyo's add a share and take one away."""
    return choices(organization, organization.other_unit, time_zone)


def test_what_was_read_is_done_and_once(organization: Organization, line: Profiles) -> None:
    shown = line.says("plan", *moved(organization), "--out", FILE, exit_code=3)
    assert shown.endswith(f"Wrote {FILE}. Next: ./install.sh install {FILE}\n")
    written = json.loads(Path(FILE).read_text())
    assert written["changes"] == [one for one in shown.splitlines() if one.startswith(REGION)]
    # What it takes away was read, so that --yes is enough.
    done = json.loads(line.run("install", FILE, "--profile", "hub", "--yes", "--json").stdout)
    assert [f"{one['region']}: {one['text']}" for one in done["changes"]] == written["changes"]
    assert line.says("plan", *moved(organization)) == "Nothing would change.\n"
    assert line.says("install", FILE, "--profile", "hub", "--yes") == "Nothing would change.\n"


def takes_a_principal(hub: Any) -> None:
    portfolio = {"PortfolioId": hub.list_portfolios()["PortfolioDetails"][0]["Id"]}
    (arn,) = (one["PrincipalARN"] for one in hub.list_principals_for_portfolio(**portfolio)["Principals"])
    hub.disassociate_principal_from_portfolio(**portfolio, PrincipalARN=arn, PrincipalType="IAM_PATTERN")


def ends_the_protection(hub: Any) -> None:
    hub.update_termination_protection(StackName="security-notifications-portfolio", EnableTerminationProtection=False)


@pytest.mark.parametrize(
    ("service", "somebody", "new"),
    [
        ("servicecatalog", takes_a_principal, "launch again, which somebody took away by hand"),
        ("cloudformation", ends_the_protection, "Would protect security-notifications-portfolio"),
    ],
)
def test_what_has_changed_since_is_named_and_nothing_is_done(
    embedded_aws: EmbeddedAws,
    organization: Organization,
    line: Profiles,
    service: str,
    somebody: Callable[[Any], None],
    new: str,
) -> None:
    elsewhere = moved(organization, "Europe/Berlin")
    line.says("plan", *elsewhere, "--out", FILE, exit_code=3)
    somebody(embedded_aws.session(organization.hub, REGION).client(service))
    refused = line.says("install", FILE, "--profile", "hub", "--yes", exit_code=2)
    assert f"Things have changed since {FILE} was made (new: {REGION}: Would " in refused
    assert new in refused
    assert " -> Europe/Berlin" in line.says("plan", *elsewhere, exit_code=3)


def test_stopped_it_goes_on_with_what_is_left(
    organization: Organization, line: Profiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = choices(organization, organization.shared_unit, "UTC")
    line.says("plan", *back, "--out", FILE, exit_code=3)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as stopping:
        stopping.setattr(PortfolioSharing, "apply", stop)
        assert "Stopped. AWS goes on" in line.says("install", FILE, "--profile", "hub", "--yes", exit_code=130)
    left = json.loads(line.run("plan", *back, "--json").stdout)["changes"]
    assert {one["kind"] for one in left} == {"share"}
    assert "installed." in line.says("install", FILE, "--profile", "hub", "--yes")
    assert line.says("plan", *back) == "Nothing would change.\n"


@pytest.mark.parametrize(
    ("content", "flags", "sentence"),
    [
        (None, (), "plan.json cannot be read: No such file or directory."),
        ("[]", (), "plan.json is no plan; 'plan --out FILE' writes one."),
        ("{", (), "plan.json is no plan"),
        ({"plan_format": 0}, (), "plan.json is a plan of another release: make it anew with 'plan --out plan.json'."),
        ({"release": "0.9.0"}, (), "plan.json is a plan of another release: make it anew"),
        ({"changes": None}, (), "plan.json is no plan any more, somebody changed it: make it anew"),
        ('{"plan_format": 1}', (), "plan.json is a plan of another release"),
        (
            {"configuration": {"regions": [REGION]}},
            ("--region", "eu-west-1"),
            f"--region eu-west-1 is none of the configuration's Regions {REGION}",
        ),
        ({}, ("--time-zone", "UTC"), "plan.json says all that is to be done: leave --config"),
        ({}, ("--remove-version", "1"), "plan.json says all that is to be done"),
        (
            {"account": "111122223333", "configuration": {"regions": [REGION]}},
            (),
            "plan.json is a plan for account 111122223333, and this is",
        ),
        ({"configuration": {"time_zone": "Mars"}}, (), "plan.json, 'time_zone'"),
    ],
)
def test_bad_input(
    line: Profiles, content: str | Mapping[str, Any] | None, flags: tuple[str, ...], sentence: str
) -> None:
    if isinstance(content, Mapping):
        plan = {
            "plan_format": 1,
            "release": RELEASE,
            "account": "",
            "configuration": {},
            "removed_versions": [],
            "changes": [],
        }
        content = json.dumps({**plan, **content})
    if content is not None:
        Path(FILE).write_text(content)
    assert sentence in line.says("install", FILE, "--profile", "hub", "--yes", *flags, exit_code=2)
