"""From an account that is not the hub, or no delegated administrator any more, one sentence says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles
from tests.installer.subscriptions.operator import REGION, operator

LOOKING = (("coverage",), ("enroll", "--address", "a@example.com", "--yes"), ("update-subscriptions", "--yes"))
ENROLL = ("enroll", "--address", "a@example.com", "--profile", "operator", "--yes")
SERVICE_CATALOG, OTHER = "servicecatalog.amazonaws.com", "sso.amazonaws.com"


class Terminal:
    """The hub's admin, who has installed, and somebody else's account."""

    def __init__(self, aws: EmbeddedAws, folder: Path) -> None:
        self.folder = folder
        organization = create_organization(aws)
        self.hub, self.other = organization.hub, organization.other_account
        self.operator = operator(aws, organization, folder)
        (folder / "other").mkdir()
        self.others = Profiles(aws, folder / "other", other=self.other)
        self._organizations = aws.session(organization.management).client("organizations")

    def register(self, account: str, service: str) -> None:
        self._organizations.register_delegated_administrator(AccountId=account, ServicePrincipal=service)

    def deregister(self, account: str, service: str = SERVICE_CATALOG) -> None:
        self._organizations.deregister_delegated_administrator(AccountId=account, ServicePrincipal=service)


@pytest.fixture(scope="module")
def installed(embedded_aws: EmbeddedAws, tmp_path_factory: pytest.TempPathFactory) -> Terminal:
    """One hub, which each test leaves as it must be."""
    return Terminal(embedded_aws, tmp_path_factory.mktemp("admin"))


@pytest.fixture
def terminal(installed: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(installed.folder)
    return installed


@pytest.mark.parametrize("service", ["", SERVICE_CATALOG, OTHER])
def test_another_account_is_sent_to_the_hub(terminal: Terminal, service: str) -> None:
    """Whether it is a delegated administrator itself, of Service Catalog or of another service, or none."""
    if service:
        terminal.register(terminal.other, service)
    for command in LOOKING:
        said = terminal.others.says(*command, "--profile", "other", exit_code=2)
        assert said == (
            f"Error: Nothing is installed in account {terminal.other}, {REGION}: run ./install.sh install first, or name the "
            "hub's profile with --profile where this is another account.\n"
        )
    if service:
        terminal.deregister(terminal.other, service)


def test_a_hub_that_is_no_administrator_any_more_is_told_to_become_one(terminal: Terminal) -> None:
    line, operating = terminal.operator, ("--profile", "operator")
    line.says(*ENROLL)
    terminal.deregister(terminal.hub)
    for command in LOOKING:
        said = line.says(*command, *operating, exit_code=2)
        assert said.startswith(
            f"Error: Account {terminal.hub} is no delegated administrator of Service Catalog, so AWS "
        )
        assert f"'./install.sh organization --hub-account {terminal.hub}' first" in said
    kept = line.says("uninstall", "--profile", "hub", "--regions", REGION, "--yes", exit_code=2)
    assert "Nothing was removed." in kept
    assert f"Account {terminal.hub} is no delegated administrator of Service Catalog" in kept

    line.says("organization", "--profile", "management", "--hub-account", terminal.hub, "--yes")
    line.says("share", "--profile", "hub", "--yes")
    assert "1 subscribed" in line.says("coverage", *operating)
    line.says("enroll", "--end", *operating, "--yes")


def test_a_hub_that_administers_another_service_is_told_what_is_shared(terminal: Terminal) -> None:
    """It may look at the organization, and has lost its shares all the same."""
    terminal.deregister(terminal.hub)
    terminal.register(terminal.hub, OTHER)
    said = terminal.operator.says("coverage", "--profile", "operator", exit_code=2)
    assert said == f"Error: {REGION}: the portfolio is shared with nobody yet: run ./install.sh share.\n"
    refused = terminal.operator.says("share", "--profile", "hub", "--yes", exit_code=2)
    assert f"Account {terminal.hub} is no delegated administrator of Service Catalog and may not share yet" in refused
    terminal.deregister(terminal.hub, OTHER)
    terminal.register(terminal.hub, SERVICE_CATALOG)
    terminal.operator.says("share", "--profile", "hub", "--yes")
