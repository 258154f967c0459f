"""Security Hub, both its APIs: findings that come in, or change, go out as events on the account's default bus.

https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecurityhub.html
"""

from __future__ import annotations

from collections.abc import Iterable

from embedded_aws.server import identity, permissions
from embedded_aws.server.security_hub import findings, findings_v2, hub
from embedded_aws.server.service import Parameters, register_rest_service

_ON_THE_HUB = ("GetFindings", "BatchUpdateFindings", "DescribeHub")
"""Actions that a policy may allow on the hub alone; that of the newer Security Hub has an id that nobody here asks for."""


def install() -> None:
    """Add the service."""
    operations = {**findings.OPERATIONS, **findings_v2.OPERATIONS, **hub.OPERATIONS}
    routes = {**findings.ROUTES, **findings_v2.ROUTES, **hub.ROUTES}
    register_rest_service("securityhub", operations, routes, _authorize)


def _authorize(operation: str, parameters: Parameters) -> None:
    action = findings_v2.ACTIONS.get(operation, operation)
    for resource in _resources(action, parameters):
        permissions.require(identity.caller(), f"securityhub:{action}", resource)


def _resources(action: str, parameters: Parameters) -> Iterable[str]:
    if action == "BatchImportFindings":
        return {str(finding["ProductArn"]) for finding in parameters["Findings"]}
    return [permissions.arn("securityhub", "hub/default") if action in _ON_THE_HUB else "*"]
