"""CloudFormation acts with the permissions of the role or person it acts for, and names things as AWS does."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import Organization, new_account_id
from embedded_aws.process import EmbeddedAws
from embedded_aws.server.cloudformation.names import start_of_name
from tests.embedded_aws.waiting import first_failure, stack_status

TOPIC = {"Type": "AWS::SNS::Topic", "Properties": {}}
ROLE = {
    "Type": "AWS::IAM::Role",
    "Properties": {
        "AssumeRolePolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
    },
}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


def template(**resources: Any) -> str:
    return json.dumps({"Resources": resources})


def make_role(session: Any, *statements: dict[str, Any], service: str = "cloudformation.amazonaws.com") -> str:
    """Return a role that a service may assume, with these permissions."""
    trust = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    iam = session.client("iam")
    arn: str = iam.create_role(
        RoleName="deploy", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    iam.put_role_policy(RoleName="deploy", PolicyName="deploy", PolicyDocument=document)
    return arn


@pytest.fixture
def session(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.session(new_account_id())


def deploy(session: Any, body: str, **more: Any) -> tuple[str, Any]:
    client = session.client("cloudformation")
    client.create_stack(StackName="stack", TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"], **more)
    return stack_status(client, "stack"), client


def test_a_role_makes_what_it_may(session: Any) -> None:
    by_cloudformation = {"ForAnyValue:StringEquals": {"aws:CalledVia": "cloudformation.amazonaws.com"}}
    allow = {
        "Effect": "Allow",
        "Action": "sns:*",
        "Resource": "arn:aws:sns:*:*:stack-*",
        "Condition": by_cloudformation,
    }
    role = make_role(session, allow)
    status, client = deploy(session, template(Topic=TOPIC), RoleARN=role)
    assert status == "CREATE_COMPLETE"
    stack_id = client.describe_stacks(StackName="stack")["Stacks"][0]["StackId"]
    client.delete_stack(StackName="stack")
    assert stack_status(client, stack_id) == "DELETE_COMPLETE"


@pytest.mark.parametrize(
    ("resource", "allowed", "missing"),
    [
        (TOPIC, "sns:Get*", "sns:CreateTopic"),
        (ROLE, "sns:*", "iam:CreateRole"),
        (TOPIC | {"Properties": {"Tags": [{"Key": "a", "Value": "b"}]}}, "sns:[CG]*", "sns:CreateTopic"),
        ({"Type": "AWS::SQS::Queue"}, "sqs:CreateQueue", "sqs:GetQueueUrl"),
        ({"Type": "AWS::Logs::LogGroup"}, "logs:Describe*", "logs:CreateLogGroup"),
        ({"Type": "AWS::Route53::HostedZone", "Properties": {"Name": "x.org"}}, "route53:Create*", "route53:*"),
    ],
    ids=["topic", "role", "no pattern but * and ?", "what it reads", "log group", "a type the product has not"],
)
def test_a_role_makes_nothing_else(session: Any, resource: dict[str, Any], allowed: str, missing: str) -> None:
    role = make_role(session, {"Effect": "Allow", "Action": allowed, "Resource": "*"})
    status, client = deploy(session, template(Thing=resource), RoleARN=role)
    assert status == "ROLLBACK_COMPLETE"
    assert f"is not authorized to perform: {missing} on resource" in first_failure(client, "stack")


def test_a_boundary_must_be_there_where_the_policy_asks_for_it(session: Any) -> None:
    boundary = "arn:aws:iam::aws:policy/ReadOnlyAccess"
    bounded = EVERYTHING | {"Action": "iam:*", "Condition": {"StringEquals": {"iam:PermissionsBoundary": boundary}}}
    role = make_role(session, bounded, EVERYTHING | {"Action": ["iam:Get*", "iam:List*"]})
    status, client = deploy(session, template(Role=ROLE), RoleARN=role)
    assert status == "ROLLBACK_COMPLETE"
    assert "iam:CreateRole" in first_failure(client, "stack")
    client.delete_stack(StackName="stack")
    properties = {"Properties": {**ROLE["Properties"], "PermissionsBoundary": boundary}}  # type: ignore[dict-item]
    assert deploy(session, template(Role=ROLE | properties), RoleARN=role)[0] == "CREATE_COMPLETE"


def test_a_role_carries_the_boundary_that_its_template_names(session: Any) -> None:
    boundaries = [f"arn:aws:iam::aws:policy/{name}" for name in ("ReadOnlyAccess", "SecurityAudit")]
    trust = ROLE["Properties"]["AssumeRolePolicyDocument"]  # type: ignore[index]
    for boundary in boundaries:
        properties = {"RoleName": "bounded", "AssumeRolePolicyDocument": trust, "PermissionsBoundary": boundary}
        body = template(Role=ROLE | {"Properties": properties})
        if boundary == boundaries[0]:
            deploy(session, body)
        else:
            client = session.client("cloudformation")
            client.update_stack(StackName="stack", TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"])
            assert stack_status(client, "stack") == "UPDATE_COMPLETE"
        found = session.client("iam").get_role(RoleName="bounded")["Role"]["PermissionsBoundary"]
        assert found["PermissionsBoundaryArn"] == boundary


@pytest.mark.parametrize(
    ("value", "unknown"),
    [
        ({"Ref": "Nobody"}, "Nobody"),
        ({"Fn::GetAtt": ["Nobody", "Arn"]}, "Nobody"),
        ({"Fn::GetAtt": "Nobody.Arn"}, "Nobody"),
        ({"Fn::Sub": "${Nobody}-${AWS::Region}-${!Literal}"}, "Nobody"),
        ({"Fn::Sub": ["${Own}-${Nobody.Arn}", {"Own": "x"}]}, "Nobody"),
    ],
    ids=str,
)
def test_a_template_that_names_what_it_does_not_have_is_refused(session: Any, value: Any, unknown: str) -> None:
    body = template(Topic=TOPIC | {"Properties": {"DisplayName": value}})
    said = rf"Unresolved resource dependencies \[{unknown}\] in the Resources block of the template"
    client = session.client("cloudformation")
    with pytest.raises(ClientError, match=said):
        client.validate_template(TemplateBody=body)
    with pytest.raises(ClientError, match=said):
        client.create_stack(StackName="stack", TemplateBody=body)
    known = template(Topic=TOPIC | {"Properties": {"DisplayName": value}}, Nobody=TOPIC)
    assert client.validate_template(TemplateBody=known)


def test_a_refused_call_stands_in_the_trail(session: Any) -> None:
    role = make_role(session, {"Effect": "Allow", "Action": "sns:Get*", "Resource": "*"})
    deploy(session, template(Topic=TOPIC), RoleARN=role)
    events = session.client("cloudtrail").lookup_events()["Events"]
    (found,) = (json.loads(one["CloudTrailEvent"]) for one in events)
    assert (found["eventSource"], found["eventName"]) == ("sns.amazonaws.com", "CreateTopic")
    assert found["errorCode"] == "AccessDenied"
    assert ":assumed-role/deploy/" in found["userIdentity"]["arn"]


def test_a_role_that_does_not_trust_cloudformation_is_refused(session: Any) -> None:
    role = make_role(session, EVERYTHING, service="lambda.amazonaws.com")
    with pytest.raises(ClientError, match="invalid or cannot be assumed"):
        deploy(session, template(Topic=TOPIC), RoleARN=role)


@pytest.mark.parametrize(
    ("stack", "logical_id", "longest", "expected"),
    [
        ("stack", "Topic", 64, "stack-Topic-"),
        # A provisioned product and a logical id of 18 characters fill 64 characters with the suffix of 12.
        ("SC-111122223333-pp-abcdefghijklm", "L" * 18, 64, f"SC-111122223333-pp-abcdefghijklm-{'L' * 18}-"),
        ("SC-111122223333-pp-abcdefghijklm", "L" * 20, 64, f"SC-111122223333-pp-abcdefghijk-{'L' * 20}-"),
        (
            "CdkStack",
            "CustomS3AutoDeleteObjectsCustomResourceProviderRole3B1BD092",
            64,
            "CdkStack-CustomS3AutoDeleteObjectsCustomResourcePro-",
        ),
        ("s" * 40, "l" * 40, 64, f"{'s' * 24}-{'l' * 24}-"),
        ("s" * 40, "l" * 40, 128, f"{'s' * 40}-{'l' * 40}-"),
    ],
)
def test_names_are_cut_as_cloudformation_cuts_them(stack: str, logical_id: str, longest: int, expected: str) -> None:
    assert start_of_name(stack, logical_id, longest) == expected


def test_a_role_of_a_provisioned_product_keeps_its_logical_id(session: Any) -> None:
    client, stack = session.client("cloudformation"), "SC-111122223333-pp-abcdefghijklm"
    client.create_stack(
        StackName=stack, TemplateBody=template(SecurityEmailsRole=ROLE), Capabilities=["CAPABILITY_NAMED_IAM"]
    )
    stack_status(client, stack)
    (name,) = (role["RoleName"] for role in session.client("iam").list_roles()["Roles"])
    assert name.startswith(f"{stack}-SecurityEmailsRole-")
    assert len(name) == 64


@pytest.mark.parametrize("missing", ["UpdateAssumeRolePolicy", "UpdateRole", "UpdateRoleDescription"])
def test_who_changes_a_role_needs_all_that_the_handler_may_call(session: Any, missing: str) -> None:
    deny = {"Effect": "Deny", "Action": f"iam:{missing}", "Resource": "*"}
    _, client = deploy(session, template(Role=ROLE), RoleARN=make_role(session, EVERYTHING, deny))
    described = {**ROLE, "Properties": {**ROLE["Properties"], "Description": "other"}}  # type: ignore[dict-item]
    client.update_stack(StackName="stack", TemplateBody=template(Role=described), Capabilities=["CAPABILITY_NAMED_IAM"])
    assert stack_status(client, "stack").startswith("UPDATE_ROLLBACK")
    assert f"iam:{missing}" in first_failure(client, "stack")


def test_a_policy_that_is_a_boundary_stays(session: Any) -> None:
    document = {"Version": "2012-10-17", "Statement": [EVERYTHING]}
    policy = {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": document}}
    status, client = deploy(session, template(Boundary=policy))
    assert status == "CREATE_COMPLETE"
    iam = session.client("iam")
    (arn,) = (found["Arn"] for found in iam.list_policies(Scope="Local")["Policies"])
    trust = json.dumps(ROLE["Properties"]["AssumeRolePolicyDocument"])  # type: ignore[index]
    iam.create_role(RoleName="bounded", AssumeRolePolicyDocument=trust, PermissionsBoundary=arn)
    with pytest.raises(iam.exceptions.DeleteConflictException):
        iam.delete_policy(PolicyArn=arn)
    client.delete_stack(StackName="stack")
    assert stack_status(client, "stack") == "DELETE_FAILED"
    iam.delete_role(RoleName="bounded")
    stack_id = client.describe_stacks(StackName="stack")["Stacks"][0]["StackId"]
    client.delete_stack(StackName="stack")
    assert stack_status(client, stack_id) == "DELETE_COMPLETE"


def _ends_principal(catalog: Any, portfolio: str) -> None:
    catalog.disassociate_principal_from_portfolio(PortfolioId=portfolio, PrincipalARN=PRINCIPAL)


def _ends_portfolio(catalog: Any, portfolio: str) -> None:
    _ends_principal(catalog, portfolio)
    catalog.delete_portfolio(Id=portfolio)


PRINCIPAL = "arn:aws:iam::111122223333:role/Owner"
PORTFOLIO = {"Type": "AWS::ServiceCatalog::Portfolio", "Properties": {"DisplayName": "p", "ProviderName": "us"}}


@pytest.mark.parametrize("somebody", [_ends_principal, _ends_portfolio])
def test_what_was_deleted_by_hand_keeps_no_stack(session: Any, somebody: Callable[[Any, str], None]) -> None:
    joined = {"PortfolioId": {"Ref": "Portfolio"}, "PrincipalARN": PRINCIPAL, "PrincipalType": "IAM"}
    owner = {"Type": "AWS::ServiceCatalog::PortfolioPrincipalAssociation", "Properties": joined}
    topic = {"Type": "AWS::SNS::Topic"}
    status, client = deploy(session, template(Portfolio=PORTFOLIO, Owner=owner, Topic=topic))
    assert status == "CREATE_COMPLETE"
    catalog, sns = session.client("servicecatalog"), session.client("sns")
    somebody(catalog, catalog.list_portfolios()["PortfolioDetails"][0]["Id"])
    sns.delete_topic(TopicArn=sns.list_topics()["Topics"][0]["TopicArn"])
    stack_id = client.describe_stacks(StackName="stack")["Stacks"][0]["StackId"]
    client.delete_stack(StackName="stack")
    assert stack_status(client, stack_id) == "DELETE_COMPLETE"
    assert catalog.list_portfolios()["PortfolioDetails"] == []


def test_a_log_group_keeps_its_name_over_an_update(session: Any) -> None:
    group = {"Type": "AWS::Logs::LogGroup"}
    _, client = deploy(session, template(Group=group))
    changed = template(Group=group | {"Properties": {"RetentionInDays": 7}})
    client.update_stack(StackName="stack", TemplateBody=changed)
    assert stack_status(client, "stack") == "UPDATE_COMPLETE"
    (found,) = session.client("logs").describe_log_groups()["logGroups"]
    assert (found["logGroupName"].startswith("stack-Group-"), found["retentionInDays"]) == (True, 7)


def test_log_groups_are_named_after_their_stack(session: Any) -> None:
    deploy(session, template(Group={"Type": "AWS::Logs::LogGroup"}))
    groups = session.client("logs").describe_log_groups()["logGroups"]
    assert [group["logGroupName"].startswith("stack-Group-") for group in groups] == [True]


@pytest.mark.parametrize(
    ("answer", "made"), [("a,b", True), ("", False), ("b", False)], ids=["two values", "none", "another one"]
)
def test_conditions_compute(session: Any, answer: str, made: bool) -> None:
    first = {"Fn::Select": ["0", {"Fn::Split": [",", {"Fn::Join": ["", [{"Ref": "Values"}, ","]]}]}]}
    body = {
        "Parameters": {"Values": {"Type": "String"}},
        "Conditions": {"BeginsWithA": {"Fn::Equals": [first, "a"]}},
        "Resources": {"Always": TOPIC, "Sometimes": TOPIC | {"Condition": "BeginsWithA"}},
    }
    deploy(session, json.dumps(body), Parameters=[{"ParameterKey": "Values", "ParameterValue": answer}])
    assert len(session.client("sns").list_topics()["Topics"]) == (2 if made else 1)


class TestObjectsOfAnotherAccount:
    """A template in the hub's bucket, deployed by another account: both sides must allow it."""

    def bucket(self, aws: EmbeddedAws, organization: Organization, statement: dict[str, Any]) -> str:
        s3 = aws.session(organization.hub).client("s3")
        name = f"hub-{new_account_id()}"
        s3.create_bucket(Bucket=name)
        s3.put_object(Bucket=name, Key="t.json", Body=template(Topic=TOPIC), Tagging="public=yes")
        allow = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{name}/*"}
        s3.put_bucket_policy(
            Bucket=name, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow | statement]})
        )
        return f"https://{name}.s3.us-east-1.amazonaws.com/t.json"

    @pytest.mark.parametrize(
        ("condition", "allowed"),
        [
            ({}, True),
            ({"StringLike": {"aws:PrincipalOrgID": "o-another000"}}, False),
            ({"StringLike": {"s3:ExistingObjectTag/public": "yes"}}, True),
            ({"StringLike": {"s3:ExistingObjectTag/public": "no"}}, False),
            ({"Bool": {"aws:SecureTransport": "true"}}, True),
            ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:root"}}, True),
            ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/Other"}}, False),
            ({"StringLike": {"aws:ResourceAccount": "{hub}"}}, True),
        ],
        ids=["own organization", "another one", "tag", "another tag", "TLS", "principal", "another one", "owner"],
    )
    def test_the_bucket_decides(
        self, embedded_aws: EmbeddedAws, organization: Organization, condition: dict[str, Any], allowed: bool
    ) -> None:
        # S3 blocks policies that anybody at all would fit.
        members = {"StringEquals": {"aws:PrincipalOrgID": organization.id}}
        filled = json.loads(json.dumps(condition).replace("{hub}", organization.hub))
        url = self.bucket(embedded_aws, organization, {"Condition": members | filled})
        client = embedded_aws.session(organization.owner_account).client("cloudformation")
        name = f"stack-{new_account_id()}"
        if not allowed:
            with pytest.raises(ClientError, match="not authorized to perform: s3:GetObject"):
                client.create_stack(StackName=name, TemplateURL=url)
            return
        client.create_stack(StackName=name, TemplateURL=url)
        assert stack_status(client, name) == "CREATE_COMPLETE"


def test_change_sets_of_a_new_stack_are_of_one_stack_and_one_is_executed(session: Any) -> None:
    client, stack = session.client("cloudformation"), {"StackName": "new"}
    body = template(Topic={"Type": "AWS::SNS::Topic"})
    asked = {**stack, "ChangeSetType": "CREATE", "TemplateBody": body}
    first, second = (client.create_change_set(**asked, ChangeSetName=name)["StackId"] for name in ("first", "second"))
    assert first == second
    with pytest.raises(ClientError, match=r"Stack \[new\] does not exist"):
        client.create_change_set(**stack, ChangeSetType="UPDATE", ChangeSetName="third", TemplateBody=body)
    client.execute_change_set(**stack, ChangeSetName="second")
    for name in ("first", "second"):
        with pytest.raises(ClientError, match=r"ChangeSetNotFound|InvalidChangeSetStatus"):
            client.execute_change_set(**stack, ChangeSetName=name)
    assert stack_status(client, "new") == "CREATE_COMPLETE"
    assert client.describe_stacks(StackName=first)["Stacks"][0]["StackStatus"] == "CREATE_COMPLETE"


def test_a_stack_that_is_at_work_takes_no_change_set(session: Any) -> None:
    client = session.client("cloudformation")
    waits = {"Type": "AWS::CloudFormation::WaitCondition", "CreationPolicy": {"ResourceSignal": {"Timeout": "PT1M"}}}
    client.create_stack(StackName="busy", TemplateBody=template(Held=waits))
    with pytest.raises(ClientError, match="is in CREATE_IN_PROGRESS state and can not be updated"):
        client.create_change_set(StackName="busy", ChangeSetName="next", TemplateBody=template())
    client.signal_resource(StackName="busy", LogicalResourceId="Held", UniqueId="go", Status="SUCCESS")
    assert stack_status(client, "busy") == "CREATE_COMPLETE"
