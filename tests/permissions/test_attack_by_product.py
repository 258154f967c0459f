"""Another team's product takes our launch role and tries to reach what is not ours; AWS's answer to each is no.

Whoever may make products and constraints, and pass the launch role, has it run a template of their own: docs/permissions.md
says that nobody should hold these together.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import Any

import pytest

from common import names
from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from local.journey.choices import Choices
from local.journey.setup import REGION, Setup

OURS = "SecNotifTopic"
OPEN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
LAMBDA_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def topic(**more: Any) -> dict[str, Any]:
    return {OURS: {"Type": "AWS::SNS::Topic"}, **more}


def resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": properties}


REF = {"Ref": OURS}
RULE = {"Targets": [{"Id": "t", "Arn": REF}]}
ALARM = {
    "Namespace": "AWS/SQS",
    "MetricName": "m",
    "Statistic": "Maximum",
    "Period": 60,
    "EvaluationPeriods": 1,
    "Threshold": 0,
    "ComparisonOperator": "GreaterThanThreshold",
}
TEMPLATES: Mapping[str, dict[str, Any]] = {
    "another product's topic is opened": topic(P=resource("SNS::TopicPolicy", Topics=["OTHER"], PolicyDocument=OPEN)),
    "a topic of another name": {"Orders": {"Type": "AWS::SNS::Topic"}},
    "a queue of another name": {"Orders": {"Type": "AWS::SQS::Queue"}},
    "a topic that takes the name of another's": {OURS: resource("SNS::Topic", TopicName="orders")},
    "text messages": {OURS: resource("SNS::Topic", Subscription=[{"Protocol": "sms", "Endpoint": "+4912345"}])},
    "a rule on sign-ins": topic(
        SecNotifCspmRule=resource("Events::Rule", EventPattern={"source": ["aws.signin"]}, **RULE)
    ),
    "a rule on everything": topic(SecNotifCspmRule=resource("Events::Rule", EventPattern={"account": ["1"]}, **RULE)),
    "a rule to another's topic": topic(
        SecNotifCspmRule=resource(
            "Events::Rule", EventPattern={"source": ["aws.securityhub"]}, Targets=[{"Id": "t", "Arn": "OTHER"}]
        )
    ),
    "an alarm that stops machines": {
        "SecNotifAlarm": resource("CloudWatch::Alarm", AlarmActions=["arn:aws:automate:us-east-1:ec2:stop"], **ALARM)
    },
    "a role without boundary": {
        "R": resource("IAM::Role", RoleName=f"{names.FORMATTER_ROLE_PREFIX}x", AssumeRolePolicyDocument=LAMBDA_TRUST)
    },
    "a role of another name": {"R": resource("IAM::Role", RoleName="Admin", AssumeRolePolicyDocument=LAMBDA_TRUST)},
    "a bucket": {"B": {"Type": "AWS::S3::Bucket"}},
}
"""What their product is made of; OTHER stands for another product's topic."""


class OtherTeam:
    """Somebody who may make products and pass the launch role in an account where ours can be launched."""

    def __init__(self, aws: EmbeddedAws) -> None:
        organization = create_organization(aws)
        setup = Setup(aws, organization, Choices())
        setup.prepare_organization()
        self.account = organization.owner_account
        self.session = aws.session(self.account, REGION)
        self.catalog = self.session.client("servicecatalog")
        self.victim = self.session.client("sns").create_topic(Name=f"SC-{self.account}-pp-zzzzzzzzzzzzz-Orders-1A2B")
        # Where Service Catalog keeps templates: a bucket of this name in an account of its own.
        self._bucket = f"sc-products-{self.account}"
        self._storage = aws.session(organization.hub, REGION).client("s3")
        self._storage.create_bucket(Bucket=self._bucket)
        read = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:aws:iam::{self.account}:root"},
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{self._bucket}/*",
        }
        policy = {"Version": "2012-10-17", "Statement": [read]}
        self._storage.put_bucket_policy(Bucket=self._bucket, Policy=json.dumps(policy))

    def launch(self, number: int, resources: Mapping[str, Any]) -> tuple[str, str]:
        """Make a product of the resources, have it take our launch role, and return how its launch ended and why."""
        body = json.dumps({"Resources": resources}).replace("OTHER", self.victim["TopicArn"])
        key = f"sc-{number}.json"
        self._storage.put_object(
            Bucket=self._bucket,
            Key=key,
            Body=body,
            Tagging=f"{names.PROVISIONING_TAG_KEY}={names.PROVISIONING_TAG_VALUE}",
        )
        url = f"https://{self._bucket}.s3.{REGION}.amazonaws.com/{key}"
        portfolio = self.catalog.create_portfolio(DisplayName=f"p{number}", ProviderName="x")["PortfolioDetail"]["Id"]
        made = self.catalog.create_product(
            Name=f"theirs-{number}",
            Owner="x",
            ProductType="CLOUD_FORMATION_TEMPLATE",
            ProvisioningArtifactParameters={"Name": "1", "Info": {"LoadTemplateFromURL": url}},
        )
        product = made["ProductViewDetail"]["ProductViewSummary"]["ProductId"]
        self.catalog.associate_product_with_portfolio(ProductId=product, PortfolioId=portfolio)
        self.catalog.associate_principal_with_portfolio(
            PortfolioId=portfolio, PrincipalARN=f"arn:aws:iam::{self.account}:root", PrincipalType="IAM"
        )
        self.catalog.create_constraint(
            PortfolioId=portfolio,
            ProductId=product,
            Type="LAUNCH",
            Parameters=json.dumps({"LocalRoleName": names.LAUNCH_ROLE_NAME}),
        )
        record = self.catalog.provision_product(
            ProductId=product,
            ProvisioningArtifactId=made["ProvisioningArtifactDetail"]["Id"],
            ProvisionedProductName=f"theirs-{number}",
        )["RecordDetail"]["RecordId"]
        return self._end(record)

    def _end(self, record: str) -> tuple[str, str]:
        for _ in range(200):
            found = self.catalog.describe_record(Id=record)["RecordDetail"]
            if found["Status"] not in ("CREATED", "IN_PROGRESS"):
                return found["Status"], " ".join(error["Description"] for error in found.get("RecordErrors", []))
            time.sleep(0.05)
        raise AssertionError("the launch does not end")


@pytest.fixture(scope="module")
def team(embedded_aws: EmbeddedAws) -> OtherTeam:
    return OtherTeam(embedded_aws)


@pytest.mark.parametrize(("number", "what"), list(enumerate(TEMPLATES)), ids=list(TEMPLATES))
def test_their_product_may_not_make(team: OtherTeam, number: int, what: str) -> None:
    status, reason = team.launch(number, TEMPLATES[what])
    assert status == "FAILED"
    assert "not authorized" in reason, reason
    assert "s3:GetObject" not in reason, "the template itself could not be read"


def test_what_is_ours_by_name_is_all_that_it_makes(team: OtherTeam) -> None:
    status, reason = team.launch(len(TEMPLATES), topic())
    assert (status, reason) == ("SUCCEEDED", "")


def test_the_others_topic_is_as_it_was(team: OtherTeam) -> None:
    attributes = team.session.client("sns").get_topic_attributes(TopicArn=team.victim["TopicArn"])["Attributes"]
    assert '"Principal": "*"' not in attributes["Policy"] or "Condition" in attributes["Policy"]
