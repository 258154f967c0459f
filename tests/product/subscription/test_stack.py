"""The stack: what is in it, what an update touches, what is left when it goes."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

import product.subscription
from common.choices.words import Formatting, Launch
from common.names import FUNCTION, LEAD_TOPIC, LOG_GROUP, QUEUE, QUEUE_ALARM, TABLE, TOPIC
from common.readable_template import LONGEST_LINE
from formatter.delivery.sns_publisher import SnsPublisher
from formatter.messages.message import AUDIENCE, Audience, Message
from product.subscription.reasons import REASONS
from product.subscription.template import subscription_template
from tests.golden import AssertGolden
from tests.product.subscription.deployment import ADDRESS, Account, options

FOLDER = Path(product.subscription.__file__).parent
LARGEST_TEMPLATE_IN_S3 = 1_048_576
"""https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html"""

OBVIOUS = {LOG_GROUP, FUNCTION, "FormatterFailures", "QueuePolicy", "LeadTopicPolicy"}
COMBINATIONS = [(formatting, launch) for formatting in Formatting for launch in Launch]


@pytest.mark.parametrize(("formatting", "launch"), COMBINATIONS)
def test_golden_template(formatting: Formatting, launch: Launch, assert_golden: AssertGolden) -> None:
    template = subscription_template(
        options(
            artifact_bucket="security-notifications-artifacts-111122223333-${AWS::Region}",
            formatter_key="formatter/0123456789abcdef.zip",
            formatting=formatting,
            launch=launch,
        )
    )
    assert_golden(FOLDER / f"subscription_{formatting.value}_{launch.value}.yaml", template.to_yaml())


@pytest.mark.parametrize(("formatting", "launch"), COMBINATIONS)
def test_nothing_is_written_out_that_differs_between_partitions(formatting: Formatting, launch: Launch) -> None:
    resources = json.dumps(subscription_template(options(formatting=formatting, launch=launch)).to_dict()["Resources"])
    for fixed in ("arn:aws:", "console.aws.amazon.com", ".amazonaws.com/", "us-east-1"):
        assert fixed not in resources


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
    ("delivery", {"Delivery": "Daily at 08:00"}, set()),
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


def test_leads_are_told_by_a_topic_of_their_own(account: Account) -> None:
    leads = "a@example.com, b@example.com, c@example.com"
    deployed = account.deploy(ADDRESS | {"LeadAddresses": leads})
    first = deployed.addresses("LeadTopicArn")
    assert set(first) == {"a@example.com", "b@example.com", "c@example.com"}
    assert set(deployed.addresses()) == {"owner@example.com"}
    deployed = account.deploy(
        {"EmailAddresses": "owner@example.com, a@example.com", "LeadAddresses": "b@example.com"}, deployed.name
    )
    assert deployed.addresses("LeadTopicArn") == {"b@example.com": first["b@example.com"]}
    assert set(deployed.addresses()) == {"owner@example.com", "a@example.com"}


def test_leads_hear_only_what_is_for_all(account: Account) -> None:
    deployed = account.deploy({"EmailAddresses": "only.owner@example.com", "LeadAddresses": "only.lead@example.com"})
    topics = (deployed.outputs["TopicArn"], deployed.outputs["LeadTopicArn"])
    publisher = SnsPublisher(deployed.client("sns"), *topics)
    for audience in Audience:
        publisher.publish(Message(f"for {audience.value}", "text", {AUDIENCE: audience.value}))
    mailbox = {
        one: [email.subject for email in account.aws.mailbox(one)]
        for one in ("only.owner@example.com", "only.lead@example.com")
    }
    assert mailbox == {"only.owner@example.com": ["for owners", "for all"], "only.lead@example.com": ["for all"]}


def test_a_lead_who_is_an_owner_hears_once_and_again_as_a_lead_when_no_owner_any_more(account: Account) -> None:
    ana, boss = "twice.ana@example.com", "twice.boss@example.com"
    owners = {"EmailAddresses": f"twice.bob@example.com, {ana}"}
    deployed = account.deploy(owners | {"LeadAddresses": f"{boss}, {ana}"})

    def hear(subject: str) -> dict[str, int]:
        topics = (deployed.outputs["TopicArn"], deployed.outputs["LeadTopicArn"])
        publisher = SnsPublisher(deployed.client("sns"), *topics, {ana})
        publisher.tell_once()
        publisher.publish(Message(subject, "text", {AUDIENCE: Audience.ALL.value}))
        return {one: [email.subject for email in account.aws.mailbox(one)].count(subject) for one in (ana, boss)}

    assert hear("first") == {ana: 1, boss: 1}
    first = deployed.addresses("LeadTopicArn")
    deployed = account.deploy(
        {"EmailAddresses": "twice.bob@example.com", "LeadAddresses": f"{ana}, {boss}"}, deployed.name
    )
    assert deployed.addresses("LeadTopicArn") == first
    assert hear("second") == {ana: 1, boss: 1}


def test_the_same_address_twice_is_taken_once(account: Account) -> None:
    deployed = account.deploy({"EmailAddresses": "a@example.com, b@example.com,a@example.com"})
    assert set(deployed.addresses()) == {"a@example.com", "b@example.com"}
    deployed = account.deploy({"EmailAddresses": "a@example.com,a@example.com"}, deployed.name)
    assert set(deployed.addresses()) == {"a@example.com"}


@pytest.mark.parametrize(("name", "sender"), [("", "Security notifications"), ("Web shop", "Security - Web shop")])
def test_the_sender_is_the_workload(account: Account, name: str, sender: str) -> None:
    deployed = account.deploy(ADDRESS | {"WorkloadName": name})
    attributes = deployed.client("sns").get_topic_attributes(TopicArn=deployed.outputs["TopicArn"])["Attributes"]
    assert attributes["DisplayName"] == sender


def properties(name: str, **changes: Any) -> dict[str, Any]:
    resources = subscription_template(options(**changes)).to_dict()["Resources"]
    return dict(resources[name]["Properties"])


def test_a_customers_key_encrypts_whatever_holds_findings() -> None:
    key = {"key_alias": "alias/security"}
    assert properties(TOPIC, **key)["KmsMasterKeyId"] == "alias/security"
    assert properties(LEAD_TOPIC, **key)["KmsMasterKeyId"] == "alias/security"
    assert properties(QUEUE, **key)["KmsMasterKeyId"] == "alias/security"
    assert "SqsManagedSseEnabled" not in properties(QUEUE, **key)
    assert properties(TABLE, **key)["SSESpecification"]["KMSMasterKeyId"] == "alias/security"
    assert properties(LOG_GROUP, **key)["KmsKeyId"]["Fn::Sub"].endswith(":${AWS::AccountId}:alias/security")
    for name in (TOPIC, QUEUE, TABLE, LOG_GROUP):
        assert "security" not in str(properties(name)).replace("security-notifications", "")


def test_what_the_admin_chooses_for_the_function_is_in_the_template() -> None:
    assert properties(LOG_GROUP, log_retention_days=30)["RetentionInDays"] == 30
    assert properties(FUNCTION, reserved_concurrency=5)["ReservedConcurrentExecutions"] == 5
    assert "ReservedConcurrentExecutions" not in properties(FUNCTION)
    assert properties(FUNCTION, formatter_object_version="v1")["Code"]["S3ObjectVersion"] == "v1"
    assert "S3ObjectVersion" not in properties(FUNCTION)["Code"]


def test_there_is_one_alarm_and_the_queue_says_what_it_is_for() -> None:
    resources = subscription_template(options()).to_dict()["Resources"]
    assert [name for name, one in resources.items() if one["Type"] == "AWS::CloudWatch::Alarm"] == [QUEUE_ALARM]
    assert properties(QUEUE)["RedriveAllowPolicy"]
    assert properties(TABLE)["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}


@pytest.mark.parametrize(("formatting", "launch"), COMBINATIONS)
def test_the_text_is_short_and_says_why(formatting: Formatting, launch: Launch) -> None:
    text = subscription_template(options(formatting=formatting, launch=launch, account_filter=True)).to_yaml()
    lines = text.splitlines()
    assert sum(math.ceil(max(len(line), 1) / LONGEST_LINE) for line in lines) < 1_000
    assert len(text.encode()) < LARGEST_TEMPLATE_IN_S3
    resources = subscription_template(options(formatting=formatting, launch=launch)).to_dict()["Resources"]
    unexplained = {name for name in resources if name not in REASONS} - OBVIOUS
    assert not {name for name in unexplained if not name.endswith("MayInvoke")}


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
