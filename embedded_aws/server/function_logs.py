"""Functions make a log group only where their role may; MiniStack makes it anew for whoever still ran when it was deleted.

https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
"""

from __future__ import annotations

from typing import Any

from ministack.services import cloudwatch_logs, lambda_svc

from embedded_aws.server import identity, permissions


def install() -> None:
    """Write nothing where there is no group that the function may make."""
    emit = lambda_svc._emit_lambda_logs

    def emit_where_allowed(func: dict[str, Any], *arguments: object, **named: object) -> None:
        config = func.get("config") or func
        group = (config.get("LoggingConfig") or {}).get("LogGroup")
        if not group or group in cloudwatch_logs._log_groups or _may_make(str(config["Role"]), group):
            emit(func, *arguments, **named)

    lambda_svc._emit_lambda_logs = emit_where_allowed


def _may_make(role_arn: str, group: str) -> bool:
    resource = permissions.arn("logs", f"log-group:{group}")
    role = identity.role_of(role_arn)
    return role is not None and permissions.may(
        identity.role_session(role_arn, "lambda"), "logs:CreateLogGroup", resource
    )
