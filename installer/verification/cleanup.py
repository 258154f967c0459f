"""Take away what the steps made, the newest first, and nothing else: by names and marks of the run's own.

Ctrl-C does not stop it, since what is half gone is harder to find than what is there.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable, Iterator, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from installer.aws.sentences import sentence
from installer.errors import UserError
from installer.verification import own_product, samples
from installer.verification.catalog import PROVISIONED, Catalog
from installer.verification.gone import gone_already
from installer.verification.ledger import own_name
from installer.verification.stage import Stage
from installer.verification.topic_queue import QUEUE, TOPIC_SUBSCRIPTION
from installer.verification.who import Who

STACK = "stack"
"""A stack under review, which a change set makes."""

STILL_CLEANING = "Still taking away what verify made; this may take some minutes."

_GONE = ("NotFound", "AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")

Undo = Callable[[Stage, Who, Mapping[str, str]], None]


def clean_up(stage: Stage) -> list[str]:
    """Take away all that the ledger names; returns what could not be taken away, one sentence each."""
    left = []
    with _undisturbed(stage.report):
        for made in reversed(list(stage.ledger.made)):
            name = made.named.get("name") or made.named.get("id") or made.named.get("endpoint", "")
            stage.report(f"taking away the {made.kind} {name}")
            try:
                _UNDO[made.kind](stage, made.who, made.named)
            except (ClientError, BotoCoreError) as error:
                left.append(f"The {made.kind} {name} is left: {sentence(error)}")
            except (UserError, KeyError) as error:
                left.append(f"The {made.kind} {name} is left: {error}")
            else:
                stage.ledger.forget(made)
    return left


@contextlib.contextmanager
def _undisturbed(report: Callable[[str], None]) -> Iterator[None]:
    """Say that it goes on where somebody presses Ctrl-C."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: report(STILL_CLEANING))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _end_trial(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    if reason := Catalog(stage, who).end(own_name(named["name"])):
        raise UserError(reason)


def _delete_queue(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    sqs = stage.sessions[who].client("sqs")
    with gone_already(_GONE):
        sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=own_name(named["name"]))["QueueUrl"])


def _unsubscribe(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    sns = stage.sessions[who].client("sns")
    with gone_already(_GONE):
        pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=named["topic"])
        listed = [one for page in pages for one in page["Subscriptions"]]
        for one in listed:
            if one["Endpoint"] == named["endpoint"] and one["SubscriptionArn"].startswith("arn:"):
                sns.unsubscribe(SubscriptionArn=one["SubscriptionArn"])


def _delete_stack(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    stage.sessions[who].client("cloudformation").delete_stack(StackName=own_name(named["name"]))


def _archive(stage: Stage, who: Who, named: Mapping[str, str]) -> None:
    samples.archive(stage, who, own_name(named["id"]))


_UNDO: Mapping[str, Undo] = {
    PROVISIONED: _end_trial,
    QUEUE: _delete_queue,
    TOPIC_SUBSCRIPTION: _unsubscribe,
    STACK: _delete_stack,
    samples.FINDING: _archive,
    **own_product.UNDO,
}
