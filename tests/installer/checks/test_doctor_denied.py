"""Whatever one permission the doctor lacks, it goes on, says what it does not know, and ends with 1."""

from __future__ import annotations

import copy
import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import boto3
import pytest

from embedded_aws.organization import create_organization
from embedded_aws.process import EmbeddedAws
from harness.profiles import Profiles

ROLE = "Doctor"
ALWAYS_ALLOWED = {"GetCallerIdentity", "AssumeRole"}
"""IAM denies the first to nobody; the second is how the profile signs in.

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""
DENIED = {
    "Error": {"Code": "AccessDenied", "Message": "User: me is not authorized to perform: this"},
    "ResponseMetadata": {"HTTPStatusCode": 403, "HTTPHeaders": {}, "RetryAttempts": 0},
}


class Recorded:
    """Answers of the embedded AWS: kept at the first run, given again at every other, so that nothing else differs."""

    def __init__(self) -> None:
        self.operations: set[str] = set()
        self.denied = ""
        self._answers: dict[str, dict[str, Any]] = {}

    def watch(self, client: Any) -> None:
        client.meta.events.register("before-call", self._answer)
        # Before botocore's own handlers, which decode policies and templates in place.
        service = client.meta.service_model.service_id.hyphenize()
        client.meta.events.register_first(f"after-call.{service}", self._keep)

    def _answer(self, model: Any, params: Any, context: Any, **_: Any) -> Any:
        context["key"] = repr((model.name, params["url"], params["body"]))
        if model.name == self.denied:
            return SimpleNamespace(status_code=403), copy.deepcopy(DENIED)
        if context["key"] not in self._answers:
            return None
        parsed = copy.deepcopy(self._answers[context["key"]])
        return SimpleNamespace(status_code=parsed["ResponseMetadata"]["HTTPStatusCode"]), parsed

    def _keep(self, parsed: Any, model: Any, context: Any, **_: Any) -> None:
        if self.denied or context["key"] in self._answers:
            return
        self.operations.add(model.name)
        if "Body" in parsed:
            # An object's content comes from the connection, once.
            parsed["Body"] = io.BytesIO(parsed["Body"].read())
        self._answers[context["key"]] = copy.deepcopy(parsed)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    found = Recorded()
    client = boto3.Session.client

    def watched(self: Any, service: str, **arguments: Any) -> Any:
        made = client(self, service, **arguments)
        found.watch(made)
        return made

    monkeypatch.setattr(boto3.Session, "client", watched)
    return found


@pytest.fixture
def line(embedded_aws: EmbeddedAws, tmp_path: Path) -> Profiles:
    """The hub's administrator, who has the product installed with a customer key."""
    organization = create_organization(embedded_aws)
    hub = organization.hub
    found = Profiles(embedded_aws, tmp_path, management=organization.management, root=hub)
    found.says("organization", "--profile", "management", "--hub-account", hub, "--yes")
    key = embedded_aws.session(hub).client("kms")
    key.create_alias(AliasName="alias/ours", TargetKeyId=key.create_key()["KeyMetadata"]["KeyId"])
    choices = ("--regions", "us-east-1", "--roles", "Admin", "--key-alias", "alias/ours")
    found.says("install", "--profile", "root", *choices, "--yes")
    iam = embedded_aws.session(hub).client("iam")
    trust = {"Effect": "Allow", "Principal": {"AWS": hub}, "Action": "sts:AssumeRole"}
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=json.dumps({"Statement": [trust]}))
    iam.put_role_policy(RoleName=ROLE, PolicyName="All", PolicyDocument=json.dumps({"Statement": [everything]}))
    found.add_role("doctor", "root", f"arn:aws:iam::{hub}:role/{ROLE}")
    return found


def test_each_call_denied_in_turn(line: Profiles, recorded: Recorded) -> None:
    doctor = ("doctor", "--profile", "doctor", "--json")
    first = line.run(*doctor)
    assert first.stdout, (first.output, repr(first.exception))
    whole = json.loads(first.stdout)["checks"]
    assert "unknown" not in {one["result"] for one in whole}, whole
    asked = recorded.operations - ALWAYS_ALLOWED
    assert {
        "DescribeOrganization",
        "DescribeHub",
        "DescribeKey",
        "SimulatePrincipalPolicy",
        "ListObjectVersions",
    } <= asked
    wrong = {}
    for recorded.denied in sorted(asked):
        result = line.run(*doctor)
        checks = json.loads(result.stdout)["checks"] if result.stdout else []
        unknown = [one["name"] for one in checks if one["result"] == "unknown"]
        names = [one["name"] for one in checks]
        complete = {one["name"] for one in whole} <= set(names)
        if result.exit_code != 1 or not unknown or not complete:
            wrong[recorded.denied] = (result.exit_code, unknown, result.output[-300:], repr(result.exception))
    assert wrong == {}
