"""What AWS refuses is told in one sentence, with what to do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from botocore.exceptions import (
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    NoRegionError,
    UnauthorizedSSOTokenError,
)
from botocore.httpsession import URLLib3Session
from click.testing import CliRunner

import installer.aws.identity
from installer.aws.regions import check_regions
from installer.aws.sentences import sentence
from installer.aws.session import Session, session
from installer.errors import UserError
from installer.main import main


def refused(code: str, message: str = "Because.") -> ClientError:
    return ClientError({"Error": {"Code": code, "Message": message}}, "CreatePortfolioShare")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (
            refused("AccessDenied", "User x may not."),
            "You may not call CreatePortfolioShare: User x may not. Ask for that permission",
        ),
        (refused("AccessDeniedException"), "You may not call CreatePortfolioShare"),
        (refused("ExpiredToken"), "have expired or are wrong: sign in again"),
        (refused("UnrecognizedClientException"), "have expired or are wrong: sign in again"),
        (
            refused("ThrottlingException", "Rate exceeded"),
            "CreatePortfolioShare failed (ThrottlingException): Rate exceeded",
        ),
        (refused("ResourceNotFoundException", "No portfolio."), "failed (ResourceNotFoundException): No portfolio."),
        (refused("ResourceInUseException", "In use."), "failed (ResourceInUseException): In use."),
        (NoCredentialsError(), "There are no AWS credentials"),
        (NoRegionError(), "name one with --region"),
        (EndpointConnectionError(endpoint_url="https://x"), "AWS could not be reached"),
    ],
)
def test_sentence(error: Exception, expected: str) -> None:
    assert expected in sentence(error)


SSO = """
[profile work]
region = eu-west-1
sso_session = corp
sso_account_id = 111122223333
sso_role_name = Admin
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = eu-west-1
"""
LOGIN = "[profile work]\nregion = eu-west-1\nlogin_session = arn:aws:iam::111122223333:user/ann\n"
HALF = "[profile work]\nregion = eu-west-1\naws_access_key_id = AKIAEXAMPLE\n"
NOWHERE = "[profile work]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/a\nsource_profile = none\n"


@pytest.mark.parametrize(
    ("configuration", "expected"),
    [
        (SSO, "You are not signed in: run 'aws sso login --profile work' and the same command again."),
        (LOGIN, "hand its credentials over: run 'eval \"$(aws configure export-credentials --profile NAME"),
        (HALF, "missing: aws_secret_access_key. Give all parts or none"),
        (
            NOWHERE,
            'source_profile "none" referenced in the profile "work" does not exist. Mend that in your AWS configuration',
        ),
        ("work = [\n[", "Unable to parse config file: {file}. Mend that file, or name another one in AWS_CONFIG_FILE."),
    ],
)
def test_a_mistake_on_this_side_is_no_fault_of_the_network(tmp_path: Path, configuration: str, expected: str) -> None:
    file = tmp_path / "config"
    file.write_text(configuration)
    environment = {
        **dict.fromkeys(("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE", "AWS_ENDPOINT_URL")),
        "AWS_CONFIG_FILE": str(file),
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "HOME": str(tmp_path),
    }
    result = CliRunner().invoke(main, ["doctor", "--profile", "work"], env=environment)
    assert (result.exit_code, expected.replace("{file}", str(file)) in result.output) == (2, True), result.output
    assert "could not be reached" not in result.output


def test_a_token_that_ends_on_the_way_names_the_way_back() -> None:
    assert "run 'aws sso login --profile NAME'" in sentence(UnauthorizedSSOTokenError())


WHO = (
    b"<GetCallerIdentityResponse><GetCallerIdentityResult><Account>111122223333</Account>"
    b"</GetCallerIdentityResult></GetCallerIdentityResponse>"
)


class Network:
    """Answers as STS does, in the Regions that are there; remembers whom it was asked for."""

    def __init__(self, *there: str) -> None:
        self.there = there
        self.asked: list[str] = []

    def send(self, request: Any) -> AWSResponse:
        region = request.url.split(".")[1]
        self.asked.append(region)
        if region not in self.there:
            raise EndpointConnectionError(endpoint_url=request.url)
        return AWSResponse(request.url, 200, {}, Body(WHO))


class Body(io.BytesIO):
    def stream(self) -> Iterator[bytes]:
        yield self.read()


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> Session:
    for name, value in (("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE"), ("AWS_SECRET_ACCESS_KEY", "secret")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    return session(None, "eu-west-9")


def test_a_misspelt_region_is_not_tried_for_long(own: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network("us-east-1")
    monkeypatch.setattr(URLLib3Session, "send", lambda _, request: network.send(request))
    with pytest.raises(UserError, match=r"There is no Region eu-west-9.*did you mean eu-west-"):
        check_regions(own, ("eu-west-9",))
    assert network.asked == ["eu-west-9", "eu-west-9", "us-east-1"]


def test_a_region_that_no_partition_can_have_is_not_tried(own: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network("us-east-1")
    monkeypatch.setattr(URLLib3Session, "send", lambda _, request: network.send(request))
    with pytest.raises(UserError, match=r"There is no Region uz-west-1.*did you mean us-west-1\?"):
        check_regions(own, ("uz-west-1",))
    assert network.asked == []


def test_a_region_newer_than_botocore_works(own: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network("eu-west-9")
    monkeypatch.setattr(URLLib3Session, "send", lambda _, request: network.send(request))
    check_regions(own, ("eu-west-9",))
    assert network.asked == ["eu-west-9"]


def test_an_error_of_aws_ends_a_command_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> None:
        raise refused("AccessDenied", "User x may not.")

    monkeypatch.setattr(installer.aws.identity, "identity", denied)
    result = CliRunner().invoke(main, ["organization", "--region", "eu-west-1"])
    assert result.exit_code == 2
    assert result.output.startswith("Error: You may not call CreatePortfolioShare")


def test_an_unknown_profile_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(main, ["doctor", "--profile", "nobody"], env={"AWS_CONFIG_FILE": "/dev/null"})
    assert (result.exit_code, "There is no profile 'nobody'." in result.output) == (2, True)
