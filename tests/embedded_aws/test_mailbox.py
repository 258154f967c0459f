"""The mailbox: what SNS would send to people, to whom it would, and what it refuses."""

from __future__ import annotations

import contextlib
import json
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.mailbox import Invitation, fetch_invitations
from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws, start
from embedded_aws.server.sns.rate import EmailRate
from embedded_aws.sessions import Credentials
from tests.embedded_aws.waiting import first_failure, stack_status


@pytest.fixture
def sns(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.session(new_account_id()).client("sns")


Alone = tuple[EmbeddedAws, Any]


@pytest.fixture
def sns_alone() -> Iterator[Alone]:
    """An embedded AWS of its own, whose time the test may move, and its SNS."""
    with start() as aws:
        yield aws, aws.session(new_account_id()).client("sns")


def topic_for(sns: Any, *addresses: str) -> str:
    arn: str = sns.create_topic(Name="news", Attributes={"DisplayName": "Security notifications"})["TopicArn"]
    for address in addresses:
        sns.subscribe(TopicArn=arn, Protocol="email", Endpoint=address)
    return arn


def address(name: str = "reader") -> str:
    """Return an address that no other test uses."""
    return f"{name}-{uuid.uuid4()}@example.com"


def test_an_email_arrives_as_it_was_published(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    message_id = sns.publish(TopicArn=topic, Subject="[HIGH] News", Message="Body\nof two lines, ümlauts too")[
        "MessageId"
    ]
    (email,) = embedded_aws.mailbox(reader)
    assert (email.subject, email.body, email.message_id) == (
        "[HIGH] News",
        "Body\nof two lines, ümlauts too",
        message_id,
    )
    assert email.sender == "Security notifications <no-reply@sns.amazonaws.com>"
    assert email.subscription.startswith(topic)


def test_who_never_confirms_gets_nothing_and_is_listed_as_pending(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address("unconfirmed")
    topic = topic_for(sns, reader)
    sns.publish(TopicArn=topic, Subject="News", Message="Body")
    assert embedded_aws.mailbox(reader) == []
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    assert [one["SubscriptionArn"] for one in listed] == ["PendingConfirmation"]


def test_the_link_below_the_email_unsubscribes(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader, other = address(), address("other")
    topic = topic_for(sns, reader, other)
    sns.publish(TopicArn=topic, Subject="News", Message="Body")
    (email,) = embedded_aws.mailbox(reader)
    assert email.unsubscribe_url in email.footer
    with urllib.request.urlopen(email.unsubscribe_url) as answer:
        assert answer.status == 200
    sns.publish(TopicArn=topic, Subject="More news", Message="Body")
    assert (len(embedded_aws.mailbox(reader)), len(embedded_aws.mailbox(other))) == (1, 2)


@pytest.mark.parametrize(
    ("subject", "message", "reason"),
    [
        ("two\nlines", "Body", "a line break"),
        ("x" * 100, "Body", "100 characters"),
        ("next\x85line", "Body", "a control character that is not ASCII"),
        ("line\u2028break", "Body", "a line separator"),
        ("tab\there", "Body", "a control character"),
        ("Subject", "x" * 262_145, "a body above 256 KiB"),
    ],
)
def test_sns_refuses(embedded_aws: EmbeddedAws, sns: Any, subject: str, message: str, reason: str) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    with pytest.raises(ClientError, match="InvalidParameter"):
        sns.publish(TopicArn=topic, Subject=subject, Message=message)
    assert embedded_aws.mailbox(reader) == [], reason


def test_the_longest_subject_and_body_pass(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    sns.publish(TopicArn=topic_for(sns, reader), Subject="ü" * 99, Message="y" * 262_144)
    (email,) = embedded_aws.mailbox(reader)
    assert (len(email.subject), len(email.body)) == (99, 262_144)


def pending(aws: EmbeddedAws, reader: str) -> Invitation:
    (found,) = fetch_invitations(aws.control, reader)
    return found


def test_who_confirms_later_gets_what_comes_after_it(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address("unconfirmed")
    topic = topic_for(sns, reader)
    sns.publish(TopicArn=topic, Subject="Before", Message="Body")
    embedded_aws.confirm(reader)
    sns.publish(TopicArn=topic, Subject="After", Message="Body")
    assert [email.subject for email in embedded_aws.mailbox(reader)] == ["After"]
    assert states(sns, topic) == [f"{topic}:"]


def states(sns: Any, topic: str) -> list[str]:
    """Return what is listed of each subscription; of an ARN without its id."""
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    return [one["SubscriptionArn"][: len(topic) + 1] for one in listed]


def test_a_link_ends_a_subscription_and_it_is_listed_as_deleted(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    sns.publish(TopicArn=topic, Message="Body")
    opened(embedded_aws.mailbox(reader)[0].unsubscribe_url)
    assert states(sns, topic) == ["Deleted"]
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader)
    assert states(sns, topic) == [f"{topic}:"]


def opened(url: str) -> int:
    try:
        with urllib.request.urlopen(url) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


def test_who_asked_for_it_is_not_unsubscribed_by_a_link(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address("unconfirmed")
    topic = topic_for(sns, reader)
    invitation = pending(embedded_aws, reader)
    arn = sns.confirm_subscription(TopicArn=topic, Token=invitation.token, AuthenticateOnUnsubscribe="true")[
        "SubscriptionArn"
    ]
    assert sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["ConfirmationWasAuthenticated"] == "true"
    sns.publish(TopicArn=topic, Message="Body")
    assert opened(embedded_aws.mailbox(reader)[0].unsubscribe_url) == 403
    assert states(sns, topic) == [f"{topic}:"]
    sns.unsubscribe(SubscriptionArn=arn)
    assert states(sns, topic) == ["Deleted"]


def test_who_does_not_confirm_within_two_days_is_listed_no_more_and_can_be_invited_again(sns_alone: Alone) -> None:
    aws, sns = sns_alone
    reader, quick = address("unconfirmed"), address()
    topic = topic_for(sns, reader, quick)
    invitation = pending(aws, reader)
    aws.let_pass(timedelta(hours=47))
    assert states(sns, topic) == ["PendingConfirmation", f"{topic}:"]
    aws.let_pass(timedelta(hours=1))
    assert states(sns, topic) == [f"{topic}:"]
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.confirm_subscription(TopicArn=topic, Token=invitation.token)
    assert opened(invitation.url) == 400
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader)
    assert states(sns, topic) == [f"{topic}:", "PendingConfirmation"]


def test_a_machine_that_follows_every_link_ends_no_address_that_was_confirmed_signed(
    embedded_aws: EmbeddedAws, sns: Any
) -> None:
    signed, unsigned = [address("unconfirmed") for _ in range(10)], [address() for _ in range(10)]
    topic = topic_for(sns, *signed, *unsigned)
    for reader in signed:
        token = pending(embedded_aws, reader).token
        sns.confirm_subscription(TopicArn=topic, Token=token, AuthenticateOnUnsubscribe="true")
    sns.publish(TopicArn=topic, Message="Body")
    links = [embedded_aws.mailbox(reader)[0].unsubscribe_url for reader in (*signed, *unsigned)]
    for link in links * 3:  # what a link did at its second opening, it does at each further one
        opened(link)
    listed = {
        one["Endpoint"]: one["SubscriptionArn"]
        for one in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    }
    assert {reader for reader, arn in listed.items() if arn.startswith(topic)} == set(signed)
    assert {listed[reader] for reader in unsigned} == {"Deleted"}


def test_a_confirmation_with_another_token_is_refused(sns: Any) -> None:
    topic = topic_for(sns, address("unconfirmed"))
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.confirm_subscription(TopicArn=topic, Token="guess")
    assert states(sns, topic) == ["PendingConfirmation"]


def test_what_is_pending_can_be_neither_ended_nor_changed(sns: Any) -> None:
    topic = topic_for(sns)
    reader = address("unconfirmed")
    arn = sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader, ReturnSubscriptionArn=True)[
        "SubscriptionArn"
    ]
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.unsubscribe(SubscriptionArn="PendingConfirmation")
    with pytest.raises(sns.exceptions.InvalidParameterException):
        sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="FilterPolicy", AttributeValue="{}")


LEADS = json.dumps({"audience": ["all"]})


def test_a_filter_policy_decides_by_message_attributes(embedded_aws: EmbeddedAws, sns: Any) -> None:
    owner, lead = address("owner"), address("lead")
    topic = topic_for(sns, owner)
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=lead, Attributes={"FilterPolicy": LEADS})
    for audience in ("owners", "all"):
        attributes = {"audience": {"DataType": "String", "StringValue": audience}}
        sns.publish(TopicArn=topic, Subject=audience, Message="Body", MessageAttributes=attributes)
    sns.publish(TopicArn=topic, Subject="none", Message="Body")
    assert [email.subject for email in embedded_aws.mailbox(owner)] == ["owners", "all", "none"]
    assert [email.subject for email in embedded_aws.mailbox(lead)] == ["all"]


@pytest.mark.parametrize(("named", "is_allowed"), [("news", True), ("n*", True), ("other", False)])
def test_who_may_work_on_a_topic_may_work_on_its_subscriptions(
    embedded_aws: EmbeddedAws, named: str, is_allowed: bool
) -> None:
    account = new_account_id()
    root = embedded_aws.session(account)
    topic = topic_for(root.client("sns"), address())
    (listed,) = root.client("sns").list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    trust = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": account}}
    allowed = {
        "Effect": "Allow",
        "Action": ["sns:GetSubscriptionAttributes", "sns:SetSubscriptionAttributes"],
        "Resource": f"arn:aws:sns:*:{account}:{named}",
    }
    iam = root.client("iam")
    role = iam.create_role(RoleName="role", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))["Role"]["Arn"]
    iam.put_role_policy(RoleName="role", PolicyName="own", PolicyDocument=json.dumps({"Statement": [allowed]}))
    keys = root.client("sts").assume_role(RoleArn=role, RoleSessionName="role")["Credentials"]
    credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
    sns = embedded_aws.session(account, credentials=credentials).client("sns")
    subscription = {"SubscriptionArn": listed["SubscriptionArn"]}
    for call in (
        lambda: sns.get_subscription_attributes(**subscription),
        lambda: sns.set_subscription_attributes(**subscription, AttributeName="FilterPolicy", AttributeValue=LEADS),
    ):
        refused = contextlib.nullcontext() if is_allowed else pytest.raises(ClientError, match="not authorized")
        with refused:
            call()


def test_a_filter_policy_may_ask_that_an_attribute_is_not_there(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    topic = topic_for(sns)
    policy = json.dumps({"owner_1": [{"exists": False}]})
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader, Attributes={"FilterPolicy": policy})
    # "exists": false asks for at least one attribute: https://docs.aws.amazon.com/sns/latest/dg/attribute-key-matching.html
    for names in (["audience"], ["audience", "owner_1"], ["owner_1"], ["owner_2"], []):
        attributes = {name: {"DataType": "String", "StringValue": "true"} for name in names}
        sns.publish(TopicArn=topic, Subject=" ".join(names) or "none", Message="Body", MessageAttributes=attributes)
    assert [email.subject for email in embedded_aws.mailbox(reader)] == ["audience", "owner_2"]


def test_an_address_has_one_set_of_attributes(sns: Any) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader)
    with pytest.raises(sns.exceptions.InvalidParameterException, match="already exists with different attributes"):
        sns.subscribe(TopicArn=topic, Protocol="email", Endpoint=reader, Attributes={"FilterPolicy": LEADS})


def test_so_it_is_in_templates(embedded_aws: EmbeddedAws) -> None:
    session = embedded_aws.session(new_account_id())
    same = {"Protocol": "email", "Endpoint": address()}
    lead = {"TopicArn": {"Ref": "Topic"}, **same, "FilterPolicy": {"audience": ["all"]}}
    resources = {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {"Subscription": [same]}},
        "Lead": {"Type": "AWS::SNS::Subscription", "Properties": lead},
    }
    client = session.client("cloudformation")
    client.create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": resources}))
    assert stack_status(client, "stack") == "ROLLBACK_COMPLETE"
    assert "already exists with different attributes" in first_failure(client, "stack")


