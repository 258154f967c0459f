"""What AWS refuses is told in one sentence, with what to do."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, NoCredentialsError, NoRegionError
from click.testing import CliRunner

import installer.aws
from installer.aws import sentence
from installer.main import main
from installer.plan import NO_CHANGES, Plan, plan_lines
from installer.sharing import ACCOUNT, ORGANIZATION, ORGANIZATIONAL_UNIT, ShareChanges, Target
from installer.stacks import Change


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


def test_an_error_of_aws_ends_a_command_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> None:
        raise refused("AccessDenied", "User x may not.")

    monkeypatch.setattr(installer.aws, "identity", denied)
    result = CliRunner().invoke(main, ["doctor", "--region", "eu-west-1"])
    assert result.exit_code == 2
    assert result.output.startswith("Error: You may not call CreatePortfolioShare")


def test_an_unknown_profile_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    result = CliRunner().invoke(main, ["doctor", "--profile", "nobody"], env={"AWS_CONFIG_FILE": "/dev/null"})
    assert (result.exit_code, "There is no profile 'nobody'." in result.output) == (2, True)


def test_the_plan_word_for_word() -> None:
    changes = {
        "eu-west-1": [
            Change("Add", "Portfolio", "AWS::ServiceCatalog::Portfolio"),
            Change("Modify", "Product", "AWS::ServiceCatalog::CloudFormationProduct"),
            Change("Modify", "ArtifactBucket", "AWS::S3::Bucket", replacement=True),
            Change("Remove", "RoleAdmin0a1b2c3d", "AWS::ServiceCatalog::PortfolioPrincipalAssociation"),
            Change("Upload", "formatter/0a1b.zip", "Artifact"),
            Change("Mark", "1.0.0-0a1b2c3d", "deprecated"),
        ]
    }
    shares = {
        "eu-west-1": ShareChanges(
            (Target(ORGANIZATION, "o-a1b2c3d4e5"), Target(ORGANIZATIONAL_UNIT, "ou-ab12-cd34ef56")),
            (Target(ACCOUNT, "111122223333"),),
            (Target(ACCOUNT, "444455556666"),),
        )
    }
    assert plan_lines(changes, shares) == (
        "eu-west-1: Would create Portfolio (AWS::ServiceCatalog::Portfolio)",
        "eu-west-1: Would change Product (AWS::ServiceCatalog::CloudFormationProduct)",
        "eu-west-1: Would change ArtifactBucket (AWS::S3::Bucket) (replacing it)",
        "eu-west-1: Would delete RoleAdmin0a1b2c3d (AWS::ServiceCatalog::PortfolioPrincipalAssociation)",
        "eu-west-1: Would upload formatter/0a1b.zip",
        "eu-west-1: Would mark version 1.0.0-0a1b2c3d as deprecated",
        "eu-west-1: Would share the portfolio with organization o-a1b2c3d4e5",
        "eu-west-1: Would share the portfolio with organizational unit ou-ab12-cd34ef56",
        "eu-west-1: Would share who may launch with account 444455556666 too",
        "eu-west-1: Would stop sharing the portfolio with account 111122223333",
    )


def test_a_plan_without_changes_says_so() -> None:
    assert Plan(plan_lines({"eu-west-1": []}, {"eu-west-1": ShareChanges((), ())})).text() == NO_CHANGES


def test_notes_stand_below_the_plan() -> None:
    assert Plan(("Would do it",), ("Mind this.",)).text() == "Would do it\nNote: Mind this."
