"""The Lambda function's entry: the only module that reads the environment and the clock."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from formatter.clients import make_clients
from formatter.delivery.deliver import UNDELIVERED, Deliverer, Outcome
from formatter.delivery.publisher import PublishError, SnsPublisher
from formatter.finding.reader import received_findings
from formatter.memory.old_dynamodb import DynamoDbMemory
from formatter.memory.old_memory import MemoryUnreachableError
from formatter.observe import Observer
from formatter.settings import CONFIGURATION_PATH, SWEEP_INPUT, Preferences, Variable

if TYPE_CHECKING:
    from formatter.delivery.sweep import Sweeper
    from formatter.delivery.watch import AddressWatch


class SweepFailedError(Exception):
    """Some email could not be sent; raised so that Lambda counts an error and the alarm tells of it."""


class _Subscription:
    """Everything that one environment of the function needs, made once."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._preferences = Preferences.read(environment, _configuration())
        dynamodb, sns = make_clients("dynamodb", "sns")
        self._memory = DynamoDbMemory(dynamodb, environment[Variable.TABLE_NAME.value])
        self._publisher = SnsPublisher(sns, environment[Variable.TOPIC_ARN.value])
        self.deliverer = Deliverer(self._memory, self._publisher, self._preferences, _now)
        self.observer = Observer()

    @cached_property
    def sweeper(self) -> Sweeper:
        """Return what sweeps; loaded with the first sweep, for which nobody waits."""
        from formatter.delivery.sweep import Sweeper  # noqa: PLC0415

        return Sweeper(self._memory, self._publisher, self._preferences, _now, time.sleep)

    @cached_property
    def watch(self) -> AddressWatch:
        """Return what watches over the addresses; likewise."""
        from formatter.delivery.watch import AddressWatch  # noqa: PLC0415

        return AddressWatch(self._memory, self._publisher, self._preferences, _now)


def handler(event: Mapping[str, Any], context: object) -> None:  # noqa: ARG001  # Lambda's signature
    """Deliver the findings of an EventBridge event, or sweep when the schedule says so."""
    subscription = _subscription()
    if event == SWEEP_INPUT:
        _sweep(subscription)
    else:
        _deliver(subscription, event)


def _deliver(subscription: _Subscription, event: Mapping[str, Any]) -> None:
    """Deliver every finding of the event; one that cannot be delivered now does not keep the others waiting."""
    outcomes: list[Outcome] = []
    undelivered: list[Exception] = []
    for received in received_findings(event):
        try:
            outcomes.append(subscription.deliverer.deliver(received))
        except UNDELIVERED as error:
            undelivered.append(error)
    subscription.observer.outcomes(outcomes)
    if undelivered:
        raise undelivered[0]


def _sweep(subscription: _Subscription) -> None:
    swept = subscription.sweeper.sweep()
    if swept is None:
        return
    subscription.observer.swept(swept)
    try:
        deaf = subscription.watch.check()
    except (PublishError, MemoryUnreachableError) as error:
        subscription.observer.failure("the addresses could not be checked", error)
    else:
        if deaf is not None:
            subscription.observer.deaf_addresses(deaf)
    if swept.failures:
        raise SweepFailedError("; ".join(swept.failures))


@lru_cache(maxsize=1)
def _subscription() -> _Subscription:
    return _Subscription(os.environ)


def _configuration() -> Mapping[str, Any]:
    """Return what the admin chose, from the zip; a checkout, which has none, runs with the defaults."""
    path = Path(__file__).parents[1] / CONFIGURATION_PATH
    found: Mapping[str, Any] = json.loads(path.read_bytes()) if path.is_file() else {}
    return found


def _now() -> datetime:
    return datetime.now(timezone.utc)
