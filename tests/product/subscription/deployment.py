"""Deploy a subscription on the embedded AWS and ask it which events it takes."""

from __future__ import annotations

import functools
import itertools
import json
import time
from dataclasses import dataclass, field
from typing import Any

from common.choices.words import Launch
from common.names import FINDING_RULE
from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from product.subscription.form.groups import questions
from product.subscription.options import SubscriptionOptions
from product.subscription.pattern.formats import Format
from product.subscription.template import subscription_template

ADDRESS = {"EmailAddresses": "owner@example.com"}
DEFAULTS = {
    one.name: one.default or ""
    for one in questions(SubscriptionOptions(artifact_bucket="", formatter_key="", version="", account_filter=True))
}
"""What the form's questions are answered with where an owner changes nothing."""

_NUMBERS = itertools.count()


def options(**changes: Any) -> SubscriptionOptions:
    """Return options for a stack that no launch role makes."""
    known = {"artifact_bucket": "", "formatter_key": "formatter.zip", "version": "1.0.0", "launch": Launch.CALLER}
    return SubscriptionOptions(**(known | changes))


@dataclass
class Account:
    """A workload account with a bucket that holds what a stack is made of."""

    aws: EmbeddedAws
    id: str = field(default_factory=new_account_id)

    def __post_init__(self) -> None:
        self.session = self.aws.session(self.id)
        self.client = functools.cache(self.session.client)
        self.template_url = functools.cache(self._template_url)
        self.bucket = f"artifacts-{self.id}"
        self.client("s3").create_bucket(Bucket=self.bucket)
        self.client("s3").put_object(Bucket=self.bucket, Key="formatter.zip", Body=_EMPTY_ZIP)

    def deploy(self, answers: dict[str, str], name: str = "", **changes: Any) -> Deployed:
        """Create the stack, or update it when the name is one of a stack that is there."""
        cloudformation = self.client("cloudformation")
        call = cloudformation.update_stack if name else cloudformation.create_stack
        name = name or f"SC-{self.id}-pp-{next(_NUMBERS)}"
        call(
            StackName=name,
            TemplateURL=self.template_url(**changes),
            Capabilities=["CAPABILITY_NAMED_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in answers.items()],
        )
        return Deployed(self, name, self._wait(name))

    def _template_url(self, **changes: Any) -> str:
        template = subscription_template(options(artifact_bucket=self.bucket, **changes)).to_json()
        key = f"template-{next(_NUMBERS)}.json"
        self.client("s3").put_object(Bucket=self.bucket, Key=key, Body=template.encode())
        return f"{self.aws.endpoint_url}/{self.bucket}/{key}"

    def _wait(self, name: str) -> dict[str, Any]:
        while True:
            stack: dict[str, Any] = self.client("cloudformation").describe_stacks(StackName=name)["Stacks"][0]
            if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                return stack
            time.sleep(0.02)


@dataclass
class Deployed:
    """A subscription's stack."""

    account: Account
    name: str
    stack: dict[str, Any]

    def __post_init__(self) -> None:
        self.pattern = functools.cache(self._pattern)

    @property
    def outputs(self) -> dict[str, str]:
        return {output["OutputKey"]: output["OutputValue"] for output in self.stack["Outputs"]}

    def client(self, service: str) -> Any:
        return self.account.client(service)

    def takes(self, finding: dict[str, Any], form: Format, rule: str = FINDING_RULE) -> bool:
        """Tell whether the deployed rule matches the event that carries this finding."""
        event = json.dumps(event_with(finding, form))
        return bool(self.client("events").test_event_pattern(EventPattern=self.pattern(rule), Event=event)["Result"])

    def _pattern(self, rule: str) -> str:
        resource = self.client("cloudformation").describe_stack_resource(StackName=self.name, LogicalResourceId=rule)
        physical = resource["StackResourceDetail"]["PhysicalResourceId"]
        found: str = self.client("events").describe_rule(Name=physical.rpartition("/")[2])["EventPattern"]
        return found

    def resources(self) -> dict[str, str]:
        found = self.client("cloudformation").describe_stack_resources(StackName=self.name)["StackResources"]
        return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in found}

    def addresses(self, topic: str = "TopicArn") -> dict[str, str]:
        listed = self.client("sns").list_subscriptions_by_topic(TopicArn=self.outputs[topic])["Subscriptions"]
        return {one["Endpoint"]: one["SubscriptionArn"] for one in listed}


def event_with(finding: dict[str, Any], form: Format) -> dict[str, Any]:
    return {
        "version": "0",
        "id": "8e5622f9-d81c-4d81-612a-9319e7ee2506",
        "source": "aws.securityhub",
        "detail-type": form.detail_type,
        "account": "111122223333",
        "time": "2026-10-26T06:31:02Z",
        "region": "us-east-1",
        "resources": [],
        "detail": {"findings": [finding]},
    }


_EMPTY_ZIP = b"PK\x05\x06" + b"\x00" * 18
