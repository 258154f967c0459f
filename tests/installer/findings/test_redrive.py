"""Dead letters become emails after all, whether a formatter writes them or not, and however late the queue answers."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from common.choices.words import Formatting
from embedded_aws.process import EmbeddedAws
from formatter.settings import SWEEP_INPUT
from harness.command_line import CommandLine
from installer.findings.redrive import Redriven, empty, event_of, redrive, redrive_one
from installer.formatter_zip.build import build_formatter_zip
from tests.embedded_aws.waiting import until
from tests.installer.calls import Calls
from tests.product.subscription.deployment import ADDRESS, Account, Deployed

EVENT: dict[str, Any] = {
    "detail-type": "Security Hub Findings - Imported",
    "detail": {"findings": [{"Id": "dead-1", "Title": "Title of dead-1.", "Severity": {"Label": "HIGH"}}]},
}
LETTERS = {
    "from EventBridge": EVENT,
    "from Lambda": {"version": "1.0", "requestContext": {"condition": "RetriesExhausted"}, "requestPayload": EVENT},
}


@pytest.mark.parametrize("letter", LETTERS.values(), ids=LETTERS)
def test_both_kinds_of_letters_hold_the_event(letter: dict[str, Any]) -> None:
    assert event_of(json.dumps(letter)) == EVENT


@pytest.mark.parametrize("body", ["no JSON", '["a list"]'])
def test_what_is_no_event_is_told_too(body: str) -> None:
    assert event_of(body)["detail"] == {"text": body}


def test_redrive(embedded_aws: EmbeddedAws) -> None:
    account = Account(embedded_aws)
    account.session.client("s3").put_object(Bucket=account.bucket, Key="formatter.zip", Body=build_formatter_zip({}))
    deployed = account.deploy(ADDRESS)
    queue = deployed.outputs["DeadLetterQueueUrl"]
    for number, letter in enumerate(LETTERS.values()):
        body = json.dumps(letter).replace("dead-1", f"dead-{number}")
        deployed.client("sqs").send_message(QueueUrl=queue, MessageBody=body)
    (done,) = redrive(account.session, wait_seconds=0)
    assert (done.stack, done.events, done.left) == (deployed.name, 2, 0)
    for _ in range(200):
        mailed = "".join(email.body for email in embedded_aws.mailbox() if account.id in email.subscription)
        if "Title of dead-0." in mailed and "Title of dead-1." in mailed:
            break
        time.sleep(0.05)
    assert "Title of dead-0." in mailed
    assert "Title of dead-1." in mailed
    assert redrive(account.session, wait_seconds=0)[0].events == 0


def test_a_subscription_without_a_formatter_is_mailed_its_letters(embedded_aws: EmbeddedAws, tmp_path: Path) -> None:
    account = Account(embedded_aws)
    answers = {**ADDRESS, "MinimumSeverity": "Medium"}
    deployed = account.deploy(answers, formatting=Formatting.EVENTBRIDGE)
    deployed.client("sqs").send_message(QueueUrl=deployed.outputs["DeadLetterQueueUrl"], MessageBody=json.dumps(EVENT))
    said = CommandLine(embedded_aws, tmp_path).succeeds(account.id, "redrive")
    assert said == f"{deployed.name}: 1 handed over\n"
    (email,) = (
        one for one in embedded_aws.mailbox() if account.id in one.subscription and "Title of dead-1." in one.body
    )
    assert email.subject.startswith("[HIGH]")
    assert f"subscription ({deployed.name}) to findings of severity MEDIUM and above" in " ".join(email.body.split())


def test_a_subscription_with_a_problem_does_not_keep_it_from_the_others(
    embedded_aws: EmbeddedAws, tmp_path: Path
) -> None:
    account = Account(embedded_aws)
    account.session.client("s3").put_object(Bucket=account.bucket, Key="formatter.zip", Body=build_formatter_zip({}))
    no_topic, no_function, well = (
        account.deploy(ADDRESS, formatting=formatting)
        for formatting in (Formatting.EVENTBRIDGE, Formatting.LAMBDA, Formatting.EVENTBRIDGE)
    )
    for deployed in (no_topic, no_function, well):
        deployed.client("sqs").send_message(
            QueueUrl=deployed.outputs["DeadLetterQueueUrl"], MessageBody=json.dumps(EVENT)
        )
    account.session.client("sns").delete_topic(TopicArn=no_topic.outputs["TopicArn"])
    account.session.client("lambda").delete_function(FunctionName=no_function.outputs["FunctionName"])
    said = CommandLine(embedded_aws, tmp_path).refuses(account.id, "redrive")
    assert f"{well.name}: 1 handed over\n" in said
    assert f"{no_topic.name}: 0 handed over; about 1 are still there" in said
    assert f"{no_function.name}: 0 handed over; about 1 are still there" in said
    _, _, problems = said.partition("Error: ")
    assert f"{no_topic.name}: the topic took no email, and the finding stays in the queue: " in problems
    assert f"{no_function.name}: Invoke failed (ResourceNotFoundException): " in problems
    assert well.name not in problems


def test_what_was_handed_over_before_a_problem_is_counted() -> None:
    queue = LateQueue(empty_answers=0, letters=3)
    answers = iter([True, True])

    def take(_: dict[str, Any]) -> bool:
        if (answer := next(answers, None)) is None:
            raise ClientError({"Error": {"Code": "AccessDenied", "Message": "No."}}, "Invoke")
        return answer

    taken, left, problem = empty(queue, "https://queue", take, 5)
    assert (taken, left) == (2, 1)
    assert problem.startswith("You may not call Invoke: No.")


def test_a_letter_that_fails_again_is_left_for_the_next_time(embedded_aws: EmbeddedAws) -> None:
    sqs = Account(embedded_aws).session.client("sqs")
    queue = sqs.create_queue(QueueName="dead")["QueueUrl"]
    sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(EVENT))
    handed_over: list[dict[str, Any]] = []

    def fail_again(event: dict[str, Any]) -> bool:
        handed_over.append(event)
        assert len(handed_over) <= 2, "taken again and again"
        time.sleep(0.01)
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps(event))
        sqs.send_message(QueueUrl=queue, MessageBody=json.dumps({**event, "id": "another that came meanwhile"}))
        return True

    assert empty(sqs, queue, fail_again, 0) == (1, 2, "")
    assert handed_over == [EVENT]


class LateQueue:
    """A queue that answers with nothing although it counts a letter, as one of many servers may.

    https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
    """

    def __init__(self, empty_answers: int, letters: int = 1) -> None:
        self.empty_answers = empty_answers
        self.letters = [
            {"Body": json.dumps(EVENT), "ReceiptHandle": str(number), "Attributes": {"SentTimestamp": "0"}}
            for number in range(letters)
        ]
        self.waited: list[int] = []

    def receive_message(self, **arguments: Any) -> Mapping[str, Any]:
        self.waited.append(arguments["WaitTimeSeconds"])
        self.empty_answers -= 1
        return {"Messages": list(self.letters)} if self.letters and self.empty_answers < 0 else {}

    def get_queue_attributes(self, **_: Any) -> Mapping[str, Any]:
        count = str(len(self.letters))
        return {"Attributes": {"ApproximateNumberOfMessages": count, "ApproximateNumberOfMessagesNotVisible": "0"}}

    def delete_message(self, **_: Any) -> None:
        self.letters.pop(0)


@pytest.mark.parametrize(("empty_answers", "taken", "left"), [(0, 1, 0), (3, 1, 0), (100, 0, 1)])
def test_an_empty_answer_is_no_empty_queue(empty_answers: int, taken: int, left: int) -> None:
    queue = LateQueue(empty_answers)
    assert empty(queue, "https://queue", lambda _: True, 5) == (taken, left, "")
    assert set(queue.waited) == {5}


class Stopped(LateQueue):
    """A queue of four letters, with a formatter, that is stopped by Ctrl-C before one of the calls to either."""

    def __init__(self, point: int) -> None:
        super().__init__(empty_answers=0, letters=4)
        for number, letter in enumerate(self.letters):
            letter["Body"] = f"letter {number}"
        self.taken: list[str] = []
        self._left = point

    def receive_message(self, **arguments: Any) -> Mapping[str, Any]:
        self._call()
        return super().receive_message(**arguments)

    def get_queue_attributes(self, **arguments: Any) -> Mapping[str, Any]:
        self._call()
        return super().get_queue_attributes(**arguments)

    def delete_message(self, **arguments: Any) -> None:
        self._call()
        super().delete_message(**arguments)

    def take(self, event: dict[str, Any]) -> bool:
        self._call()
        self.taken.append(event["detail"]["text"])
        return True

    def _call(self) -> None:
        self._left -= 1
        if self._left == 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("point", range(1, 13))
def test_stopped_at_any_call_it_goes_on_and_no_letter_is_lost(point: int) -> None:
    """Who is stopped between both hands a letter over twice, as everything is delivered that is delivered at least once."""
    queue = Stopped(point)
    with pytest.raises(KeyboardInterrupt):
        empty(queue, "https://queue", queue.take, 5)  # type: ignore[arg-type]  # as much of a client as it takes
    assert empty(queue, "https://queue", queue.take, 5)[1:] == (0, "")  # type: ignore[arg-type]  # likewise
    assert set(queue.taken) == {"letter 0", "letter 1", "letter 2", "letter 3"}
    assert len(queue.taken) <= 5
    assert queue.letters == []


RACES = [
    (one, call) for one in ("before", "after") for call in ("GetQueueAttributes", "ReceiveMessage", "DeleteMessage")
]


@pytest.fixture(scope="module")
def without_formatter(embedded_aws: EmbeddedAws) -> Deployed:
    """One subscription for all races; each sends findings of its own and leaves the queue empty."""
    return Account(embedded_aws).deploy(ADDRESS, formatting=Formatting.EVENTBRIDGE)


@pytest.fixture(scope="module")
def with_formatter(embedded_aws: EmbeddedAws) -> Account:
    """An account with the formatter's zip, for a subscription each."""
    account = Account(embedded_aws)
    account.client("s3").put_object(Bucket=account.bucket, Key="formatter.zip", Body=build_formatter_zip({}))
    return account


