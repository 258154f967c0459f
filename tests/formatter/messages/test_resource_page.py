"""The console's page of a resource: right by type, Region and partition, and safe whatever an id holds."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formatter.messages import resource_page
from formatter.messages.links import CONSOLE_DOMAINS
from formatter.messages.resource_page import look_at, noun, page_of_main_resource
from harness.findings import finding

TYPES: dict[str, dict[str, Any]] = json.loads(
    Path(resource_page.__file__).with_name("resource_types.json").read_text(encoding="utf-8")
)
WITH_PAGE = {name: entry for name, entry in TYPES.items() if "page" in entry}
DETAILS = {"AwsIamAccessKey": {"AwsIamAccessKey": {"PrincipalName": "deploy-bot", "PrincipalType": "IAMUser"}}}


def page(type_: str, id_: str, **fields: Any) -> str:
    resource = {"Type": type_, "Id": id_, "Details": DETAILS.get(type_, {})} | fields
    return page_of_main_resource(finding(Resources=[resource], Region="eu-central-1"))


def sample(pattern: str, partition: str) -> str:
    known = {
        "partition": partition,
        "region": "eu-central-1",
        "account": "111122223333",
        "path": "",
        "suffix": "AbCdEf",
    }
    return re.sub(r"{([a-z]+)[+]?}", lambda one: known.get(one[1], f"{one[1]}-1"), pattern)


def test_there_are_enough_of_them() -> None:
    assert len(WITH_PAGE) >= 55


@pytest.mark.parametrize("partition", CONSOLE_DOMAINS)
@pytest.mark.parametrize("name", WITH_PAGE)
def test_each_type_has_a_page_in_each_partition(name: str, partition: str) -> None:
    for pattern in WITH_PAGE[name]["ids"]:
        url = page(name, sample(pattern, partition))
        if not url and name == "AwsIamAccessKey" and partition != "aws":
            continue  # such an id names no partition, and the finding is of the commercial one
        host = urlsplit(url).netloc
        assert host in (
            CONSOLE_DOMAINS[partition if "{partition}" in pattern else "aws"],
            f"eu-central-1.{CONSOLE_DOMAINS[partition]}",
        )
        assert "{" not in url


@pytest.mark.parametrize(
    ("type_", "id_", "url"),
    [
        (
            "AwsS3Bucket",
            "arn:aws:s3:::orders",
            "https://eu-central-1.console.aws.amazon.com/s3/buckets/orders?region=eu-central-1",
        ),
        (
            "AwsEc2SecurityGroup",
            "arn:aws:ec2:us-east-2:111122223333:security-group/sg-1",
            "https://us-east-2.console.aws.amazon.com/ec2/home?region=us-east-2#SecurityGroup:groupId=sg-1",
        ),
        (
            "AWS::EC2::Instance",
            "i-0abc",
            "https://eu-central-1.console.aws.amazon.com/ec2/home?region=eu-central-1#InstanceDetails:instanceId=i-0abc",
        ),
        (
            "AwsIamRole",
            "arn:aws:iam::111122223333:role/service-role/Deploy",
            "https://console.aws.amazon.com/iam/home#/roles/details/Deploy",
        ),
        (
            "AwsIamPolicy",
            "arn:aws:iam::111122223333:policy/Admin",
            "https://console.aws.amazon.com/iam/home#/policies/details/arn%3Aaws%3Aiam%3A%3A111122223333%3Apolicy%2FAdmin?section=permissions",
        ),
        (
            "AwsIamAccessKey",
            "AWS::IAM::AccessKey:AKIAEXAMPLE",
            "https://console.aws.amazon.com/iam/home#/users/details/deploy-bot?section=security_credentials",
        ),
        (
            "AwsLambdaFunction",
            "arn:aws:lambda:eu-west-1:111122223333:function:orders:7",
            "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/orders",
        ),
        (
            "AwsLogsLogGroup",
            "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders",
            (
                "https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1"
                "#logsV2:log-groups/log-group/$252Faws$252Flambda$252Forders"
            ),
        ),
        (
            "AwsSqsQueue",
            "arn:aws-cn:sqs:cn-north-1:111122223333:jobs",
            (
                "https://cn-north-1.console.amazonaws.cn/sqs/v3/home?region=cn-north-1"
                "#/queues/https%3A%2F%2Fsqs.cn-north-1.amazonaws.com.cn%2F111122223333%2Fjobs"
            ),
        ),
        (
            "AwsRdsDbInstance",
            "arn:aws-us-gov:rds:us-gov-west-1:111122223333:db:orders",
            "https://us-gov-west-1.console.amazonaws-us-gov.com/rds/home?region=us-gov-west-1#database:id=orders;is-cluster=false",
        ),
        (
            "Other",
            "arn:aws:lambda:eu-west-1:111122223333:function:orders",
            "https://eu-west-1.console.aws.amazon.com/lambda/home?region=eu-west-1#/functions/orders",
        ),
        ("AwsEc2Instance", "arn:aws:ec2:evil.example/x:111122223333:instance/i-1", ""),
        ("AwsEc2Instance", "not an id at all", ""),
        ("AwsEc2Instance", "", ""),
        ("NoSuchType", "x", ""),
    ],
)
def test_the_page_of_a_resource(type_: str, id_: str, url: str) -> None:
    assert page(type_, id_) == url


@pytest.mark.parametrize("kind", ["AssumedRole", "Root", ""])
def test_a_key_that_is_no_user_s_has_no_page(kind: str) -> None:
    details = {"AwsIamAccessKey": {"PrincipalName": "x", "PrincipalType": kind}}
    assert page("AwsIamAccessKey", "AWS::IAM::AccessKey:ASIAEXAMPLE", Details=details) == ""


@given(
    st.sampled_from(sorted(WITH_PAGE)),
    st.text(max_size=40),
    st.sampled_from(["", "eu-west-1", "evil.example/", "\u202e"]),
)
def test_whatever_an_id_holds_the_page_is_one_of_the_console(name: str, odd: str, region: str) -> None:
    for pattern in WITH_PAGE[name]["ids"]:
        id_ = re.sub(r"{(name|id|key|uuid)[+]?}", lambda _: odd, pattern)
        url = page(name, sample(id_, "aws"), Region=region)
        assert url == "" or urlsplit(url).netloc.endswith("console.aws.amazon.com")
        assert url.isascii()
        assert url.isprintable()
        assert " " not in url


@pytest.mark.parametrize(
    ("type_", "name", "settings"),
    [
        ("AwsEc2SecurityGroup", "security group", "its inbound and outbound rules"),
        ("AWS::S3::Bucket", "S3 bucket", "its permissions, policy and encryption"),
        ("NoSuchType", "resource", ""),
    ],
)
def test_what_people_call_it(type_: str, name: str, settings: str) -> None:
    (resource,) = finding(Resources=[{"Type": type_, "Id": "x"}]).resources
    assert (noun(resource), look_at(resource)) == (name, settings)
