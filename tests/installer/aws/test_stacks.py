"""Stacks are deployed by change sets; what is told about them concerns this operation, and nobody else's work is touched."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from embedded_aws.organization import new_account_id
from embedded_aws.process import EmbeddedAws
from installer.aws.stack_state import Change
from installer.aws.stacks import StackDeployer
from installer.errors import UserError

STACK = "AWS::CloudFormation::Stack"


def template(**buckets: str) -> str:
    resources = {
        name: {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": bucket}} for name, bucket in buckets.items()
    }
    topic = {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": "here"}}
    return json.dumps({"Resources": {"Topic": topic, **resources}})


@pytest.fixture
def client(embedded_aws: EmbeddedAws) -> Any:
    return embedded_aws.session(new_account_id()).client("cloudformation")


@pytest.fixture
def taken(embedded_aws: EmbeddedAws) -> tuple[str, str]:
    """Names of buckets that somebody else has."""
    account = new_account_id()
    s3 = embedded_aws.session(account).client("s3")
    names = f"first-{account}", f"second-{account}"
    for name in names:
        s3.create_bucket(Bucket=name)
    return names


def test_the_reason_is_that_of_the_latest_operation(embedded_aws: EmbeddedAws) -> None:
    session = embedded_aws.session(new_account_id())
    stacks = StackDeployer(session.client("cloudformation"))
    stacks.deploy("one", template(), {}, {})
    for name in ("First", "Second"):
        role = {"RoleName": name, "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}}
        taken = role | {"AssumeRolePolicyDocument": json.dumps(role["AssumeRolePolicyDocument"])}
        session.client("iam").create_role(**taken)
        body = json.loads(template())
        body["Resources"][name] = {"Type": "AWS::IAM::Role", "Properties": role}
        with pytest.raises(UserError, match=rf"UPDATE_ROLLBACK_COMPLETE: {name} \(AWS::IAM::Role\): .*already exists"):
            stacks.deploy("one", json.dumps(body), {}, {})


def test_progress_repeats_nothing_of_earlier_operations(client: Any) -> None:
    StackDeployer(client).deploy("one", template(), {}, {})
    told: list[str] = []
    StackDeployer(client, told.append).deploy("one", template(Mine=f"mine-{new_account_id()}"), {}, {})
    assert told[-1] == "one UPDATE_COMPLETE"
    assert "one CREATE_COMPLETE" not in told


def test_what_could_not_be_deleted_is_named_with_its_stack_and_the_reason(embedded_aws: EmbeddedAws) -> None:
    session = embedded_aws.session(new_account_id())
    stacks = StackDeployer(session.client("cloudformation"))
    bucket = f"full-{new_account_id()}"
    stacks.deploy("one", template(Full=bucket), {}, {})
    session.client("s3").put_object(Bucket=bucket, Key="object", Body=b"text")
    with pytest.raises(UserError, match=r"^Stack one ended in DELETE_FAILED: Full \(AWS::S3::Bucket\): .*not empty"):
        stacks.delete("one")


def test_a_stack_that_failed_is_planned_anew(client: Any, taken: tuple[str, str]) -> None:
    stacks = StackDeployer(client)
    with pytest.raises(UserError, match="First"):
        stacks.deploy("one", template(First=taken[0]), {}, {})
    planned = stacks.plan("one", template(), {}, {})
    assert planned == (Change("Remove", "one", STACK), Change("Add", "Topic", "AWS::SNS::Topic"))
    assert stacks.status("one") == "ROLLBACK_COMPLETE"


class Busy:
    """A CloudFormation in which somebody else does something between our calls."""

    def __init__(self, *statuses: str, refuses: str = "", because: str = "") -> None:
        self.statuses = list(statuses)
        self.refuses = refuses
        self.because = because
        self.asked: list[str] = []
        self.deleted: list[str] = []

    def describe_stacks(self, StackName: str) -> Mapping[str, Any]:  # noqa: N803  # boto3's name
        self.asked.append(StackName)
        status = self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        stack = {"StackName": StackName, "StackId": f"id-of-{StackName}", "StackStatus": status}
        return {"Stacks": [stack] if status else []}

    def create_change_set(self, **_: Any) -> None: ...

    def describe_change_set(self, **_: Any) -> Mapping[str, Any]:
        return {"Status": "CREATE_COMPLETE", "Changes": []}

    def delete_change_set(self, **_: Any) -> None: ...

    def get_paginator(self, _: str) -> Any:
        return self

    def paginate(self, **_: Any) -> list[Mapping[str, Any]]:
        return [{"Changes": []}]

    def execute_change_set(self, **_: Any) -> None:
        raise ClientError({"Error": {"Code": self.refuses, "Message": self.because}}, "ExecuteChangeSet")

    def delete_stack(self, StackName: str) -> None:  # noqa: N803  # likewise
        self.deleted.append(StackName)


IN_REVIEW = ("", "REVIEW_IN_PROGRESS")
"""What a plan of a new stack meets: before its change set, and after."""


def test_a_plan_forgets_the_empty_stack_that_it_made_and_waits_until_it_is_gone() -> None:
    client = Busy(*IN_REVIEW, "DELETE_IN_PROGRESS", "DELETE_IN_PROGRESS", "DELETE_COMPLETE")
    waited: list[float] = []
    assert StackDeployer(client, sleep=waited.append).plan("one", "{}", {}, {}) == ()
    assert client.deleted == ["id-of-one"]
    assert client.statuses == ["DELETE_COMPLETE"]
    assert client.asked[-3:] == ["id-of-one"] * 3
    assert len(waited) == 2


def test_a_plan_does_not_wait_for_ever() -> None:
    waited: list[float] = []
    StackDeployer(Busy(*IN_REVIEW, "DELETE_IN_PROGRESS"), sleep=waited.append).plan("one", "{}", {}, {})
    assert sum(waited) == 60


def test_a_plan_leaves_a_stack_that_somebody_begins_meanwhile() -> None:
    client = Busy("", "CREATE_IN_PROGRESS")
    StackDeployer(client).plan("one", "{}", {}, {})
    assert client.deleted == []


def test_a_plan_leaves_an_empty_stack_that_somebody_else_has_made() -> None:
    client = Busy("REVIEW_IN_PROGRESS")
    StackDeployer(client).plan("one", "{}", {}, {})
    assert client.deleted == []


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "InvalidChangeSetStatus",
            "ChangeSet [install-1] cannot be executed in its current execution status of [OBSOLETE]",
        ),
        ("ChangeSetNotFound", "ChangeSet [install-1] does not exist"),
        ("AlreadyExistsException", "Stack [one] already exists"),
        ("ValidationError", "Stack:arn is in UPDATE_IN_PROGRESS state and can not be updated."),
        ("ValidationError", "Stack [one] does not exist"),
    ],
)
def test_the_slower_of_two_deployments_says_so(code: str, message: str) -> None:
    client = Busy("UPDATE_COMPLETE", refuses=code, because=message)
    with pytest.raises(UserError, match="Stack one was changed meanwhile: another deployment is at work; run the same"):
        StackDeployer(client).deploy("one", "{}", {}, {})


class Protected(Busy):
    """A CloudFormation in which somebody fills and protects the empty stack just before we forget it."""

    def delete_stack(self, StackName: str) -> None:  # noqa: N803  # boto3's name
        message = f"Stack [{StackName}] cannot be deleted while TerminationProtection is enabled"
        raise ClientError({"Error": {"Code": "ValidationError", "Message": message}}, "DeleteStack")


def test_a_plan_says_so_where_somebody_fills_its_empty_stack() -> None:
    with pytest.raises(UserError, match="Stack one was changed meanwhile"):
        StackDeployer(Protected(*IN_REVIEW)).plan("one", "{}", {}, {})


def test_another_refusal_is_no_race() -> None:
    client = Busy("UPDATE_COMPLETE", refuses="ValidationError", because="Template format error.")
    with pytest.raises(ClientError):
        StackDeployer(client).deploy("one", "{}", {}, {})


@pytest.mark.parametrize("work", ["plan", "deploy", "delete"])
def test_nothing_is_done_while_somebody_else_is_at_work(work: str) -> None:
    client = Busy("UPDATE_IN_PROGRESS")
    stacks = StackDeployer(client)
    arguments: tuple[Any, ...] = ("one",) if work == "delete" else ("one", "{}", {}, {})
    with pytest.raises(UserError, match="another deployment is at work; run the same command when it is done"):
        getattr(stacks, work)(*arguments)
    assert client.deleted == []


class Stuck(Busy):
    """A CloudFormation whose stack could not be taken back, and cannot be without leaving one resource out."""

    def __init__(self, *statuses: str) -> None:
        super().__init__(*statuses)
        self.skipped: list[list[str]] = []

    def continue_update_rollback(self, StackName: str, ResourcesToSkip: Sequence[str] = ()) -> None:  # noqa: N803  # likewise
        assert StackName == "one"
        self.skipped.append(list(ResourcesToSkip))

    def get_paginator(self, name: str) -> Any:
        self.asked.append(name)
        return self

    def paginate(self, **_: Any) -> list[Mapping[str, Any]]:
        if self.asked[-1] == "list_stack_resources":
            failed = {"LogicalResourceId": "Lost", "ResourceStatus": "UPDATE_FAILED"}
            return [
                {"StackResourceSummaries": [failed, {"LogicalResourceId": "Well", "ResourceStatus": "UPDATE_COMPLETE"}]}
            ]
        return [{"StackEvents": [], "Changes": [], "OperationEvents": []}]

    def execute_change_set(self, **_: Any) -> None:
        self.statuses = ["UPDATE_COMPLETE"]


@pytest.mark.parametrize(
    ("after", "skipped"),
    [
        (("UPDATE_ROLLBACK_COMPLETE",), [[]]),
        (("UPDATE_ROLLBACK_FAILED", "UPDATE_ROLLBACK_COMPLETE"), [[], ["Lost"]]),
    ],
)
def test_a_stuck_stack_is_finished_first(after: tuple[str, ...], skipped: list[list[str]]) -> None:
    client = Stuck("UPDATE_ROLLBACK_FAILED", *after)
    told: list[str] = []
    assert StackDeployer(client, told.append).deploy("one", "{}", {}, {})
    assert client.skipped == skipped
    assert told[0] == "one is in UPDATE_ROLLBACK_FAILED from an earlier try: finishing that first"


def test_what_cannot_be_deleted_is_left_where_that_is_wanted(embedded_aws: EmbeddedAws) -> None:
    session = embedded_aws.session(new_account_id())
    told: list[str] = []
    stacks = StackDeployer(session.client("cloudformation"), told.append)
    bucket = f"full-{new_account_id()}"
    stacks.deploy("one", template(Full=bucket), {}, {})
    session.client("s3").put_object(Bucket=bucket, Key="object", Body=b"text")
    assert stacks.delete("one", keeping=True)
    assert stacks.status("one") is None
    assert any(line.startswith(f"Full (AWS::S3::Bucket, {bucket}) could not be deleted and is left") for line in told)
    assert [one["Name"] for one in session.client("s3").list_buckets()["Buckets"]] == [bucket]


def test_a_protected_stack_is_deleted_all_the_same(client: Any) -> None:
    stacks = StackDeployer(client)
    stacks.deploy("one", template(), {}, {})
    assert stacks.protect(stacks.state("one"))
    assert not stacks.protect(stacks.state("one"))
    assert stacks.state("one").is_protected
    assert stacks.delete("one")
    assert stacks.state("one").status == ""


EARLY = (
    "The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation "
    "errors, use the DescribeEvents API for detailed failure information."
)
EXISTS = "Resource of type 'AWS::S3::Bucket' with identifier 'here' already exists."


class Validating(Busy):
    """A CloudFormation that refuses a change set before anything is made, which the embedded AWS does not."""

    def __init__(self, *events: Mapping[str, Any], denied: bool = False) -> None:
        super().__init__(*IN_REVIEW, "DELETE_COMPLETE")
        self.events = list(events)
        self.denied = denied
        self.calls: list[str] = []

    def describe_change_set(self, **_: Any) -> Mapping[str, Any]:
        return {"Status": "FAILED", "StatusReason": EARLY, "ChangeSetId": "arn:aws:cloudformation:::changeSet/one"}

    def delete_change_set(self, **_: Any) -> None:
        self.calls.append("delete_change_set")

    def get_paginator(self, name: str) -> Any:
        self.calls.append(name)
        return self

    def paginate(self, **asked: Any) -> list[Mapping[str, Any]]:
        if self.denied:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "No."}}, "DescribeEvents")
        assert asked == {
            "ChangeSetName": "arn:aws:cloudformation:::changeSet/one",
            "Filters": {"FailedEvents": True},
        }
        return [{"OperationEvents": self.events}]


def validation_error(resource: str, reason: str, mode: str = "FAIL") -> Mapping[str, Any]:
    return {
        "EventType": "VALIDATION_ERROR",
        "LogicalResourceId": resource,
        "ValidationStatusReason": reason,
        "ValidationFailureMode": mode,
    }


@pytest.mark.parametrize("work", ["plan", "deploy"])
def test_what_early_validation_found_is_said(work: str) -> None:
    ended = {"EventType": "STACK_EVENT", "OperationStatus": "FAILED"}
    hook = {"EventType": "HOOK_INVOCATION_ERROR", "LogicalResourceId": "Two", "HookStatusReason": "Not here."}
    empty = validation_error("Three", "The bucket is not empty.", "WARN")
    client = Validating(ended, validation_error("One", EXISTS), validation_error("One", EXISTS), hook, empty)
    with pytest.raises(UserError) as refused:
        getattr(StackDeployer(client), work)("one", "{}", {}, {})
    assert str(refused.value) == f"Stack one cannot be changed: One: {EXISTS}; Two: Not here."
    assert client.calls == ["describe_events", "delete_change_set"]
    assert client.deleted == ["id-of-one"]


def test_who_may_not_ask_for_events_gets_the_change_sets_own_reason() -> None:
    client = Validating(denied=True)
    with pytest.raises(UserError, match="Stack one cannot be changed: The following hook"):
        StackDeployer(client).plan("one", "{}", {}, {})
    assert client.deleted == ["id-of-one"]


class Kept(Busy):
    """A CloudFormation that keeps a stack, and tells why of the stack alone."""

    def describe_stacks(self, StackName: str) -> Mapping[str, Any]:  # noqa: N803  # boto3's name
        (stack,) = super().describe_stacks(StackName)["Stacks"]
        return {"Stacks": [{**stack, "StackStatusReason": "It is kept for now."}]}

    def get_paginator(self, name: str) -> Any:
        self.asked.append(name)
        return self

    def paginate(self, **_: Any) -> list[Mapping[str, Any]]:
        if self.asked[-1] == "describe_events":
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "No."}}, "DescribeEvents")
        return [{"StackEvents": []}]


def test_who_may_not_ask_for_events_gets_the_stacks_own_reason() -> None:
    with pytest.raises(UserError, match=r"ended in UPDATE_ROLLBACK_COMPLETE: It is kept for now\.$"):
        StackDeployer(Kept("UPDATE_ROLLBACK_COMPLETE")).delete("one")


class Slow(Busy):
    """A CloudFormation that is still at work when we stop waiting."""

    def execute_change_set(self, **_: Any) -> None: ...

    def paginate(self, **_: Any) -> list[Mapping[str, Any]]:
        return [{"StackEvents": []}]


@pytest.mark.parametrize(
    ("work", "statuses", "last"),
    [
        ("deploy", ("UPDATE_COMPLETE", "UPDATE_IN_PROGRESS"), "UPDATE_IN_PROGRESS"),
        ("delete", ("UPDATE_COMPLETE", "DELETE_IN_PROGRESS"), "DELETE_IN_PROGRESS"),
    ],
)
def test_what_takes_longer_than_we_wait_has_not_failed(work: str, statuses: tuple[str, ...], last: str) -> None:
    waited: list[float] = []
    arguments: tuple[Any, ...] = ("one",) if work == "delete" else ("one", "{}", {}, {})
    with pytest.raises(UserError) as late:
        getattr(StackDeployer(Slow(*statuses), sleep=waited.append), work)(*arguments)
    assert f"is still in {last} after 30 minutes: AWS is still at work on it; run the same command when" in str(
        late.value
    )
    assert sum(waited) == 30 * 60