def send_three(deployed: Deployed, prefix: str) -> set[str]:
    """Send letters to a subscription's queue; returns the titles of their findings."""
    titles = {f"Title of {prefix}-{number}." for number in range(3)}
    for title in titles:
        body = json.dumps(EVENT).replace("dead-1", title.split()[-1].rstrip("."))
        deployed.client("sqs").send_message(QueueUrl=deployed.outputs["DeadLetterQueueUrl"], MessageBody=body)
    return titles


def told(aws: EmbeddedAws, deployed: Deployed, titles: set[str]) -> list[str]:
    """Return the titles that a subscription's emails tell of, as often as they do."""
    topic = deployed.outputs["TopicArn"]
    bodies = [email.body for email in aws.mailbox() if email.subscription.startswith(f"{topic}:")]
    return sorted(title for title in titles for body in bodies if title in body)


@pytest.mark.parametrize(("moment", "operation"), RACES)
def test_two_redrives_at_once_tell_each_finding_once(
    embedded_aws: EmbeddedAws,
    without_formatter: Deployed,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    operation: str,
) -> None:
    """Without a formatter nothing remembers what was told: a letter taken twice would be mailed twice."""
    calls = Calls(monkeypatch)
    deployed, session = without_formatter, embedded_aws.session(without_formatter.account.id)
    titles = send_three(deployed, f"two-{moment}-{operation}")
    others: list[Redriven] = []

    def meanwhile(name: str) -> None:
        if name == operation and not others:
            calls.let_go()
            others.append(redrive_one(session, deployed.name, wait_seconds=0))

    setattr(calls, moment, meanwhile)
    done = redrive_one(session, deployed.name, wait_seconds=0)
    assert (done.problem, others[0].problem) == ("", "")
    assert done.events + others[0].events == len(titles)
    assert told(embedded_aws, deployed, titles) == sorted(titles)


@pytest.mark.parametrize(("moment", "operation"), [*RACES, ("before", "Invoke"), ("after", "Invoke")])
def test_a_redrive_and_a_sweep_at_once_tell_each_finding_once(
    embedded_aws: EmbeddedAws,
    with_formatter: Account,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
    operation: str,
) -> None:
    calls = Calls(monkeypatch)
    deployed, session = with_formatter.deploy(ADDRESS), embedded_aws.session(with_formatter.id)
    titles = send_three(deployed, "swept")
    swept: list[str] = []

    def sweep(name: str) -> None:
        if name == operation and not swept:
            swept.append(name)
            calls.let_go()
            answer = deployed.client("lambda").invoke(
                FunctionName=deployed.outputs["FunctionName"], Payload=json.dumps(dict(SWEEP_INPUT))
            )
            assert "FunctionError" not in answer, answer["Payload"].read()

    setattr(calls, moment, sweep)
    assert redrive_one(session, deployed.name, wait_seconds=0).problem == ""
    assert swept
    until(lambda: set(told(embedded_aws, deployed, titles)) == titles)
    assert told(embedded_aws, deployed, titles) == sorted(titles)
