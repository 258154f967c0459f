"""Invoke functions asynchronously as AWS Lambda does: a queue, two more tries, then the failure destination.

MiniStack does so for its Invoke API, but hands EventBridge's events over once only, and starts a process for each of the
events that come at a time. In AWS both take the same queue, where events wait while the concurrency is used up.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html
"""

from __future__ import annotations

import contextvars
import json
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import eventbridge, lambda_svc

from embedded_aws.deviations import Deviation
from embedded_aws.server import deviations

_CONCURRENCY = 8
"""Few enough processes for a laptop."""

_RETRIES = 2

_pool = ThreadPoolExecutor(_CONCURRENCY)
_counting = threading.Condition()
_unfinished = 0


def install() -> None:
    """Send events of EventBridge and of the Invoke API through one queue."""
    dispatch = eventbridge._dispatch_to_lambda

    def dispatch_through_queue(arn: str, payload: str) -> None:
        function, config, _ = lambda_svc._get_func_record_for_ref(arn)
        if function and config:
            _invoke_later(lambda_svc._execution_record_for_config(function, config), json.loads(payload))
        else:
            dispatch(arn, payload)

    eventbridge._dispatch_to_lambda = dispatch_through_queue
    lambda_svc.invoke_async_with_retry = _invoke_asked


def wait_until_idle(seconds: float) -> None:
    """Return once every event was handled or went to its failure destination, or after so many seconds."""
    with _counting:
        _counting.wait_for(lambda: not _unfinished, seconds)


def page() -> bytes:
    """Return what functions are at, as JSON."""
    processes: dict[str, list[int]] = {}
    for worker in workers():
        processes.setdefault(worker.func_name, []).append(worker._proc.pid)
    return json.dumps({"unfinished": _unfinished, "processes": processes}).encode()


def workers() -> list[Any]:
    """Return MiniStack's workers whose process runs."""
    with lambda_runtime._lock:
        found = [worker for pool in lambda_runtime._workers.values() for worker in pool]
    return [worker for worker in found if worker._proc is not None]


def _invoke_asked(function: Mapping[str, Any], event: object) -> None:
    if not deviations.is_on(Deviation.INVOCATION_LOST):
        _invoke_later(function, event)


def _invoke_later(function: Mapping[str, Any], event: object) -> None:
    _count(1)
    _pool.submit(contextvars.copy_context().run, _invoke, function, event)


def _invoke(function: Mapping[str, Any], event: object) -> None:
    try:
        settings = (function.get("event_invoke_configs") or {}).get("$LATEST") or {}
        result: Mapping[str, Any] = {}
        for attempt in range(settings.get("MaximumRetryAttempts", _RETRIES) + 1):
            if attempt:
                time.sleep(lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS * attempt)
            result = lambda_svc._execute_function_with_config_scope(function, event)
            if not result.get("error"):
                return
        _keep(function["config"], settings, event, result)
    finally:
        _count(-1)


def _keep(config: Mapping[str, Any], settings: Mapping[str, Any], event: object, result: Mapping[str, Any]) -> None:
    on_failure = settings.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    target = on_failure or config.get("DeadLetterConfig", {}).get("TargetArn")
    if target:
        route = lambda_svc._route_async_failure
        lambda_svc._run_with_function_config_scope(config, route, target, config["FunctionName"], event, result)


def _count(change: int) -> None:
    global _unfinished  # noqa: PLW0603  # one number for the whole server
    with _counting:
        _unfinished += change
        _counting.notify_all()
