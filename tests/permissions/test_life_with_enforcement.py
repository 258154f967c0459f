"""Launch, mail, update and leave as the real principals, permissions enforced, in all combinations, with a customer key too."""

from __future__ import annotations

import dataclasses
import json
import time

import boto3
import pytest

from common.choices.configuration import Configuration
from common.choices.words import Formatting, Launch
from common.customer_key import KEY_ALIAS
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from installer.organization.setup import OrganizationSetup
from local.journey.choices import Choices
from local.journey.owner import Owner
from local.journey.setup import REGION, Setup, as_management
from tests.permissions.customer_key import ALIAS, make_key

ADMIN = "WorkloadAdmin"
COMBINATIONS = [
    *((formatting, launch, "") for formatting in Formatting for launch in Launch),
    *((formatting, Launch.ROLE, ALIAS) for formatting in Formatting),
]


class AdminOwner(Owner):
    """An owner with a role of the account that may do everything there."""

    def __init__(self, aws: EmbeddedAws, account_id: str) -> None:
        self.account_id = account_id
        root = aws.session(account_id, REGION)
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account_id}:root"}, "Action": "sts:AssumeRole"}
            ],
        }
        everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
        iam = root.client("iam")
        iam.create_role(RoleName=ADMIN, AssumeRolePolicyDocument=json.dumps(trust))
        iam.put_role_policy(RoleName=ADMIN, PolicyName="Everything", PolicyDocument=json.dumps(everything))
        role = root.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::{account_id}:role/{ADMIN}", RoleSessionName="admin"
        )
        credentials = role["Credentials"]
        self._catalog = boto3.Session(
            credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"], REGION
        ).client("servicecatalog", endpoint_url=aws.endpoint_url)


class CombinedSetup(Setup):
    """The administrators' part with other choices."""

    changes: dict[str, object]

    @property
    def configuration(self) -> Configuration:
        return dataclasses.replace(super().configuration, roles=(ADMIN,), **self.changes)  # type: ignore[arg-type]

    def _organization_setup(self) -> OrganizationSetup:
        session = self.aws.session(self.organization.management, REGION)
        answers = {KEY_ALIAS: str(self.changes["key_alias"])}
        return OrganizationSetup(session, REGION, as_management(self.organization), answers=answers)


def is_mailed(aws: EmbeddedAws, address: str, text: str) -> bool:
    """Tell whether an email holds the text once every event is handled; waits a little where EventBridge alone writes it."""
    aws.wait_until_idle()
    for _ in range(100):
        if any(text in email.body for email in aws.mailbox(address)):
            return True
        time.sleep(0.05)
    return False


def import_finding(aws: EmbeddedAws, account_id: str, own_id: str, label: str) -> None:
    # What was found long before the subscription began is told in digests; other tests have let days pass here.
    now = f"{aws.now():%Y-%m-%dT%H:%M:%SZ}"
    finding = {
        "SchemaVersion": "2018-10-08",
        "Id": own_id,
        "ProductArn": f"arn:aws:securityhub:{REGION}:{account_id}:product/{account_id}/default",
        "GeneratorId": "test",
        "AwsAccountId": account_id,
        "Types": ["Software and Configuration Checks"],
        "CreatedAt": now,
        "UpdatedAt": now,
        "Severity": {"Label": label},
        "Title": f"Title of {own_id}.",
        "Description": "Something.",
        "Resources": [{"Type": "Other", "Id": "r"}],
    }
    answer = aws.session(account_id, REGION).client("securityhub").batch_import_findings(Findings=[finding])
    assert answer["FailedCount"] == 0


@pytest.mark.parametrize(
    ("formatting", "launch", "key_alias"), COMBINATIONS, ids=lambda one: getattr(one, "value", one)
)
def test_life(embedded_aws: EmbeddedAws, formatting: Formatting, launch: Launch, key_alias: str) -> None:
    aws = embedded_aws
    organization = create_organization(aws)
    for account in (organization.hub, organization.owner_account) if key_alias else ():
        make_key(aws, account, organization.id, REGION)
    setup = CombinedSetup(aws, organization, Choices())
    object.__setattr__(setup, "changes", {"formatting": formatting, "launch": launch, "key_alias": key_alias})
    setup.prepare_organization()
    hub = setup.install_hub()
    setup.share(hub)
    setup.deploy_permission_set(hub)
    account = organization.owner_account
    owner = Owner(aws, account, Choices().owner) if launch is Launch.ROLE else AdminOwner(aws, account)

    address = f"owner@{account}.example.com"
    subscription = owner.launch({"EmailAddresses": address, "MinimumSeverity": "High"})
    import_finding(aws, account, "high-1", "HIGH")
    assert is_mailed(aws, address, "Title of high-1.")

    updated = owner.update(subscription, {"MinimumSeverity": "Medium"})
    assert updated.provisioned_id == subscription.provisioned_id
    import_finding(aws, account, "medium-1", "MEDIUM")
    assert is_mailed(aws, address, "Title of medium-1.")

    owner.leave(subscription)
    root = aws.session(account, REGION)
    assert root.client("sns").list_topics()["Topics"] == []
    assert root.client("lambda").list_functions()["Functions"] == []
    assert root.client("dynamodb").list_tables()["TableNames"] == []
    assert root.client("sqs").list_queues().get("QueueUrls", []) == []
    roles = [role["RoleName"] for role in root.client("iam").list_roles()["Roles"]]
    assert not [name for name in roles if name.startswith("SecNotificationFormatter")]
