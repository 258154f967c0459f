"""What functions write is in their log, as in AWS.

Functions make a log group only where their role may; MiniStack makes it anew for whoever still ran when it was deleted.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html

Each line is in the log of the invocation that wrote it, however busy the machine: MiniStack waits 50 milliseconds for the first
one and 5 for each further one, and what comes later is in the log of the next invocation.
"""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Iterator
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import cloudwatch_logs, lambda_svc

from embedded_aws.server import identity, permissions
from embedded_aws.server.function_start import END_OF_LOG

_LONGEST_WAIT_SECONDS = 10.0
"""For a further line: what a function has started may keep its output open after it."""


def install() -> None:
    """Read logs to their end, and write nothing where there is no group that the function may make."""
    _read_to_the_end()
    emit = lambda_svc._emit_lambda_logs

    def emit_where_allowed(func: dict[str, Any], *arguments: object, **named: object) -> None:
        config = func.get("config") or func
        group = (config.get("LoggingConfig") or {}).get("LogGroup")
        if not group or group in cloudwatch_logs._log_groups or _may_make(str(config["Role"]), group):
            emit(func, *arguments, **named)

    lambda_svc._emit_lambda_logs = emit_where_allowed


def _read_to_the_end() -> None:
    read, drain = lambda_runtime.Worker._read_stderr, lambda_runtime.Worker._drain_stderr_bounded

    def read_and_end(worker: Any) -> None:
        lines = worker._stderr_queue
        read(worker)
        lines.put(END_OF_LOG)

    def drain_to_the_end(worker: Any, **waits: float) -> str:
        is_python = worker.config["Runtime"].startswith("python")
        return "\n".join(_logged(worker._stderr_queue)) if is_python else drain(worker, **waits)

    lambda_runtime.Worker._read_stderr = read_and_end
    lambda_runtime.Worker._drain_stderr_bounded = drain_to_the_end


def _logged(lines: queue.Queue[str]) -> Iterator[str]:
    with contextlib.suppress(queue.Empty):
        while (line := lines.get(timeout=_LONGEST_WAIT_SECONDS)) != END_OF_LOG:
            yield line


def _may_make(role_arn: str, group: str) -> bool:
    resource = permissions.arn("logs", f"log-group:{group}")
    role = identity.role_of(role_arn)
    return role is not None and permissions.may(
        identity.role_session(role_arn, "lambda"), "logs:CreateLogGroup", resource
    )
