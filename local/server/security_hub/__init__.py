"""Security Hub CSPM: findings that come in, or change, go out as events on the account's default bus."""

from __future__ import annotations

from local.server.security_hub import findings, hub
from local.server.service import register_rest_service


def install() -> None:
    """Add the service."""
    register_rest_service("securityhub", {**findings.OPERATIONS, **hub.OPERATIONS})
