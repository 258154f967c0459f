"""`doctor` on the customer's key: there, enabled, missing, switched off, or none chosen."""

from __future__ import annotations

import pytest

from common.choices.configuration import Configuration
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.aws.identity import identity
from installer.checks.check import Check, Result
from installer.checks.hub import customer_key
from installer.hub.deployment import HubInstaller
from installer.lifecycle.installation import Installation
from tests.installer.launch_role import give_launch_role
from tests.permissions.customer_key import ALIAS, make_key

REGION = "us-east-1"


class KeyedHub:
    """A hub that is installed with a key, or without."""

    def __init__(self, aws: EmbeddedAws, key_alias: str) -> None:
        organization = create_organization(aws)
        give_launch_role(aws, organization.hub)
        self.session = aws.session(organization.hub, REGION)
        self.kms = self.session.client("kms")
        self.key = make_key(aws, organization.hub, organization.id, REGION)
        self.configuration = Configuration(regions=(REGION,), roles=("Admin",), key_alias=key_alias)
        self.hub = HubInstaller(self.session, REGION, organization.hub, organization.id, self.configuration)
        self.hub.install()

    def installation(self) -> Installation:
        return Installation(self.session, identity(self.session), self.configuration)

    def check(self) -> Check:
        return customer_key(self.session, self.hub.state())


@pytest.fixture(scope="module")
def keyed(embedded_aws: EmbeddedAws) -> KeyedHub:
    """A hub with a key, which each test leaves as it must be."""
    return KeyedHub(embedded_aws, ALIAS)


def test_a_key_that_can_be_used(keyed: KeyedHub) -> None:
    found = keyed.check()
    assert found.result is Result.PASS
    assert f"{ALIAS} is {keyed.key}" in found.found
    assert "each account with a subscription needs it too" in found.found


def test_a_key_that_is_switched_off_and_on_again_as_it_says(keyed: KeyedHub) -> None:
    keyed.kms.disable_key(KeyId=keyed.key)
    found = keyed.check()
    assert (found.result, found.found) == (Result.FAIL, f"{ALIAS} is Disabled")
    assert found.mend == f"aws kms enable-key --key-id {keyed.key} --region {REGION}"
    installation = keyed.installation()
    (state,) = installation.inspect().values()
    said = f"{found.found}; {found.mend}"
    assert installation.problems(state) == (said,)
    assert f"{REGION}: {said}" in installation.plan().notes
    keyed.kms.enable_key(KeyId=keyed.key)
    assert keyed.check().result is Result.PASS
    assert installation.problems(state) == ()


def test_a_key_that_is_to_be_deleted_is_not_enabled_but_kept(keyed: KeyedHub) -> None:
    keyed.kms.schedule_key_deletion(KeyId=keyed.key)
    found = keyed.check()
    assert (found.result, found.found) == (Result.FAIL, f"{ALIAS} is PendingDeletion")
    assert found.mend == (
        f"aws kms cancel-key-deletion --key-id {keyed.key} --region {REGION} && "
        f"aws kms enable-key --key-id {keyed.key} --region {REGION}"
    )
    keyed.kms.cancel_key_deletion(KeyId=keyed.key)
    keyed.kms.enable_key(KeyId=keyed.key)
    assert keyed.check().result is Result.PASS


def test_an_alias_that_names_no_key(keyed: KeyedHub) -> None:
    keyed.kms.delete_alias(AliasName=ALIAS)
    found = keyed.check()
    assert (found.result, found.found) == (Result.FAIL, f"there is no {ALIAS} in this account and Region")
    assert found.mend == f"aws kms create-alias --alias-name {ALIAS} --target-key-id KEY --region {REGION}"
    keyed.kms.create_alias(AliasName=ALIAS, TargetKeyId=keyed.key)
    assert keyed.check().result is Result.PASS


def test_no_key_is_a_choice(embedded_aws: EmbeddedAws) -> None:
    assert KeyedHub(embedded_aws, "").check().result is Result.NOTE
