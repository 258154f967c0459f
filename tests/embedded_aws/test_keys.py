"""Keys: only those that the run gave out open anything."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from embedded_aws.sessions import Credentials
from tests.embedded_aws.functions import NAME, make_function


def topics(aws: EmbeddedAws, account: str, credentials: Credentials | None = None) -> list[Any]:
    found: list[Any] = aws.session(account, credentials=credentials).client("sns").list_topics()["Topics"]
    return found


def refused(aws: EmbeddedAws, account: str, credentials: Credentials) -> str:
    with pytest.raises(ClientError) as caught:
        topics(aws, account, credentials)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 403
    return str(caught.value.response["Error"]["Code"])


@pytest.mark.parametrize(
    ("key", "secret", "token", "code"),
    [
        ("own", "test", None, "SignatureDoesNotMatch"),
        ("own", "", None, "SignatureDoesNotMatch"),
        ("own", "another account's", None, "SignatureDoesNotMatch"),
        ("own", "own", "token", "InvalidClientTokenId"),
        ("test", "test", None, "InvalidClientTokenId"),
        ("AKIAIOSFODNN7EXAMPLE", "own", None, "InvalidClientTokenId"),
        ("ASIAIOSFODNN7EXAMPLE", "own", "token", "InvalidClientTokenId"),
    ],
)
def test_no_other_key_opens(embedded_aws: EmbeddedAws, key: str, secret: str, token: str | None, code: str) -> None:
    account, another = new_account_id(), new_account_id()
    secrets = {
        "own": embedded_aws.keys.root_secret(account),
        "another account's": embedded_aws.keys.root_secret(another),
    }
    given = Credentials(account if key == "own" else key, secrets.get(secret, secret) or "none", token)
    assert refused(embedded_aws, account, given) == code
    assert topics(embedded_aws, account) == []


def test_users_and_sessions_have_keys_of_their_own(embedded_aws: EmbeddedAws) -> None:
    account = new_account_id()
    root = embedded_aws.session(account)
    iam = root.client("iam")
    everything = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    trust = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"}, "Action": "sts:AssumeRole"}
    iam.create_user(UserName="ann")
    iam.put_user_policy(UserName="ann", PolicyName="all", PolicyDocument=everything)
    iam.create_role(RoleName="admin", AssumeRolePolicyDocument=json.dumps({"Statement": trust}))
    iam.put_role_policy(RoleName="admin", PolicyName="all", PolicyDocument=everything)
    user = iam.create_access_key(UserName="ann")["AccessKey"]
    role = f"arn:aws:iam::{account}:role/admin"
    session = root.client("sts").assume_role(RoleArn=role, RoleSessionName="ann")["Credentials"]
    for keys in (user, session):
        token = keys.get("SessionToken")
        assert topics(embedded_aws, account, Credentials(keys["AccessKeyId"], keys["SecretAccessKey"], token)) == []
        wrong = Credentials(keys["AccessKeyId"], keys["SecretAccessKey"][::-1], token)
        assert refused(embedded_aws, account, wrong) == "SignatureDoesNotMatch"
    without_token = Credentials(session["AccessKeyId"], session["SecretAccessKey"])
    assert refused(embedded_aws, account, without_token) == "InvalidClientTokenId"


def test_the_portal_knows_only_tokens_of_this_run(embedded_aws: EmbeddedAws) -> None:
    portal = embedded_aws.session(new_account_id()).client("sso")
    for token in ("ann", "ann:", f"ann:{'0' * 64}", embedded_aws.keys.portal_token("bob").replace("bob", "ann")):
        with pytest.raises(portal.exceptions.UnauthorizedException):
            portal.get_role_credentials(roleName="View", accountId="111122223333", accessToken=token)


CODE = """
import os
def handler(event, context):
    return [os.environ[f"AWS_{name}"] for name in ("ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")]
"""


def test_nobody_can_work_out_the_keys_of_a_function(embedded_aws: EmbeddedAws) -> None:
    """MiniStack makes them of the names of function and role."""
    account = new_account_id()
    session = embedded_aws.session(account)
    made = make_function(session, CODE)
    client = session.client("lambda")
    key, secret, token = json.load(client.invoke(FunctionName=NAME)["Payload"])
    digest = hashlib.sha256(f"{made['FunctionArn']}:{made['Role']}".encode()).hexdigest()
    assert key == f"ASIA{digest[:16].upper()}", "the id is no secret"
    known = [hashlib.sha256(f"{word}:{digest}".encode()).hexdigest() for word in ("secret", "token")]
    assert [secret, token] != known
    assert refused(embedded_aws, account, Credentials(key, known[0], token)) == "SignatureDoesNotMatch"
    assert refused(embedded_aws, account, Credentials(key, secret, known[1])) == "InvalidClientTokenId"
