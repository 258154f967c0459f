"""What the doctor advises can be done, in whatever account it is asked."""

from __future__ import annotations

from common.choices.configuration import Configuration
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.aws.identity import identity
from installer.aws.session import Session
from installer.checks.check import Check, Result
from installer.checks.doctor import examine

REGION = "us-east-1"


def looked_at(session: Session) -> dict[str, Check]:
    return {check.name: check for check in examine(session, identity(session), REGION, Configuration())}


def test_a_hub_is_told_to_make_itself_delegated_administrator(embedded_aws: EmbeddedAws) -> None:
    hub = create_organization(embedded_aws).hub
    found = looked_at(embedded_aws.session(hub))
    command = f"./install.sh organization --hub-account {hub} --profile MANAGEMENT"
    assert found["Delegated administrator"] == Check(
        "Delegated administrator", Result.FAIL, "this account may not share yet", command
    )
    assert found["Launch role"].mend == command


def test_the_management_account_is_not_told_to_make_itself_the_hub(embedded_aws: EmbeddedAws) -> None:
    found = looked_at(embedded_aws.session(create_organization(embedded_aws).management))
    assert found["Delegated administrator"] == Check(
        "Delegated administrator", Result.NOTE, "the hub has to be one, not this account"
    )
    assert found["Sharing"].result is Result.FAIL
    assert found["Sharing"].mend.startswith("./install.sh organization --hub-account HUB --profile MANAGEMENT")
