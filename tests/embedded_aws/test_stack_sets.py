"""StackSets: in every account of their targets, also those to come, never in the management account."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import Organization, create_account, create_organization
from embedded_aws.process import EmbeddedAws
from tests.embedded_aws.waiting import stack_status, until

NAME = "launch-role"
TOPIC = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "here"}}}})
BOUNDARY = json.dumps(
    {"Resources": {"Policy": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": []}}}}}
)
BROKEN = json.dumps({"Resources": {"Topic": {"Type": "AWS::SNS::Nothing"}}})


@pytest.fixture
def organization(embedded_aws: EmbeddedAws) -> Organization:
    return create_organization(embedded_aws)


@pytest.fixture
def client(embedded_aws: EmbeddedAws, organization: Organization) -> Any:
    found = embedded_aws.session(organization.management).client("cloudformation")
    found.activate_organizations_access()
    return found


def create(client: Any, *units: str, body: str = TOPIC) -> str:
    """Return the operation that deploys a new stack set to units."""
    client.create_stack_set(
        StackSetName=NAME,
        TemplateBody=body,
        Capabilities=["CAPABILITY_NAMED_IAM"],
        PermissionModel="SERVICE_MANAGED",
        AutoDeployment={"Enabled": True, "RetainStacksOnAccountRemoval": False},
    )
    targets = {"OrganizationalUnitIds": list(units)}
    answer = client.create_stack_instances(StackSetName=NAME, DeploymentTargets=targets, Regions=["us-east-1"])
    return str(answer["OperationId"])


def ends(client: Any, operation: str) -> str:
    def status() -> str:
        found = client.describe_stack_set_operation(StackSetName=NAME, OperationId=operation)["StackSetOperation"]
        return "" if found["Status"] == "RUNNING" else str(found["Status"])

    return str(until(status))


def accounts(client: Any) -> set[str]:
    return {instance["Account"] for instance in client.list_stack_instances(StackSetName=NAME)["Summaries"]}


def topics(aws: EmbeddedAws, account: str) -> int:
    return len(aws.session(account).client("sns").list_topics()["Topics"])


def test_the_root_means_every_account_but_the_management_account(
    embedded_aws: EmbeddedAws, organization: Organization, client: Any
) -> None:
    assert ends(client, create(client, organization.root)) == "SUCCEEDED"
    members = {organization.hub, organization.owner_account, organization.other_account}
    assert accounts(client) == members
    assert [topics(embedded_aws, account) for account in (*members, organization.management)] == [1, 1, 1, 0]


def test_accounts_that_come_get_it_and_accounts_that_leave_lose_it(
    embedded_aws: EmbeddedAws, organization: Organization, client: Any
) -> None:
    ends(client, create(client, organization.shared_unit))
    assert accounts(client) == {organization.owner_account}
    organizations = embedded_aws.session(organization.management).client("organizations")
    new = create_account(organizations, "new", organization.root, organization.shared_unit)
    until(lambda: topics(embedded_aws, new) == 1)
    assert accounts(client) == {organization.owner_account, new}
    organizations.move_account(
        AccountId=new, SourceParentId=organization.shared_unit, DestinationParentId=organization.other_unit
    )
    until(lambda: topics(embedded_aws, new) == 0)
    assert accounts(client) == {organization.owner_account}


def test_a_failure_names_account_and_reason(organization: Organization, client: Any) -> None:
    operation = create(client, organization.shared_unit, body=BROKEN)
    assert ends(client, operation) == "FAILED"
    (result,) = client.list_stack_set_operation_results(StackSetName=NAME, OperationId=operation)["Summaries"]
    assert (result["Account"], result["Status"]) == (organization.owner_account, "FAILED")
    assert "AWS::SNS::Nothing" in result["StatusReason"]


def test_a_stack_that_could_not_be_changed_is_changed_again(
    embedded_aws: EmbeddedAws, organization: Organization, client: Any
) -> None:
    ends(client, create(client, organization.shared_unit))
    statuses = []
    for body in (BROKEN, TOPIC):
        ends(client, client.update_stack_set(StackSetName=NAME, TemplateBody=body)["OperationId"])
        targets = {"OrganizationalUnitIds": [organization.shared_unit]}
        again = client.update_stack_instances(StackSetName=NAME, DeploymentTargets=targets, Regions=["us-east-1"])
        statuses.append(ends(client, again["OperationId"]))
    assert statuses == ["FAILED", "SUCCEEDED"]
    stacks = embedded_aws.session(organization.owner_account).client("cloudformation").describe_stacks()["Stacks"]
    assert len(stacks) == 1


def test_a_stack_that_could_not_be_deleted_is_inoperable(
    embedded_aws: EmbeddedAws, organization: Organization, client: Any
) -> None:
    ends(client, create(client, organization.shared_unit, body=BOUNDARY))
    iam = embedded_aws.session(organization.owner_account).client("iam")
    (arn,) = (found["Arn"] for found in iam.list_policies(Scope="Local")["Policies"])
    iam.create_role(RoleName="bounded", AssumeRolePolicyDocument="{}", PermissionsBoundary=arn)
    where = {"DeploymentTargets": {"OrganizationalUnitIds": [organization.shared_unit]}, "Regions": ["us-east-1"]}
    operation = client.delete_stack_instances(StackSetName=NAME, **where, RetainStacks=False)["OperationId"]
    assert ends(client, operation) == "FAILED"

    def instance() -> tuple[str, str]:
        (found,) = client.list_stack_instances(StackSetName=NAME)["Summaries"]
        return found["Status"], found["StackInstanceStatus"]["DetailedStatus"]

    assert instance() == ("INOPERABLE", "INOPERABLE")
    ends(client, client.update_stack_set(StackSetName=NAME, TemplateBody=TOPIC)["OperationId"])
    ends(client, client.create_stack_instances(StackSetName=NAME, **where)["OperationId"])
    assert instance() == ("INOPERABLE", "INOPERABLE")
    assert topics(embedded_aws, organization.owner_account) == 0

    client.delete_stack_instances(StackSetName=NAME, **where, RetainStacks=True)
    assert accounts(client) == set()
    ends(client, client.create_stack_instances(StackSetName=NAME, **where)["OperationId"])
    assert instance() == ("CURRENT", "SUCCEEDED")


def test_a_stack_set_goes_only_when_it_is_empty(organization: Organization, client: Any) -> None:
    ends(client, create(client, organization.shared_unit))
    with pytest.raises(ClientError, match="StackSetNotEmptyException"):
        client.delete_stack_set(StackSetName=NAME)
    targets = {"OrganizationalUnitIds": [organization.shared_unit]}
    operation = client.delete_stack_instances(
        StackSetName=NAME, DeploymentTargets=targets, Regions=["us-east-1"], RetainStacks=False
    )["OperationId"]
    assert ends(client, operation) == "SUCCEEDED"
    client.delete_stack_set(StackSetName=NAME)
    assert client.list_stack_sets()["Summaries"] == []


def test_members_and_organizations_without_trust_are_refused(
    embedded_aws: EmbeddedAws, organization: Organization
) -> None:
    for account in (organization.hub, organization.management):
        found = embedded_aws.session(account).client("cloudformation")
        with pytest.raises(ClientError, match="ValidationError"):
            found.create_stack_set(StackSetName=NAME, TemplateBody=TOPIC, PermissionModel="SERVICE_MANAGED")


def test_a_delegated_administrator_acts_for_the_organization(
    embedded_aws: EmbeddedAws, organization: Organization, client: Any
) -> None:
    embedded_aws.session(organization.management).client("organizations").register_delegated_administrator(
        AccountId=organization.hub, ServicePrincipal="member.org.stacksets.cloudformation.amazonaws.com"
    )
    hub = embedded_aws.session(organization.hub).client("cloudformation")
    assert hub.describe_organizations_access(CallAs="DELEGATED_ADMIN")["Status"] == "ENABLED"
    with pytest.raises(ClientError, match="ValidationError"):
        hub.describe_organizations_access(CallAs="SELF")
    hub.create_stack_set(
        StackSetName=NAME, TemplateBody=TOPIC, PermissionModel="SERVICE_MANAGED", CallAs="DELEGATED_ADMIN"
    )
    assert [one["StackSetName"] for one in client.list_stack_sets()["Summaries"]] == [NAME]
    with pytest.raises(ClientError, match="management account"):
        hub.activate_organizations_access()
    other = embedded_aws.session(organization.owner_account).client("cloudformation")
    with pytest.raises(ClientError, match="ValidationError"):
        other.describe_organizations_access(CallAs="DELEGATED_ADMIN")


def resource(*units: str, **properties: Any) -> str:
    """Return a template with the stack set as its resource."""
    of_the_set = {
        "StackSetName": NAME,
        "PermissionModel": "SERVICE_MANAGED",
        "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": False},
        "TemplateBody": TOPIC,
        "StackInstancesGroup": [
            {"DeploymentTargets": {"OrganizationalUnitIds": list(units)}, "Regions": ["us-east-1"]}
        ],
        **properties,
    }
    return json.dumps({"Resources": {"Set": {"Type": "AWS::CloudFormation::StackSet", "Properties": of_the_set}}})


def test_a_resource_renews_the_accounts_that_stay_only_where_more_than_the_units_changes(
    organization: Organization, client: Any
) -> None:
    def last_actions(count: int) -> list[str]:
        found = client.list_stack_set_operations(StackSetName=NAME)["Summaries"]
        return [one["Action"] for one in reversed(found[:count])]

    both = (organization.shared_unit, organization.other_unit)
    client.create_stack(StackName="set", TemplateBody=resource(both[0]))
    assert stack_status(client, "set") == "CREATE_COMPLETE"
    client.update_stack(StackName="set", TemplateBody=resource(*both))
    assert stack_status(client, "set") == "UPDATE_COMPLETE"
    assert last_actions(3) == ["CREATE", "CREATE"]
    first = client.describe_stack_instance(
        StackSetName=NAME, StackInstanceAccount=organization.owner_account, StackInstanceRegion="us-east-1"
    )["StackInstance"]["LastOperationId"]
    assert client.list_stack_set_operations(StackSetName=NAME)["Summaries"][1]["OperationId"] == first

    client.update_stack(StackName="set", TemplateBody=resource(both[1], Tags=[{"Key": "Team", "Value": "Security"}]))
    assert stack_status(client, "set") == "UPDATE_COMPLETE"
    assert last_actions(2) == ["DELETE", "UPDATE"]
    assert accounts(client) == {organization.other_account}


def test_as_a_resource_of_a_stack(embedded_aws: EmbeddedAws, organization: Organization, client: Any) -> None:
    client.create_stack(StackName="set", TemplateBody=resource(organization.shared_unit))
    assert stack_status(client, "set") == "CREATE_COMPLETE"
    assert accounts(client) == {organization.owner_account}
    client.update_stack(StackName="set", TemplateBody=resource(organization.other_unit))
    assert stack_status(client, "set") == "UPDATE_COMPLETE"
    assert accounts(client) == {organization.other_account}
    assert topics(embedded_aws, organization.owner_account) == 0
    stack_id = client.describe_stacks(StackName="set")["Stacks"][0]["StackId"]
    client.delete_stack(StackName="set")
    assert stack_status(client, stack_id) == "DELETE_COMPLETE"
    assert topics(embedded_aws, organization.other_account) == 0
