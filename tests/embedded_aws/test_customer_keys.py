"""A customer's key: services ask for it with the caller's rights, and a missing grant fails the call."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials
from tests.embedded_aws.waiting import first_failure, stack_status

REGION = "us-east-1"
ALIAS = "alias/ours"
OF_TABLE = (
    "DescribeKey",
    "Encrypt",
    "Decrypt",
    "GenerateDataKey",
    "GenerateDataKeyWithoutPlaintext",
    "ReEncryptFrom",
    "ReEncryptTo",
    "CreateGrant",
)
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


class Keyed:
    """An account with a key, and principals there who lack some rights on it."""

    def __init__(self, aws: EmbeddedAws) -> None:
        self.aws = aws
        self.id = new_account_id()
        self.root = aws.session(self.id, REGION)
        self.kms = self.root.client("kms")
        self.let_in()

    def let_in(self, *statements: Mapping[str, Any]) -> None:
        """Make a key whose policy lets in the account, and whom else the statements say, and give it the alias."""
        own = {**_EVERYTHING, "Principal": {"AWS": f"arn:aws:iam::{self.id}:root"}}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [own, *statements]})
        self.key = self.kms.create_key(Policy=policy)["KeyMetadata"]
        aliases = self.kms.list_aliases()["Aliases"]
        change = self.kms.update_alias if any(one["AliasName"] == ALIAS for one in aliases) else self.kms.create_alias
        change(AliasName=ALIAS, TargetKeyId=self.key["KeyId"])

    def session_without(self, *actions: str, condition: Mapping[str, Any] | None = None) -> Any:
        """Return the session of a role that may do everything but these actions of KMS, where the condition holds."""
        deny = {"Effect": "Deny", "Action": [f"kms:{one}" for one in actions] or "kms:Nothing", "Resource": "*"}
        statements = [_EVERYTHING, {**deny, **({"Condition": condition} if condition else {})}]
        iam = self.root.client("iam")
        name = f"role-{len(iam.list_roles()['Roles'])}"
        trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{self.id}:root"}, "Action": "sts:AssumeRole"}
        trusted = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trusted)["Role"]["Arn"]
        document = json.dumps({"Version": "2012-10-17", "Statement": statements})
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=document)
        keys = self.root.client("sts").assume_role(RoleArn=role, RoleSessionName="role")["Credentials"]
        credentials = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], keys["SessionToken"])
        return self.aws.session(self.id, REGION, credentials)


@pytest.fixture
def keyed(embedded_aws: EmbeddedAws) -> Keyed:
    return Keyed(embedded_aws)


TABLE = {
    "Type": "AWS::DynamoDB::Table",
    "Properties": {
        "TableName": "rows",
        "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{"AttributeName": "key", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "key", "AttributeType": "S"}],
        "SSESpecification": {"SSEEnabled": True, "SSEType": "KMS", "KMSMasterKeyId": ALIAS},
    },
}


def made(session: Any, resource: Mapping[str, Any]) -> str:
    """Return why a stack of one resource failed; empty where it did not."""
    stacks = session.client("cloudformation")
    stack = stacks.create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": {"It": resource}}))["StackId"]
    return "" if stack_status(stacks, stack) == "CREATE_COMPLETE" else first_failure(stacks, stack)


@pytest.mark.parametrize("missing", [*OF_TABLE, "ListAliases"])
def test_who_makes_a_table_needs_what_dynamodb_asks_of_its_key(keyed: Keyed, missing: str) -> None:
    assert f"not authorized to perform: kms:{missing}" in made(keyed.session_without(missing), TABLE)


@pytest.mark.parametrize(
    ("condition", "is_made"),
    [
        ({"StringNotEquals": {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com"}}, True),
        ({"StringEquals": {"kms:ViaService": f"dynamodb.{REGION}.amazonaws.com"}}, False),
        ({"Bool": {"kms:GrantIsForAWSResource": "false"}}, True),
        ({"ForAnyValue:StringNotEquals": {"kms:ResourceAliases": ALIAS}}, True),
        ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": ALIAS}}, False),
    ],
)
def test_the_calls_carry_service_and_aliases(keyed: Keyed, condition: Mapping[str, Any], is_made: bool) -> None:
    assert (made(keyed.session_without("CreateGrant", condition=condition), TABLE) == "") is is_made


def test_a_key_that_is_not_there_or_not_enabled_makes_no_table(keyed: Keyed) -> None:
    keyed.kms.disable_key(KeyId=keyed.key["KeyId"])
    assert "Disabled" in made(keyed.session_without(), TABLE)


def _send(session: Any) -> None:
    url = session.client("sqs").get_queue_url(QueueName="queue")["QueueUrl"]
    session.client("sqs").send_message(QueueUrl=url, MessageBody="x")


def _receive(session: Any) -> None:
    url = session.client("sqs").get_queue_url(QueueName="queue")["QueueUrl"]
    session.client("sqs").receive_message(QueueUrl=url)


CALLS: Mapping[str, tuple[Collection[str], Callable[[Any], object]]] = {
    "publish": (
        ("Decrypt", "GenerateDataKey"),
        lambda session: session.client("sns").publish(
            TopicArn=session.client("sns").create_topic(Name="topic")["TopicArn"], Message="x"
        ),
    ),
    "send": (("Decrypt", "GenerateDataKey"), _send),
    "receive": (("Decrypt",), _receive),
    "read a row": (
        ("Decrypt",),
        lambda session: session.client("dynamodb").get_item(TableName="rows", Key={"key": {"S": "a"}}),
    ),
    "write a row": (
        ("Decrypt",),
        lambda session: session.client("dynamodb").put_item(TableName="rows", Item={"key": {"S": "a"}}),
    ),
}


@pytest.mark.parametrize("what", list(CALLS))
def test_who_uses_what_a_key_encrypts_needs_the_key(keyed: Keyed, what: str) -> None:
    assert made(keyed.root, TABLE) == ""
    keyed.root.client("sns").create_topic(Name="topic", Attributes={"KmsMasterKeyId": ALIAS})
    keyed.root.client("sqs").create_queue(QueueName="queue", Attributes={"KmsMasterKeyId": ALIAS})
    needed, call = CALLS[what]
    call(keyed.session_without("CreateGrant", *({"Decrypt", "GenerateDataKey"} - set(needed))))
    for action in needed:
        with pytest.raises(ClientError, match=f"kms:{action}"):
            call(keyed.session_without(action))


LOGS: dict[str, Any] = {
    "Sid": "Logs",
    "Effect": "Allow",
    "Principal": {"Service": f"logs.{REGION}.amazonaws.com"},
    "Action": "kms:*",
    "Resource": "*",
}


@pytest.mark.parametrize(
    ("condition", "is_made"),
    [
        (None, False),
        ({}, True),
        ({"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:*:log-group:group*"}}, True),
        ({"ArnLike": {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:us-east-1:*:log-group:other*"}}, False),
    ],
    ids=["not named", "named", "for this group", "for another group"],
)
def test_a_log_groups_key_has_to_let_the_service_in(keyed: Keyed, condition: Any, is_made: bool) -> None:
    keyed.let_in(*([{**LOGS, "Condition": condition} if condition else LOGS] if condition is not None else []))
    group = {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "group", "KmsKeyId": keyed.key["Arn"]}}
    reason = made(keyed.root, group)
    assert ("" if is_made else "KMS key does not exist or is not allowed") in reason
    assert bool(reason) is not is_made
