"""The stack: what is in it, what an update touches, what is left when it goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import product.subscription
from common.options import Formatting, Launch
from product.subscription.template import subscription_template
from tests.golden import AssertGolden
from tests.product.subscription.deployment import ADDRESS, Account, options

FOLDER = Path(product.subscription.__file__).parent
COMBINATIONS = [(formatting, launch) for formatting in Formatting for launch in Launch]


@pytest.mark.parametrize(("formatting", "launch"), COMBINATIONS)
def test_golden_template(formatting: Formatting, launch: Launch, assert_golden: AssertGolden) -> None:
    template = subscription_template(
        options(
            artifact_bucket="security-notifications-artifacts-111122223333-${AWS::Region}",
            formatter_key="formatter/0123456789abcdef.zip",
            formatting=formatting,
            launch=launch,
            portal="my-company",
            permission_set="ViewFindings",
        )
    )
    assert_golden(FOLDER / f"subscription_{formatting.value}_{launch.value}.yaml", template.to_yaml())


@pytest.mark.parametrize(("formatting", "launch"), COMBINATIONS)
def test_nothing_is_written_out_that_differs_between_partitions(formatting: Formatting, launch: Launch) -> None:
    text = subscription_template(options(formatting=formatting, launch=launch)).to_json()
    assert "arn:aws:" not in text
    for domain in ("console.aws.amazon.com", ".amazonaws.com/"):
        assert domain not in text or formatting is Formatting.EVENTBRIDGE
    assert "us-east-1" not in text


@pytest.mark.parametrize("formatting", list(Formatting))
def test_everything_that_can_be_tagged_is(formatting: Formatting) -> None:
    resources = subscription_template(options(formatting=formatting)).to_dict()["Resources"]
    untaggable = {"Policy", "Permission", "EventInvokeConfig"}
    for name, resource in resources.items():
        if not resource["Type"].endswith(tuple(untaggable)):
            keys = [tag["Key"].rpartition(":")[2] for tag in resource["Properties"]["Tags"]]
            assert sorted(keys) == ["product", "version"], name


def test_eventbridge_only_has_neither_role_nor_function() -> None:
    resources = subscription_template(options(formatting=Formatting.EVENTBRIDGE)).to_dict()["Resources"]
    types = {resource["Type"] for resource in resources.values()}
    assert not [one for one in types if one.startswith(("AWS::IAM", "AWS::Lambda", "AWS::DynamoDB", "AWS::Logs"))]


def test_the_role_carries_the_boundary_only_with_the_launch_role() -> None:
    for launch in Launch:
        role = subscription_template(options(launch=launch)).to_dict()["Resources"]["FormatterRole"]["Properties"]
        assert ("PermissionsBoundary" in role) is (launch is Launch.ROLE)


UPDATES: list[tuple[str, dict[str, str], set[str]]] = [
    ("severity", {"MinimumSeverity": "Low"}, set()),
    ("tag filter", {"TagKey": "team", "TagValues": "a"}, set()),
    ("address added", {"EmailAddresses": "owner@example.com,new@example.com"}, set()),
    ("delivery", {"Delivery": "Daily digest"}, set()),
]


@pytest.mark.parametrize(("answers", "replaced"), [case[1:] for case in UPDATES], ids=[case[0] for case in UPDATES])
def test_an_update_replaces_nothing(account: Account, answers: dict[str, str], replaced: set[str]) -> None:
    deployed = account.deploy(ADDRESS)
    before = deployed.resources()
    after = account.deploy(ADDRESS | answers, deployed.name).resources()
    assert {name for name in before if after[name] != before[name]} == replaced


def test_adding_and_removing_an_address_leaves_the_others_alone(account: Account) -> None:
    deployed = account.deploy({"EmailAddresses": "a.b@example.com, ab@example.com, c@example.com"})
    first = deployed.addresses()
    assert set(first) == {"a.b@example.com", "ab@example.com", "c@example.com"}
    deployed = account.deploy({"EmailAddresses": "ab@example.com,c@example.com,d@example.com"}, deployed.name)
    second = deployed.addresses()
    assert set(second) == {"ab@example.com", "c@example.com", "d@example.com"}
    assert {one: second[one] for one in ("ab@example.com", "c@example.com")} == {
        one: first[one] for one in ("ab@example.com", "c@example.com")
    }


@pytest.mark.parametrize("formatting", list(Formatting))
def test_deleting_leaves_nothing_behind(account: Account, formatting: Formatting) -> None:
    deployed = account.deploy(ADDRESS, formatting=formatting)
    deployed.client("cloudformation").delete_stack(StackName=deployed.name)
    listed: dict[str, list[Any]] = {
        "topics": deployed.client("sns").list_topics()["Topics"],
        "rules": deployed.client("events").list_rules()["Rules"],
        "queues": deployed.client("sqs").list_queues().get("QueueUrls", []),
        "tables": deployed.client("dynamodb").list_tables()["TableNames"],
        "functions": deployed.client("lambda").list_functions()["Functions"],
        "groups": deployed.client("logs").describe_log_groups()["logGroups"],
        "alarms": deployed.client("cloudwatch").describe_alarms()["MetricAlarms"],
        "roles": deployed.client("iam").list_roles()["Roles"],
    }
    assert not [one for found in listed.values() for one in found if deployed.name in str(one)]
