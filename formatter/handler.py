"""The Lambda function's entry: the only module that reads the environment and the clock."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timezone
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formatter.clients import make_client
from formatter.delivery.subscription import EventFailedError, Subscription
from formatter.delivery.surroundings import Surroundings
from formatter.memory.dynamodb import DynamoDbMemory
from formatter.observe import Observer
from formatter.settings import CONFIGURATION_PATH, SWEEP_INPUT, Preferences, Variable

if TYPE_CHECKING:
    from formatter.delivery.redrive import Queue
    from formatter.delivery.security_hub import SecurityHub
    from formatter.delivery.sns_publisher import SnsPublisher

_SECURITY_HUB = "security-hub"
"""The source of a subscription that listens to the newer Security Hub only."""


class SweepFailedError(Exception):
    """Something could not be done; raised so that the sweep's event becomes a dead letter and the alarm tells of it."""


class _WhenUsed:
    """Stands for what not every event uses, and makes it then: a repeat asks the memory alone, only a sweep the others."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> object:
        return self._make()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._made, name)


def handler(event: Mapping[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    """Deliver the findings of an EventBridge event, or sweep when the schedule says so."""
    if event == SWEEP_INPUT:
        _sweep(*_made())
    else:
        _receive(*_made(), event)


def _receive(subscription: Subscription, observer: Observer, event: Mapping[str, Any]) -> None:
    delivered = subscription.receive(event)
    observer.outcomes(delivered.outcomes)
    for failure in delivered.failures:
        observer.failure(failure)
    if delivered.failures:
        raise EventFailedError(str(delivered.failures[0])) from delivered.failures[0]


def _sweep(subscription: Subscription, observer: Observer) -> None:
    swept = subscription.sweep()
    if swept is None:
        return
    observer.swept(swept)
    if swept.failures:
        raise SweepFailedError("; ".join(swept.failures))


@lru_cache(maxsize=1)
def _made() -> tuple[Subscription, Observer]:
    """Make everything that one environment of the function needs, once."""
    return Subscription(_surroundings(os.environ)), Observer()


def _surroundings(environment: Mapping[str, str]) -> Surroundings:
    preferences = Preferences.read(environment, _configuration())
    leads = environment.get(Variable.LEAD_TOPIC_ARN.value, "") if preferences.lead_addresses else ""
    return Surroundings(
        memory=DynamoDbMemory(make_client("dynamodb"), environment[Variable.TABLE_NAME.value]),
        topic=_WhenUsed(lambda: _topic(environment[Variable.TOPIC_ARN.value], leads, preferences.leads_among_owners)),
        hub=_WhenUsed(lambda: _hub(preferences.source)),
        queue=_WhenUsed(lambda: _queue(environment.get(Variable.QUEUE_URL.value, ""))),
        preferences=preferences,
        clock=_now,
        pause=time.sleep,
    )


def _topic(topic_arn: str, lead_topic_arn: str, on_both_lists: Collection[str]) -> SnsPublisher:
    from formatter.delivery.sns_publisher import SnsPublisher

    return SnsPublisher(make_client("sns"), topic_arn, lead_topic_arn, on_both_lists)


def _hub(source: str) -> SecurityHub:
    from formatter.delivery.security_hub import AwsSecurityHub

    return AwsSecurityHub(make_client("securityhub"), time.sleep, is_ocsf=source == _SECURITY_HUB)


def _queue(url: str) -> Queue:
    from formatter.delivery.redrive import SqsQueue

    return SqsQueue(make_client("sqs"), url)


def _configuration() -> Mapping[str, Any]:
    """Return what the admin chose, from the zip; a checkout, which has none, runs with the defaults."""
    path = Path(__file__).parents[1] / CONFIGURATION_PATH
    found: Mapping[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found


def _now() -> datetime:
    return datetime.now(timezone.utc)
