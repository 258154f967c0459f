"""Security Hub CSPM: findings that come in, or change, go out as events on the account's default bus."""

from __future__ import annotations

from local.server.permissions import on_everything
from local.server.security_hub import findings, hub
from local.server.service import register_rest_service


def install() -> None:
    """Add the service."""
    operations = {**findings.OPERATIONS, **hub.OPERATIONS}
    routes = {**findings.ROUTES, **hub.ROUTES}
    register_rest_service("securityhub", operations, routes, on_everything("securityhub"))