def test_each_protocol_has_a_text_of_its_own(embedded_aws: EmbeddedAws, sns: Any) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    texts = {"default": "short", "email": "for people", "https": "{}"}
    sns.publish(TopicArn=topic, Message=json.dumps(texts), MessageStructure="json")
    sns.publish(TopicArn=topic, Message=json.dumps({"default": "short"}), MessageStructure="json")
    assert [email.body for email in embedded_aws.mailbox(reader)] == ["for people", "short"]


@pytest.mark.parametrize(
    "message", ["{", "[]", '"text"', "{}", '{"email": "x"}', '{"default": 1}', '{"default":"a","default":"b"}']
)
def test_texts_by_protocol_that_are_none_are_refused(embedded_aws: EmbeddedAws, sns: Any, message: str) -> None:
    reader = address()
    topic = topic_for(sns, reader)
    with pytest.raises(sns.exceptions.InvalidParameterException, match="Message Structure"):
        sns.publish(TopicArn=topic, Message=message, MessageStructure="json")
    assert embedded_aws.mailbox(reader) == []


@pytest.mark.parametrize(
    ("times", "taken"),
    [
        ([0.0] * 10, 10),
        ([0.0] * 11, 10),
        ([0.0] * 10 + [0.99], 10),
        ([0.0] * 10 + [1.0], 11),
        ([number * 0.125 for number in range(100)], 100),
        ([number * 0.0625 for number in range(16)], 10),
    ],
    ids=["ten", "eleven", "within the second", "after it", "eight a second", "sixteen a second"],
)
def test_a_subscription_takes_ten_emails_a_second(times: list[float], taken: int) -> None:
    rate = EmailRate()
    assert sum(rate.takes(now) for now in times) == taken
