"""Identity Center: a permission set becomes a role in each account, and only who has it signs in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import Organization
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import sign_in

NAME = "Topics"


def policy(action: str) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def test_the_life_of_a_permission_set(embedded_aws: EmbeddedAws, organization: Organization) -> None:
    management = embedded_aws.session(organization.management)
    client = management.client("sso-admin")
    instance = client.list_instances()["Instances"][0]
    arn = instance["InstanceArn"]
    permission_set = client.create_permission_set(InstanceArn=arn, Name=NAME)["PermissionSet"]["PermissionSetArn"]
    client.put_inline_policy_to_permission_set(
        InstanceArn=arn, PermissionSetArn=permission_set, InlinePolicy=policy("sns:ListTopics")
    )
    user = management.client("identitystore").create_user(
        IdentityStoreId=instance["IdentityStoreId"],
        UserName="ann",
        DisplayName="Ann",
        Name={"GivenName": "Ann", "FamilyName": "Owner"},
    )["UserId"]
    assignment = {
        "InstanceArn": arn,
        "PermissionSetArn": permission_set,
        "TargetId": organization.owner_account,
        "TargetType": "AWS_ACCOUNT",
        "PrincipalType": "USER",
        "PrincipalId": user,
    }
    client.create_account_assignment(**assignment)

    ann = sign_in(embedded_aws, organization.owner_account, NAME, "ann")
    role = ann.client("sts").get_caller_identity()["Arn"].split("/")[1]
    assert role.startswith(f"AWSReservedSSO_{NAME}_")
    assert len(role) <= 64
    assert ann.client("sns").list_topics()["Topics"] == []
    with pytest.raises(ClientError, match="AuthorizationError"):
        ann.client("sns").create_topic(Name="mine")

    found = {"InstanceArn": arn, "PermissionSetArn": permission_set}
    own = embedded_aws.session(organization.owner_account).client("iam")
    own.create_policy(PolicyName="Bound", PolicyDocument=policy("sqs:*"))
    bound: Any = {"CustomerManagedPolicyReference": {"Name": "Bound", "Path": "/"}}
    client.put_permissions_boundary_to_permission_set(**found, PermissionsBoundary=bound)
    client.provision_permission_set(**found, TargetType="ALL_PROVISIONED_ACCOUNTS")
    with pytest.raises(ClientError, match="AuthorizationError"):
        ann.client("sns").list_topics()
    client.delete_permissions_boundary_from_permission_set(**found)
    client.provision_permission_set(**found, TargetType="ALL_PROVISIONED_ACCOUNTS")
    assert ann.client("sns").list_topics()["Topics"] == []

    for account, name in ((organization.other_account, "ann"), (organization.owner_account, "bob")):
        with pytest.raises(ClientError, match="ForbiddenException"):
            sign_in(embedded_aws, account, NAME, name)

    client.delete_account_assignment(**assignment)
    with pytest.raises(ClientError, match="ForbiddenException"):
        sign_in(embedded_aws, organization.owner_account, NAME, "ann")
    roles = embedded_aws.session(organization.owner_account).client("iam").list_roles()["Roles"]
    assert role not in [one["RoleName"] for one in roles]


def test_an_instance_is_seen_only_where_it_is_administered(
    embedded_aws: EmbeddedAws, organization: Organization
) -> None:
    for account, region, expected in (
        (organization.management, "us-east-1", 1),
        (organization.management, "eu-west-1", 0),
        (organization.owner_account, "us-east-1", 0),
    ):
        client = embedded_aws.session(account, region).client("sso-admin")
        assert len(client.list_instances()["Instances"]) == expected
